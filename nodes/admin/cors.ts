// Up to 4.1, Node-RED lets the pages of every site read its admin routes (`Access-Control-Allow-Origin: *`) and answers
// their preflight requests. The routes of this pack are exempt. What the administrator sets (`httpAdminCors`,
// `httpAdminMiddleware`) applies to them, as it does in Node-RED 5, which has no such default.

import type { IncomingMessage } from 'node:http';
import type { NodeAPI } from 'node-red';
import { nodeRedVersion } from './diagnostics';

/** The name of the function that the package `cors` makes. */
const CORS = 'corsMiddleware';
/** Express ignores the case of paths. */
const PACK_ROUTES = /^\/clown-hub\//i;

type Middleware = (req: IncomingMessage & { readonly path: string }, res: unknown, next: () => void) => void;
/** The parts of an Express application used here; `_router` is undocumented. */
interface App {
    /** The application that it is mounted in. */
    readonly parent?: App;
    readonly _router?: { readonly stack: readonly { readonly name: string; handle: Middleware }[] };
}

/** Call it once for each Node-RED: it wraps the first handler of its admin application that adds such headers. */
export function withoutDefaultCors(RED: NodeAPI): void {
    if (Number.parseInt(nodeRedVersion(RED), 10) >= 5) return;
    // The routes of nodes are in an application of their own, within that of the editor.
    const { parent } = RED.httpAdmin as unknown as App;
    const layer = parent?._router?.stack.find(({ name }) => name === CORS);
    if (!layer) return;
    const { handle } = layer;
    layer.handle = (req, res, next) => (PACK_ROUTES.test(req.path) ? next() : handle(req, res, next));
}
