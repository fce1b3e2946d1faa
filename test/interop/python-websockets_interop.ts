import { pythonHub } from './support/hubs';
import { interop } from './support/interop';
import { CAPABLE } from './support/server';

interop({
    ...CAPABLE,
    name: 'Python websockets',
    packages: ['python3-websockets'],
    light: true,
    idle: 'pings',
    start: pythonHub('websockets_server.py'),
});
