// What the process of a test takes from the script of the nodes, with which it shares them.

export { shorten, words } from '../../src/base/errors';
export { unmatchedNodes } from '../../src/flow-test/unmatched';
export { checkCommand } from '../../src/protocol/commands';
export { readFileAt } from '../../src/recording/folder';
export { recordedTopics } from '../../src/recording/topics';
export { realClock } from '../../src/simulator/bridge-clock';
export { MemoryHub, type MemoryProgram, SILENT_PROGRAM } from '../../src/simulator/memory-hub';
export { Player } from '../../src/simulator/player';
export { seededRandom } from '../../src/simulator/random';
