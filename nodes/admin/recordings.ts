// The routes of recordings: start, stop, list, download and remove them; and the last messages of a hub while an editor shows them.

import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { NodeAPI } from 'node-red';
import { type Result, refuse } from '../../src/base/errors';
import { describedFiles, linesOf, pathOf, removeFile } from '../../src/recording/folder';
import { Shareable } from '../../src/recording/shareable';
import { keptBytes, removeKept } from '../runtime/hub/kept-runs';
import { MAX_FILES, recordingsOf } from '../runtime/hub/recordings';
import { type RecordingDone, type RecordingsView, ROUTES } from '../shared/views';
import { type AdminRequest, fieldsOf, recordFor, respond, type Serve } from './http';
import type { HubRecord } from './hub-record';
import { LiveMessages } from './live-messages';
import type { Registry } from './registry';

/** Adds the routes. */
export function serveRecordings(RED: NodeAPI, serve: Serve, registry: Registry): void {
    const recordings = recordingsOf(RED);
    const live = new LiveMessages();
    serve('get', ROUTES.recordings, 'read', (_req, res) => {
        respondLater(res, async () => {
            const files = await describedFiles(recordings.folder);
            const runs = await Promise.all(files.map(({ name }) => keptBytes(join(recordings.folder, name))));
            const view: RecordingsView = {
                limit: MAX_FILES,
                files: files.map(({ name, bytes, header, end, ms }, index) => ({
                    name,
                    bytes,
                    ...(header ? { hub: header.hub, started: header.started } : {}),
                    ...(end === undefined ? {} : { end }),
                    ...(ms === undefined ? {} : { ms }),
                    isRunning: recordings.isRunning(name),
                    hasRun: runs[index] !== undefined,
                })),
            };
            return view;
        });
    });
    const onHub = (route: string, act: (req: AdminRequest, record: HubRecord) => Promise<Result<unknown>>): void => {
        serve('post', route, 'write', (req, res) => {
            const record = recordFor(registry, req, res);
            if (record) respondLater(res, async () => done(await act(req, record)));
        });
    };
    onHub(ROUTES.record, async (req, { parts: { running } }) => {
        const fields = fieldsOf(req);
        if (!fields.ok) return fields;
        return running.ok ? running.value.recordings.start(fields.value.minutes) : refuse('hub-missing');
    });
    onHub(ROUTES.stopRecording, (_req, { id }) => recordings.stop(id));
    serve('post', ROUTES.removeRecording, 'write', ({ params: { name = '' } }, res) => {
        respondLater(res, async () => {
            if (recordings.isRunning(name)) return refuse('recording-running', { file: name });
            const path = await pathOf(recordings.folder, name);
            if (path.ok) {
                await removeFile(path.value);
                await removeKept(path.value);
            }
            return done(path);
        });
    });
    // The name comes last in the address, and the choices before it: a query would need a parser of its own.
    serve('get', ROUTES.download, 'write', ({ params: { name = '', replace = '' } }, res) => {
        void download(recordings.folder, name, replace, res);
    });
    serve('get', ROUTES.messages, 'read', (req, res) => {
        const record = recordFor(registry, req, res);
        if (!record) return;
        const { running } = record.parts;
        if (!running.ok) return respond(res, 200, { messages: [], last: 0 });
        respond(res, 200, live.since(running.value.hub, Number(req.params.after)));
    });
}

function done(result: Result<unknown>): RecordingDone {
    return result.ok ? { ok: true } : result;
}

function respondLater(res: ServerResponse, make: () => Promise<object>): void {
    make().then(
        (view) => respond(res, 200, view),
        () => respond(res, 500, { ok: false }),
    );
}

/** Sends a file in portions, between which flows run; `replace` holds `n` for names and `t` for times. */
async function download(folder: string, name: string, replace: string, res: ServerResponse): Promise<void> {
    try {
        const path = await pathOf(folder, name);
        if (!path.ok) return respond(res, 404, path);
        const what = { names: replace.includes('n'), times: replace.includes('t') };
        const shareable = what.names || what.times ? new Shareable(what) : undefined;
        if (what.names) for await (const text of linesOf(path.value)) shareable?.learn(text);
        res.writeHead(200, { 'content-type': 'application/x-ndjson; charset=utf-8', 'cache-control': 'no-store' });
        await sendLines(linesOf(path.value), (text) => (shareable ? shareable.line(text) : text), res);
    } catch {
        res.destroy();
    }
}

/** Sends what `show` makes of each line, as fast as the receiver takes it; rejects if it is gone. */
export async function sendLines(
    lines: AsyncIterable<string>,
    show: (line: string) => string | undefined,
    to: Writable,
): Promise<void> {
    async function* shown(): AsyncGenerator<string> {
        for await (const text of lines) {
            const line = show(text);
            if (line !== undefined) yield `${line}\n`;
        }
    }
    await pipeline(shown(), to);
}
