import { pythonHub } from './support/hubs';
import { interop } from './support/interop';
import { CAPABLE } from './support/server';

interop({
    ...CAPABLE,
    name: 'aiohttp',
    packages: ['python3-aiohttp'],
    light: true,
    start: pythonHub('aiohttp_server.py'),
});
