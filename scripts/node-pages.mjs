// npm run node-pages: writes docs/nodes/ from the English help of the nodes, docs/flow-check.md from the rules of the flow check,
// and the list of rules in AGENTS.md.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AGENTS, agentsPage } from './lib/agents.mjs';
import { FLOW_CHECK_PAGE, flowCheckPage } from './lib/flow-check-page.mjs';
import { nodePages } from './lib/node-pages.mjs';
import { main, root } from './lib/run.mjs';

await main(() => {
    mkdirSync(join(root, 'docs/nodes'), { recursive: true });
    for (const [file, page] of nodePages()) writeFileSync(join(root, file), page);
    writeFileSync(join(root, FLOW_CHECK_PAGE), flowCheckPage());
    writeFileSync(join(root, AGENTS), agentsPage());
});
