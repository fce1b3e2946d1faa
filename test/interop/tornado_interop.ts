import { pythonHub } from './support/hubs';
import { interop } from './support/interop';
import { CAPABLE } from './support/server';

interop({
    ...CAPABLE,
    name: 'Tornado',
    packages: ['python3-tornado'],
    light: true,
    idle: 'pings',
    start: pythonHub('tornado_server.py'),
});
