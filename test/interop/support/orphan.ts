// A test that is killed: starts a program at the port of its argument, prints its folder, and waits for its end.

import { startProgram, watchedFolder } from '../../support/program';

async function run(port: number): Promise<void> {
    const { path } = await watchedFolder('orphan');
    const code = `require('node:net').createServer().listen(${port}, '127.0.0.1')`;
    await startProgram({ command: process.execPath, args: ['-e', code] }, path, port);
    console.log(path);
}

void run(Number(process.argv[2]));
