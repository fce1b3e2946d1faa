// The flow check with its English texts, for the editor, the command line and nrlint. Free of Node.js and Node-RED.

export { shorten } from '../../src/base/errors';
export { checkFlow, checkSteps, DISMISSED, dismissedIn, type Finding } from '../../src/flow-check/check';
export { type FlowNode, nameOf, readFlow } from '../../src/flow-check/flow';
export type { Knowledge, KnownHub } from '../../src/flow-check/knowledge';
export { RULE_CODES, RULES, type RuleCode } from '../../src/flow-check/rules';
export { FlowCheckTexts } from './texts';
