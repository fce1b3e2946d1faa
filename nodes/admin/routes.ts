// Registers every admin route of `ROUTES`; the longer handlers have a file of their own.

import type { NodeAPI } from 'node-red';
import { type HubsView, type NodeHubView, ROUTES, type TokenView } from '../shared/views';
import { serveCheck } from './check';
import { serveCommand } from './command';
import { withoutDefaultCors } from './cors';
import { CsrfToken } from './csrf';
import { diagnostics } from './diagnostics';
import type { Feed } from './feed';
import { serveFlowTests } from './flow-tests';
import { recordFor, respond, server } from './http';
import { serveRecordings } from './recordings';
import type { Registry } from './registry';
import { serveScript } from './script';

/** Adds the routes to the admin application of this Node-RED; call once. */
export function routes(RED: NodeAPI, registry: Registry, feed: Feed): void {
    withoutDefaultCors(RED);
    const token = new CsrfToken();
    const serve = server(RED, token);
    serve('get', ROUTES.token, 'login', (_req, res) => {
        const view: TokenView = { token: token.value };
        respond(res, 200, view);
    });
    serve('get', ROUTES.hubs, 'read', (_req, res) => {
        const view: HubsView = { now: Date.now(), hubs: registry.records.map((record) => record.view()) };
        respond(res, 200, view);
    });
    serve('post', ROUTES.feed, 'read', (_req, res) => {
        feed.renew();
        respond(res, 200, { ok: true });
    });
    serve('get', ROUTES.topics, 'read', (req, res) => {
        // While a deploy replaces a hub, an error here would be one in the console of the browser.
        respond(res, 200, registry.topics(req.params.id ?? ''));
    });
    serve('get', ROUTES.history, 'read', (req, res) => {
        const record = recordFor(registry, req, res);
        const device = new URL(req.url ?? '', 'http://editor').searchParams.get('device') ?? '';
        if (record) respond(res, 200, record.historyOf(device));
    });
    serve('post', ROUTES.refresh, 'write', (req, res) => {
        const record = recordFor(registry, req, res);
        if (!record) return;
        const { running } = record.parts;
        if (!running.ok) return respond(res, 200, running);
        running.value.devices.refresh((listed) => respond(res, 200, listed.ok ? record.topics() : listed));
    });
    serve('get', ROUTES.hubOfNode, 'read', (req, res) => {
        const record = registry.usedBy(req.params.id ?? '');
        const view: NodeHubView = record ? { hub: record.id } : {};
        respond(res, 200, view);
    });
    serve('get', ROUTES.diagnostics, 'read', (req, res) => {
        const record = recordFor(registry, req, res);
        if (record) respond(res, 200, diagnostics(RED, record, registry.lastCheck(record)));
    });
    serveCommand(RED, serve, registry);
    serveCheck(RED, serve, registry);
    serveRecordings(RED, serve, registry);
    serveFlowTests(RED, serve);
    serveScript(serve);
}
