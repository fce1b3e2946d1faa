/** Whether two different texts differ by one character that was added, removed or replaced, or by two neighbours that were swapped. */
export function isTypo(one: string, other: string): boolean {
    let same = 0;
    while (same < one.length && one[same] === other[same]) same++;
    const [from, to] = [one.slice(same), other.slice(same)];
    const isSwapped = from[0] === to[1] && from[1] === to[0] && from.slice(2) === to.slice(2);
    return isSwapped || from.slice(1) === to.slice(1) || from.slice(1) === to || from === to.slice(1);
}
