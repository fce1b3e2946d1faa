// The file of a flow: what is read of it, and the sentence for one that cannot be read.

import assert from 'node:assert/strict';
import fs, { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readFlowFile } from '../../nodes/flow-check/flow-file';
import { makeFolder, removeFolder } from '../support/folders.js';

const LIMIT = 64 * 1024 * 1024;

describe('the file of a flow', () => {
    let folder: string;
    const { readFileSync, statSync } = fs;

    before(async () => {
        folder = await makeFolder('flow-file');
    });
    afterEach(() => Object.assign(fs, { readFileSync, statSync }));
    after(() => removeFolder(folder));

    const file = (text: string): string => {
        const path = join(folder, 'flows.json');
        writeFileSync(path, text);
        return path;
    };

    for (const [name, text, value] of [
        ['a list', '[{"id":"a"}]', [{ id: 'a' }]],
        ['a file of Windows, which begins with a mark of its encoding', '\uFEFF[1]', [1]],
        ['a mark inside of a text', '["\uFEFF"]', ['\uFEFF']],
        ['letters of all languages', '["čaj"]', ['čaj']],
    ] as const) {
        it(`is read: ${name}`, () => assert.deepEqual(readFlowFile(file(text)), { value }));
    }

    it('is not there, or is a folder', () => {
        assert.deepEqual(readFlowFile(join(folder, 'none')), { fault: 'does not exist.' });
        const inner = join(folder, 'inner');
        mkdirSync(inner);
        assert.deepEqual(readFlowFile(inner), { fault: 'is a folder. Name the flow file in it.' });
    });

    for (const [code, fault] of [
        ['EACCES', 'cannot be read: permission denied.'],
        ['EIO', 'cannot be read: EIO.'],
        [undefined, 'cannot be read: .'],
    ] as const) {
        it(`cannot be read: ${code ?? 'without a code'}`, () => {
            const path = file('[]');
            const fail = (): never => {
                throw Object.assign(new Error('no'), code === undefined ? {} : { code });
            };
            Object.assign(fs, { readFileSync: fail });
            assert.deepEqual(readFlowFile(path), { fault });
        });
    }

    it('may have 64 MiB, and no byte more', () => {
        const path = file('[]');
        truncateSync(path, LIMIT + 1);
        assert.deepEqual(readFlowFile(path), { fault: 'is larger than 64 MiB.' });
        // The size alone decides, before anything is read.
        Object.assign(fs, { statSync: () => ({ size: LIMIT }) });
        assert.deepEqual(readFlowFile(file('[2]')), { value: [2] });
    });

    it('is not JSON, in the words of Node.js and not too many of them', () => {
        const read = readFlowFile(file('{"a" 5}'));
        assert.ok('fault' in read);
        assert.match(read.fault, /^is not JSON: \S.+\.$/);
        const { parse } = JSON;
        JSON.parse = () => {
            throw new SyntaxError('w'.repeat(500));
        };
        try {
            assert.deepEqual(readFlowFile(file('x')), { fault: `is not JSON: ${'w'.repeat(200)}….` });
        } finally {
            JSON.parse = parse;
        }
    });
});
