// Commands that end because flows stop: one line for each hub, when all of them have ended.

import assert from 'node:assert/strict';
import type { Node, NodeAPI } from 'node-red';
import { StopReport } from '../../nodes/runtime/hub/stop-report';
import { translate } from './support/catalogue';

const RED = { _: translate } as unknown as NodeAPI;

const line = (count: number, topics: string): string =>
    translate('clown-hub.log.stopped', { hub: 'Attic', count, topics });

function make(): { report: StopReport; warned: string[] } {
    const warned: string[] = [];
    const node = { warn: (text: string) => warned.push(text) };
    return { report: new StopReport(RED, node as unknown as Node, 'Attic'), warned };
}

describe('commands that a stop of the flows ends', () => {
    it('are reported in one line, with each topic once', async () => {
        const { report, warned } = make();
        for (const topic of ['a/b', 'c/d', 'a/b', 'e/f']) report.add(topic);
        assert.deepEqual(warned, []);
        await Promise.resolve();
        assert.deepEqual(warned, [line(4, 'a/b (2×), c/d, e/f')]);
    });

    it('are named up to three topics, and the others counted', async () => {
        const { report, warned } = make();
        for (const topic of ['a/1', 'a/2', 'a/3', 'a/4', 'a/5']) report.add(topic);
        await Promise.resolve();
        const params = { hub: 'Attic', count: 5, topics: 'a/1, a/2, a/3', more: 2 };
        assert.deepEqual(warned, [translate('clown-hub.log.stopped-many', params)]);
    });

    it('of the next stop have a line of their own', async () => {
        const { report, warned } = make();
        report.add('a/b');
        await Promise.resolve();
        report.add('c/d');
        await Promise.resolve();
        assert.deepEqual(warned, [line(1, 'a/b'), line(1, 'c/d')]);
    });

    it('are reported after the hub has closed if its node closes, too', async () => {
        const { report, warned } = make();
        report.add('a/b');
        let closed = (): void => {};
        const ended = report.close(
            new Promise<void>((resolve) => {
                closed = resolve;
            }),
        );
        await Promise.resolve();
        report.add('c/d');
        assert.deepEqual(warned, []);
        closed();
        await ended;
        assert.deepEqual(warned, [line(2, 'a/b, c/d')]);
    });

    it('are reported also if the hub cannot close, whose error is passed on', async () => {
        const { report, warned } = make();
        report.add('a/b');
        await assert.rejects(report.close(Promise.reject(new Error('disk'))), /disk/);
        assert.deepEqual(warned, [line(1, 'a/b')]);
    });

    it('cause no line where there are none', async () => {
        const { report, warned } = make();
        await report.close(Promise.resolve());
        assert.deepEqual(warned, []);
    });
});
