// Loads the test of flows when it is first needed: most Node-REDs never do.

import { join } from 'node:path';
import { packFolder } from './find-node-red';

export function loadFlowTest(): typeof import('./index') {
    return require(join(packFolder(), 'dist/test-flow.js')) as typeof import('./index');
}
