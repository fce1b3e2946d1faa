// What dist/test-flow.js holds: the command, and the test and its texts for the sidebar.

export { main, runCommand } from './command';
export { testFlow } from './runner';
