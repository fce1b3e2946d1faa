import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { debianVersion } from '../support/debian';
import { startProgram } from '../support/program';
import { compile } from './support/compile';
import { HUBS } from './support/hubs';
import { interop } from './support/interop';
import { CAPABLE, IDLE_S } from './support/server';

const MODULES = ['server', 'http', 'io', 'util', 'servlet', 'security'];
const SOCKETS = ['api', 'common', 'server', 'servlet'].map((name) => `websocket-${name}`);
const JARS = [...MODULES, ...SOCKETS].map((name) => `jetty9-${name}`);
const CLASSES = [...JARS, 'servlet-api'].map((name) => `/usr/share/java/${name}.jar`).join(':');

interop({
    ...CAPABLE,
    name: 'Jetty',
    packages: ['libjetty9-java', 'libjetty9-extra-java'],
    // The JDK need not come from a package.
    version: () => (existsSync('/usr/bin/javac') ? debianVersion('libjetty9-java') : undefined),
    start: async ({ folder, port, tls, idle }) => {
        await compile('javac', ['-d', folder, '-cp', CLASSES, join(HUBS, 'JettyServer.java')]);
        const log = '-Dorg.eclipse.jetty.LEVEL=WARN';
        const args = ['-cp', `${folder}:${CLASSES}`, log, 'JettyServer', `${port}`, idle ? `${IDLE_S}` : '0'];
        return startProgram({ command: 'java', args: [...args, tls?.cert ?? '', tls?.key ?? ''] }, folder, port);
    },
});
