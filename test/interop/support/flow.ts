// The nodes of the pack in a real Node-RED, connected to a server, as the scenarios use them.

import assert from 'node:assert/strict';
import type { HubShare } from '../../../nodes/runtime/types';
import type { Hub } from '../../../src/hub';
import type { HubState } from '../../../src/hub-types';
import { hubNode, type Item, inNode, listeners, outNode, tab } from '../../nodes/support/flows';
import { quicken } from '../../nodes/support/quick-clock.js';
import {
    become,
    type Credentials,
    deploy,
    errorOf,
    give,
    load,
    node,
    received,
    unload,
} from '../../nodes/support/runtime';
import { firstValue, until } from '../../support/wait.js';
import { RELAY } from './answers';
import { LOGIN } from './server';

/** The pack's clock runs that many times as fast. */
export const TIMES = 4;
/** The limit of each wait; the longest pause between two tries is a fraction of it. */
export const WITHIN_MS = 30_000;

export interface Address {
    readonly url: string;
    readonly password?: string;
    /** The certificate to trust. */
    readonly ca?: string;
    /** Whether a second hub node connects that sends no heartbeat. */
    readonly lazy?: true;
    /** More settings of the hub node. */
    readonly more?: Readonly<Record<string, unknown>>;
}

/** The flow that is connected to the server under test, and what it has received. */
export class Flow {
    /** Of the hub node, since it was last loaded. */
    readonly states: HubState[] = [];
    /** Of the hub node without a heartbeat. */
    readonly lazy: HubState[] = [];
    #sent = 0;

    /** Starts the nodes at this address, in place of those that ran before. */
    async load({ url, password = LOGIN.password, ca, lazy, more }: Address): Promise<void> {
        await this.end();
        quicken(TIMES);
        const quick = { heartbeat: '15', retryCeiling: '1', handshake: '300', silence: '0' };
        const flow: Item[] = [
            tab(),
            hubNode({ address: url, ...quick, ...(ca === undefined ? {} : { tls: 'tls' }), ...more }),
            ...inNode('in'),
            outNode('relay', { confirm: true }),
            outNode('do'),
            ...listeners(['relay', 'do']),
            ...(ca === undefined ? [] : [tlsNode()]),
            ...(lazy ? [hubNode({ id: 'lazy', address: url, ...quick, heartbeat: '0' })] : []),
            ...(lazy ? inNode('lazy-in', { hub: 'lazy' }) : []),
        ];
        const credentials: Credentials = {
            hub: { user: LOGIN.user, password },
            lazy: { user: LOGIN.user, password },
            ...(ca === undefined ? {} : { tls: { cadata: ca } }),
        };
        this.states.length = 0;
        this.lazy.length = 0;
        this.#sent = 0;
        await load(flow, credentials, ca === undefined ? [] : ['network/05-tls.js']);
        hubOf('hub').watch((state) => this.states.push(state));
        if (lazy) hubOf('lazy').watch((state) => this.lazy.push(state));
    }

    /** Takes the nodes away in good order, while Node-RED runs on. */
    async remove(): Promise<void> {
        await deploy([tab()], 'full');
    }

    async end(): Promise<void> {
        await unload();
    }

    /** The next such state, or the present one. */
    state<N extends HubState['name']>(name: N): Promise<HubState & { name: N }> {
        const subscribe = (listener: (state: HubState) => void) => hubOf('hub').watch(listener);
        return firstValue(subscribe, `the state ${name}`, (state) => state.name === name, WITHIN_MS) as Promise<
            HubState & { name: N }
        >;
    }

    /** Does what ends a connection, and gives the cause: its code, and a number that came with it. */
    async outage(begin: () => Promise<unknown> | unknown): Promise<string> {
        const before = this.states.length;
        await begin();
        const lost = (): HubState | undefined => this.states.slice(before).find(({ name }) => name === 'waiting');
        await until(() => lost() !== undefined, 'the end of the connection', WITHIN_MS);
        const state = lost();
        assert.ok(state?.name === 'waiting');
        const { code, params } = state.cause;
        const number = code === 'closed' ? params.code : code === 'status' ? params.status : '';
        return `${code} ${number ?? ''}`.trim();
    }

    /** Has the hub do something. */
    async do(what: string): Promise<void> {
        await this.#sendAndWait('do', `interop/-/${what}`, {});
    }

    /** Switches the relay, and resolves once the hub has confirmed it. */
    async relay(state: boolean): Promise<void> {
        await this.#sendAndWait('relay', `${RELAY}/set`, { state });
    }

    /** The same, but the code of the refusal. */
    async refused(): Promise<string | undefined> {
        const before = received('f1-catch-sink').length;
        give('relay', { _msgid: 'refused', topic: `${RELAY}/set`, payload: { state: true } });
        const caught = () =>
            received('f1-catch-sink')
                .slice(before)
                .find(({ _msgid }) => _msgid === 'refused');
        await become(() => caught() !== undefined, 'the error', WITHIN_MS);
        return errorOf(caught()).code;
    }

    /** Payloads of a topic that have reached the flow since `from`, once there are that many. */
    async payloads(topic: string, count: number, from: number): Promise<unknown[]> {
        const some = () =>
            received('in-sink')
                .slice(from)
                .filter((msg) => msg.topic === topic);
        await become(() => some().length >= count, `${count} messages of ${topic}`, WITHIN_MS);
        return some().map(({ payload }) => payload);
    }

    /** How many messages have reached the flow so far. */
    get arrived(): number {
        return received('in-sink').length;
    }

    async #sendAndWait(id: string, topic: string, payload: object): Promise<void> {
        const _msgid = `m${this.#sent++}`;
        give(id, { _msgid, topic, payload });
        const ends = () =>
            [...received('f1-complete-sink'), ...received('f1-catch-sink')].filter((msg) => msg._msgid === _msgid);
        await become(() => ends().length > 0, `the end of ${topic}`, WITHIN_MS);
        const [end] = ends();
        assert.equal(end?.error, undefined, `${topic} has failed: ${JSON.stringify(end?.error)}`);
        assert.equal(ends().length, 1, `${topic} has ended more than once`);
    }
}

function hubOf(id: string): Hub {
    const { hub } = node(id) as unknown as HubShare;
    assert.ok(hub.ok, `the settings of ${id} are refused`);
    return hub.value;
}

function tlsNode(): Item {
    const files = { cert: '', key: '', ca: '', certname: '', keyname: '', caname: 'ca.pem' };
    return {
        id: 'tls',
        type: 'tls-config',
        name: '',
        ...files,
        servername: '',
        verifyservercert: true,
        alpnprotocol: '',
    };
}
