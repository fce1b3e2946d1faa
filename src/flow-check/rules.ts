// The table of the rules. The code of a rule is stored in flows whose owners dismiss its findings, and is never renamed. The
// sentences are in nodes/locales/LANGUAGE/on-demand/flow-check.json, under `CODE` and `CODE.DETAIL`.

import type { Find, Severity } from './rule';
import { noCatch } from './rules/catches';
import { shortSilence, silentDevice } from './rules/devices';
import { unmatchedFilter, unreportedQuantity } from './rules/filters';
import { plainPassword, unverifiedCertificate } from './rules/hubs';
import { unknownName } from './rules/names';
import { stateLoop } from './rules/relay-loops';
import { twoCommanders, unguardedRelay } from './rules/relays';
import { relayValue, shortInterval } from './rules/values';
import { displayEverySecond, storeEverySecond } from './rules/writes';

export const RULES = {
    'name-unknown': { severity: 'error', find: unknownName },
    'filter-unmatched': { severity: 'error', find: unmatchedFilter },
    'quantity-unreported': { severity: 'error', find: unreportedQuantity },
    'relay-value': { severity: 'error', find: relayValue },
    'relay-two': { severity: 'warn', find: twoCommanders },
    'relay-loop': { severity: 'error', find: stateLoop },
    'relay-unguarded': { severity: 'warn', find: unguardedRelay },
    'no-catch': { severity: 'warn', find: noCatch },
    'interval-short': { severity: 'error', find: shortInterval },
    'request-silent': { severity: 'error', find: silentDevice },
    'silence-short': { severity: 'error', find: shortSilence },
    'display-often': { severity: 'warn', find: displayEverySecond },
    'store-often': { severity: 'warn', find: storeEverySecond },
    'password-plain': { severity: 'warn', find: plainPassword },
    'certificate-off': { severity: 'warn', find: unverifiedCertificate },
} as const satisfies Readonly<Record<string, { readonly severity: Severity; readonly find: Find }>>;

export type RuleCode = keyof typeof RULES;

export const RULE_CODES = Object.keys(RULES) as readonly RuleCode[];
