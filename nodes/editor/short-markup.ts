// Puts back what the build has shortened in forms and help (scripts/lib/markup.mjs).

/** The whole form of a node, or of a part that uses the texts of this type. */
export function wholeForm(form: string, type: string): string {
    const prefix = type === 'clown-hub' ? 'node-config-input' : 'node-input';
    return form
        .replaceAll('<div row>', '<div class=form-row>')
        .replace(/<!-{2}(~?)(\w+)(?: ([\w-]+))?(?: (\w+))?-->/g, (_all, isOwn, name, symbol, unit) => {
            const id = `${isOwn ? type : prefix}-${name}`;
            if (!symbol) return `<input type=checkbox id=${id}>\n<label for=${id} i=label.${name}></label>`;
            const label = `<label for=${id}><i class="fa fa-${symbol}"></i> <span i=label.${name}></span></label>`;
            if (!unit) return label;
            return `${label}\n<input type=text inputmode=decimal id=${id}> <span i=label.${unit}></span>`;
        })
        .replace(/ i=(\[[\w-]+\])?/g, ` data-i18n=$1${type}.`);
}

/** The whole help of a node. */
export function wholeHelp(help: string): string {
    return help
        .replace(/`(.*?)`/g, '<code>$1</code>')
        .replaceAll('<dl>', '<dl class=message-properties>')
        .replaceAll('<dt o>', '<dt class=optional>')
        .replace(/<i>(.*?)<dd>/g, '<span class=property-type>$1</span><dd>');
}
