// Which settings of clown out and clown request belong to their command. The dialog hides the others, which may hold anything.

import { type CommandKind, isCommandKind, isConfirmable, KINDS } from '../../../src/protocol/kinds';
import { isAbsent } from '../../../src/settings/choices';
import type { Stored } from '../../../src/settings/hub-options';
import { holdsVariable } from '../variables';

/** Settings that the dialog hides for some choices. */
const HIDDEN = ['topic', 'device', 'payload', 'topicType', 'deviceType', 'payloadType'].concat([
    'long',
    'confirm',
    'tries',
    'queueSize',
    'queueAge',
]);

/** Whether the command of a node and its other choices use a setting. */
export function isUsed(setting: string, { command, confirm, offline }: Stored): boolean {
    const kind = isAbsent(command) ? 'message' : command;
    // A command that is not known is refused.
    if (!isCommandKind(kind)) return true;
    switch (setting.replace(/Type$/, '')) {
        case 'topic':
            return kind === 'message';
        case 'device':
            return (KINDS[kind] as (typeof KINDS)[CommandKind]).device !== 'none';
        case 'payload':
            return KINDS[kind].payload;
        case 'long':
            return kind === 'text';
        case 'confirm':
            return isConfirmable(kind);
        case 'tries':
            return isConfirmable(kind) && confirm !== false && !isAbsent(confirm);
        case 'queueSize':
            return offline === 'queue' || holdsVariable(offline);
        case 'queueAge':
            return offline !== 'fail' && !isAbsent(offline);
        default:
            return true;
    }
}

/** The settings without those that have a variable and are not used: it is not missing where nothing reads it. */
export function withoutLeftovers<Def extends object>(def: Def): Def {
    const stored = def as Stored;
    const left = HIDDEN.filter((setting) => holdsVariable(stored[setting]) && !isUsed(setting, stored));
    return left.length === 0 ? def : { ...def, ...Object.fromEntries(left.map((setting) => [setting, undefined])) };
}
