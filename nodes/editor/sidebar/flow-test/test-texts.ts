// The texts of flow tests in the sidebar: its own, and those that it has in common with the command.

import type { ReasonCode } from '../../../../src/base/reason-codes';
import { causeKey } from '../../../../src/base/reason-details';
import { ENDS, type FaultCode, type Outcome } from '../../../../src/flow-test/report';
import { FlowTestTexts } from '../../../flow-test/texts';
import czech from '../../../locales/cs/on-demand/flow-test-sidebar.json';
import english from '../../../locales/en-US/on-demand/flow-test-sidebar.json';
import type { SidebarFault } from '../../../shared/flow-test-view';
import { sentenceOf, text } from '../../texts';
import { language } from '../editor';
import { words } from '../words';

/** A text of the section by its key. */
export const testText = words(english, czech, language);

/** The texts of the command. */
export function commonTexts(): FlowTestTexts {
    return new FlowTestTexts(language());
}

/** Faults whose text is not one of the command. */
const OWN_FAULTS = ['busy', 'failed', 'gone', 'unwritten'] as const;

/** Why there is no report. */
export function faultText(fault: SidebarFault): string {
    if (fault.code === 'recording') return sentenceOf(fault.reason);
    if (fault.code === 'stopped') return testText('cancelled');
    const own = OWN_FAULTS.find((code) => code === fault.code);
    return own ? testText(own, fault.values) : commonTexts().fault(fault.code as FaultCode, fault.values);
}

/** How a command has ended; empty for what a stand-in has received. */
export function outcomeText(outcome: Outcome | undefined): string {
    if (outcome === undefined) return '';
    const texts = commonTexts();
    const end = ENDS.find((one) => one === outcome);
    return end ? texts.text(`outcome-${end}`) : texts.text('outcome-failed', { code: causeText(outcome) });
}

/** A short text for the code of a reason, if the catalogue has one. */
function causeText(code: string): string {
    const key = causeKey({ code: code as ReasonCode });
    const found = text(key);
    // Without a text, Node-RED shows the key.
    return found.endsWith(key) ? code : found;
}
