// docs/flow-check.md: how the flow check is used, and a row for each of its rules.

import { FlowCheckTexts } from '../../nodes/flow-check/texts.js';
import { RULE_CODES, RULES } from '../../src/flow-check/rules.js';

export const FLOW_CHECK_PAGE = 'docs/flow-check.md';

const texts = new FlowCheckTexts();

/** The page, as `npm run node-pages` writes it. */
export function flowCheckPage() {
    const rows = RULE_CODES.map(
        (code) => `| \`${code}\` | ${texts.ui(RULES[code].severity)} | ${texts.outline(code)} |`,
    );
    return `<!-- Written by "npm run node-pages" from scripts/lib/flow-check-page.mjs and the texts of the flow check. -->

# Flow check

The flow check finds mistakes that no single node can notice, such as a relay that receives a value it does not understand. If a node whose effect
is not known is in between, such as a function node, it reports nothing.

${USE}
## Rules

An *error* does not work. A *warning* works, but not in every case.

| rule | severity | what it reports |
| --- | --- | --- |
${rows.join('\n')}

## More to read

[README](../README.md) · [Recipes](recipes.md) · [Troubleshooting](troubleshooting.md)
`;
}

const USE = `## In the editor

Open the *Clown.Hub* tab of the sidebar and unfold *Flow check* at the top. It checks all flows of the editor, also before a deploy, and again
after each change. It knows the devices that your hubs have listed and what they have reported. While the sidebar is closed, nothing is checked.

Topics are checked when the devices of the hub are known, about two minutes after it has connected. After a full deploy, a wrong topic counts as
correct until then, and the section has a note. The command line and nrlint never know the devices.

The flow check does not compare settings with the [schemas](../AGENTS.md#nodes). A setting that a node does not accept is shown in its dialog and when the
flow starts.

A node without a name has its label in the flow, such as *relay i2c0-3b*. On the command line it has its type, and each finding has the id of the node.

- *show node* shows the node in its flow, or opens the dialog of the hub.
- *dismiss* hides a finding that is as you want it. This is a setting of the node, so it is exported with the flow and also counts on the command line
  and in nrlint. Undo reverts it. Deploy to keep it; a hub node reconnects when it is deployed with a change.
- *Show dismissed* lists the dismissed findings. *show again* brings one back.

## On the command line

In the folder where the package is installed:

\`\`\`sh
cd ~/.node-red
npx --no -- clown-hub-check-flow flows.json
\`\`\`

It prints each finding with its node and ends with the exit code 1, or with 0 without findings. If the file cannot be checked, it ends with 2. \`--json\`
prints the findings for programs, \`--rules\` lists the rules. It does not connect to a hub, so it does not know which devices there are. It
changes nothing.

## With nrlint

[nrlint](https://github.com/node-red/nrlint) is the linter for flows of Node-RED. Its command runs the same rules, if its configuration file
\`.nrlintrc.js\` names the plugin and the rules:

\`\`\`js
const plugin = '@clown-hub/node-red-clown-hub/dist/nrlint.js';

module.exports = {
    plugins: [plugin],
    rules: Object.fromEntries(Object.keys(require(plugin)).map((rule) => [rule, true])),
};
\`\`\`

Both packages have to be in the same \`node_modules\` folder. The name of a rule is that in the table after \`clown-hub/\`. To turn a rule off for a
node or a flow, add a line such as \`// nrlint clown-hub/no-catch:off\` to its description.

`;
