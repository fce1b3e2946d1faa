// The time zone in which a flow is tested: that of the run that was kept, so that a test has the same result on each computer.

/** The name of a time zone as this computer writes it; undefined if it does not know it. */
export function knownTimeZone(name: string): string | undefined {
    // An offset such as +01:00 is no name, and a process cannot be started with it.
    if (!/^[A-Za-z]/.test(name)) return undefined;
    try {
        return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
    } catch {
        return undefined;
    }
}

/** The time zone of this process. */
export function ownTimeZone(): string {
    return knownTimeZone(new Intl.DateTimeFormat().resolvedOptions().timeZone) ?? 'UTC';
}

/** The sentence of a report on its time zone; undefined if that is the one that an owner expects. */
export function timeZoneNote({
    timeZone,
    keptTimeZone,
    ownTimeZone: own,
}: {
    timeZone: string;
    keptTimeZone: string | undefined;
    ownTimeZone: string;
}): 'time-zone' | 'time-zone-kept' | undefined {
    if (keptTimeZone !== undefined && keptTimeZone !== timeZone) return 'time-zone-kept';
    return timeZone === own ? undefined : 'time-zone';
}
