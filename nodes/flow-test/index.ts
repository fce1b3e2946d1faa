// What dist/test-flow.js holds: the command, and the process of tests for the sidebar.

export { main } from './command';
export { serveSidebar } from './sidebar-process';
