// The rules of the flow library's scorecard that need no network, under the library's own numbers.
// P03 (an address of the source code or for faults) is one of the publisher's facts. P08 and N01 (unique package name and node types) need a person to look them up before publishing.

/** The oldest of the Node.js versions that the newest Node-RED runs on, and the Node-REDs that are kept up. */
const NODE_OF_NEWEST_NODE_RED = '22.9.0';
const MAINTAINED_NODE_REDS = ['4.1.15', '5.0.7'];

/** @typedef {import('./package.mjs').Package} Package */

/** @type {{ id: string, rule: string, holds: (pack: Package) => boolean }[]} */
export const RULES = [
    { id: 'P01', rule: 'has a license', holds: ({ manifest }) => Boolean(manifest.license) },
    { id: 'P04', rule: 'has a scoped name', holds: ({ manifest }) => /^@[^/]+\/[^/]+$/.test(manifest.name) },
    { id: 'P05', rule: 'has the keyword node-red', holds: ({ manifest }) => manifest.keywords.includes('node-red') },
    {
        id: 'P06',
        rule: 'admits the Node-REDs that are kept up',
        holds: ({ manifest }) => MAINTAINED_NODE_REDS.every((version) => admits(manifest['node-red'].version, version)),
    },
    {
        id: 'P07',
        rule: 'admits the Node.js of the newest Node-RED',
        holds: ({ manifest }) => admits(manifest.engines.node, NODE_OF_NEWEST_NODE_RED),
    },
    {
        id: 'N02',
        rule: 'uses each node in an example',
        holds: ({ nodes, exampleTypes }) =>
            nodes.every(({ type, definition }) => definition.category === 'config' || exampleTypes.has(type)),
    },
    {
        id: 'D01',
        rule: 'has at most six dependencies',
        holds: ({ manifest }) => Object.keys(manifest.dependencies ?? {}).length <= 6,
    },
];

/** Facts that only the publisher of the package knows: what each means, and the line of package.json to fill in. */
const PUBLISHER_FACTS = {
    author: { meaning: 'who publishes the package', line: '"author": "NAME <MAIL>",' },
    repository: {
        meaning:
            'where its source code is kept, and the pages that README.md leads to; the workflow that publishes runs there',
        line: '"repository": { "type": "git", "url": "git+https://HOST/OWNER/NAME.git" },',
    },
    bugs: { meaning: 'where its users report faults', line: '"bugs": { "url": "https://HOST/OWNER/NAME/issues" },' },
    homepage: { meaning: 'where its users read about it', line: '"homepage": "https://HOST/OWNER/NAME#readme",' },
};

/**
 * The fields of package.json that the publisher still has to fill in.
 *
 * @param {any} manifest
 */
export function missingFacts(manifest) {
    return Object.entries(PUBLISHER_FACTS)
        .filter(([field]) => !manifest[field])
        .map(([field, fact]) => ({ field, ...fact }));
}

/**
 * Whether a range of the one form we use, ">=1.2.3" with or without its ends, admits a version.
 *
 * @param {string} range
 * @param {string} version
 */
function admits(range, version) {
    const least = /^>=(\d+(?:\.\d+){0,2})$/.exec(range)?.[1]?.split('.').map(Number);
    if (!least) return false;
    const parts = version.split('.').map(Number);
    const differs = least.findIndex((number, place) => number !== parts[place]);
    return differs === -1 || (least[differs] ?? 0) < (parts[differs] ?? 0);
}
