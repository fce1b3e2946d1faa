// Makes the forms and the help of the editor as short as Node-RED, which sends all of it to every editor, and browsers allow.
// The first script puts back what `shortForm` and `shortHelp` replace (nodes/editor/short-markup.ts).

/** Elements that are blocks: a page does not show the white space around their tags. */
const BLOCK = '</?(?:div|p|h3|h4|ul|ol|li|dl|dt|dd|details|summary|option)(?: [^>]*)?>';

/** End tags that the next tag implies (HTML standard, section 13.1.2.4). */
const IMPLIED = new RegExp(
    [
        '</(?:li|dt|dd|option)>(?=</?(?:li|dt|dd|option|ul|ol|dl|select)[ >])',
        '</p>(?=<(?:p|h3|h4|ul|ol|dl|div|details)[ >]|</(?:div|details|li|dd)>)',
    ].join('|'),
    'g',
);

/** Values of attributes that need no quotes. */
const UNQUOTED = /="([^\s"'`=<>]+)"/g;

/**
 * Removes the white space that no page shows, and tags and quotes that no page needs, because Node-RED sends all of this to every editor.
 *
 * @param {string} html
 */
export function compact(html) {
    return html
        .replace(new RegExp(`\\s*(${BLOCK})\\s*`, 'g'), '$1')
        .replace(/<(?!script)[a-z][^<>]*>/g, (tag) => {
            return tag.replace(/style="[^"]*"/, (style) => style.replace(/([:;]) /g, '$1')).replace(UNQUOTED, '=$1');
        })
        .replace(IMPLIED, '')
        .replace(/<style>[^<]*/g, (rules) =>
            rules
                .replace(/\s*([{}>;,])\s*/g, '$1')
                .replaceAll(': ', ':')
                .replaceAll(';}', '}'),
        );
}

/**
 * As `compact`, for a help: none has text whose lines count.
 *
 * @param {string} help
 */
export function compactHelp(help) {
    return compact(help.replaceAll('\n', ' ')).replace(/<\/(?:dt|dd|li)>(?=<(?:dt|dd|li|\/dl|\/ul|\/ol)\b)/g, '');
}

/**
 * Shortens what a form repeats: `<!--SETTING-->` is a check box with its label, `<!--~SETTING-->` one that is not stored,
 * `<!--SETTING SYMBOL-->` a label, and `<!--SETTING SYMBOL UNIT-->` a number.
 *
 * @param {string} form compact
 * @param {string} type whose texts it uses
 */
export function shortForm(form, type = /data-template-name="([\w-]+)"/.exec(form)?.[1] ?? '') {
    const id = `(${type}|node-input|node-config-input)-(\\w+)`;
    const textOf = (/** @type {string} */ name) => `data-i18n=${type}\\.label\\.${name}>`;
    return form
        .replace(
            new RegExp(
                `<label for=${id}><i class="fa fa-([\\w-]+)"></i> <span ${textOf('\\2')}</span></label>` +
                    `(?:\n<input type=text inputmode=decimal id=\\1-\\2> <span ${textOf('(\\w+)')}</span>)?`,
                'g',
            ),
            (_all, _prefix, name, symbol, unit) => `<!--${[name, symbol, unit].join(' ').trim()}-->`,
        )
        .replace(
            new RegExp(`<input type=checkbox id=${id}>\n<label for=\\1-\\2 ${textOf('\\2')}</label>`, 'g'),
            (_all, prefix, name) => `<!--${prefix === type ? '~' : ''}${name}-->`,
        )
        .replace(new RegExp(` data-i18n=(\\[[\\w-]+\\])?${type}\\.`, 'g'), ' i=$1')
        .replaceAll('<div class=form-row>', '<div row>');
}

/**
 * Shortens what a help repeats.
 *
 * @param {string} help compact
 */
export function shortHelp(help) {
    return help
        .replace(/<code>([^`]*?)<\/code>/g, '`$1`')
        .replaceAll('<dl class=message-properties>', '<dl>')
        .replaceAll('<dt class=optional>', '<dt o>')
        .replace(/<span class=property-type>([^<]*)<\/span><dd>/g, '<i>$1<dd>');
}
