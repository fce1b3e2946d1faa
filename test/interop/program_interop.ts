// What the tests of servers leave behind when they are interrupted: nothing.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/folders.js';
import { answers, freePort } from '../support/ports.js';
import { next, until } from '../support/wait.js';

describe('programs of a test [light]', function () {
    this.timeout(30_000);

    for (const signal of ['SIGKILL', 'SIGINT'] as const) {
        it(`end with a test that ${signal} has ended, and so do their folders`, async () => {
            const port = await freePort();
            const args = ['--import=tsx', join(__dirname, 'support/orphan.ts'), `${port}`];
            const test = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
            const [folder] = await next(test.stdout.setEncoding('utf8'), 'data', 'the folder', 20_000);
            test.kill(signal);
            await until(() => !existsSync(String(folder).trim()), 'the end of the folder', 10_000);
            let open = await answers(port);
            for (const end = Date.now() + 10_000; open && Date.now() < end; ) open = await answers(port);
            if (open) throw new Error('the program still accepts connections');
        });
    }
});
