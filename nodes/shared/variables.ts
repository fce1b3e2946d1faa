// Environment variables in settings. Node-RED replaces a setting that is one variable as a whole, and leaves it as it is
// where that is not set; variables within a longer text, and those that are missing, are ours.

import type { Node, NodeAPI } from 'node-red';
import { ok, type Result, refuse } from '../../src/errors';
import type { Stored } from '../../src/options';

/** What a node is and is called; a variable in it changes nothing. */
const NO_SETTINGS: readonly string[] = ['id', 'type', 'z', 'g', 'name'];

/** The settings of a node with their variables replaced; the reason names the first that is not set. */
export function withVariables(RED: NodeAPI, node: Node, def: object): Result<Stored> {
    const stored: Record<string, unknown> = {};
    for (const [setting, value] of Object.entries(def)) {
        let missing: string | undefined;
        stored[setting] =
            typeof value !== 'string' || NO_SETTINGS.includes(setting)
                ? value
                : value.replace(/\$\{([^}]+)\}/g, (whole, variable: string) => {
                      const found = String(RED.util.evaluateNodeProperty(whole, 'env', node, {}) ?? '');
                      if (found === '') missing = variable;
                      return found;
                  });
        if (missing !== undefined) return refuse('variable-missing', { setting, variable: missing });
    }
    return ok(stored);
}
