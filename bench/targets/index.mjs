// The targets that the pack has set itself: what must be cheaper than what, and by how much.

import { deployTargets } from './deploying.mjs';
import { growthTargets } from './growing.mjs';
import { startTargets } from './starting.mjs';
import { receivingTargets, sendingTargets } from './working.mjs';

export const targets = [...receivingTargets, ...sendingTargets, ...deployTargets, ...startTargets, ...growthTargets];
