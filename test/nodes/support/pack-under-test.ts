// The nodes that run in this process, and the pack's own clock, which tests make faster: those of the sources, or those of
// the installed package that CLOWN_PACKAGE names.

import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import sources from '../../../nodes/pack';
import { isInstalled, NODES, packUnderTest } from '../../../scripts/lib/under-test.mjs';
import type { Clock } from '../../../src/base/clock';
import { systemClock as clockOfSources } from '../../../src/base/system-clock';

interface Built {
    readonly default: (RED: NodeAPI) => void;
    readonly systemClock: Clock;
}

const script = join(packUnderTest, NODES);
const { default: pack, systemClock }: Built = isInstalled
    ? createRequire(script)(script)
    : { default: sources, systemClock: clockOfSources };

export { pack, systemClock };
