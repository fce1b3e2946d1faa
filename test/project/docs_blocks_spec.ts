// Every frame, payload, address and piece of code in the pages for owners is one that the code accepts.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { parseFrame } from '../../src/protocol/frame';
import { checkFilter } from '../../src/protocol/topic';
import { root } from '../support/folders.js';

const pages = [
    'README.md',
    'CHANGELOG.md',
    'SECURITY.md',
    ...['docs', 'docs/nodes'].flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`)),
]
    .filter((name) => name.endsWith('.md'))
    // Tables of measurements, written by scripts.
    .filter((name) => !/faults|beside|interop/.test(name));

interface Snippet {
    readonly page: string;
    readonly kind: 'inline' | 'text' | 'js' | 'sh' | 'json' | 'yaml';
    readonly code: string;
}

function snippetsOf(page: string): Snippet[] {
    const text = readFileSync(join(root, page), 'utf8');
    const blocks = [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, kind = '', code = '']) => ({
        page,
        kind,
        code,
    }));
    const inline = [...text.replace(/^```.*?^```$/gms, '').matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => ({
        page,
        kind: 'inline',
        code,
    }));
    return [...blocks, ...inline] as Snippet[];
}

const snippets = pages.flatMap(snippetsOf);
const lines = snippets.flatMap(({ page, kind, code }) =>
    kind === 'inline' || kind === 'text' ? code.split('\n').map((line) => ({ page, line: line.trim() })) : [],
);
/** A text that stands for several says so by an ellipsis. */
const isWhole = (line: string): boolean => !line.includes('…');

describe('code in the pages', () => {
    it('of each kind is known to this test', () => {
        const kinds = new Set(snippets.map(({ kind }) => kind));
        assert.deepEqual(
            [...kinds].filter((kind) => !['inline', 'text', 'js', 'sh', 'json', 'yaml'].includes(kind)),
            [],
        );
    });

    it('is a frame that can be read, where it looks like one', () => {
        const frames = lines.filter(({ line }) => /^\["[^"]+\/[^"]*", ?\{.*\}\]$/.test(line) && isWhole(line));
        assert.ok(frames.length >= 3, `${frames.length} frames`);
        for (const { page, line } of frames) assert.ok(parseFrame(line).ok, `${page}: ${line}`);
    });

    it('is JSON, where it looks like a payload', () => {
        const payloads = lines.filter(({ line }) => /^\{".*\}$/.test(line) && isWhole(line));
        assert.ok(payloads.length >= 5, `${payloads.length} payloads`);
        for (const { page, line } of payloads) assert.doesNotThrow(() => JSON.parse(line), `${page}: ${line}`);
    });

    it('is JSON, in a block of JSON', () => {
        const blocks = snippets.filter(({ kind }) => kind === 'json');
        assert.ok(blocks.length >= 6, `${blocks.length} blocks`);
        for (const { page, code } of blocks) assert.doesNotThrow(() => JSON.parse(code), `${page}: ${code}`);
    });

    it('is a valid topic filter, where it has a wildcard level', () => {
        const filters = lines.filter(
            ({ line }) => /^[a-z0-9+#-]+(?:\/[a-z0-9+#-]+)*$/.test(line) && /(?:^|\/)[+#](?:$|\/)/.test(line),
        );
        assert.ok(filters.length >= 3, `${filters.length} filters`);
        for (const { page, line } of filters) assert.ok(checkFilter(line).ok, `${page}: ${line}`);
    });

    it('is an address that can be opened, where it begins with ws:// or wss://', () => {
        const addresses = lines.filter(
            ({ line }) => /^wss?:\/\/\S+$/.test(line) && isWhole(line) && line !== 'ws://' && line !== 'wss://',
        );
        for (const { page, line } of addresses) assert.ok(URL.canParse(line), `${page}: ${line}`);
    });

    it('compiles, where it is JavaScript', () => {
        for (const { page, kind, code } of snippets) {
            if (kind !== 'js') continue;
            assert.doesNotThrow(() => new Script(`(function (msg) {\n${code}\n})`), `${page}: ${code}`);
        }
    });
});
