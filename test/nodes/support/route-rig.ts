// The admin routes without a Node-RED: what is registered, for whom, and the response to one request.

import { EventEmitter } from 'node:events';
import { Writable } from 'node:stream';
import type { NodeAPI } from 'node-red';
import type { CsrfToken } from '../../../nodes/admin/csrf';
import type { Registry } from '../../../nodes/admin/registry';
import { CSRF_HEADER } from '../../../nodes/shared/views';

type Handle = (req: object, res: object) => void;
type Method = 'get' | 'post';

export interface Answer {
    readonly status: number;
    readonly text: string;
    readonly headers: Readonly<Record<string, unknown>>;
    /** Whether the headers were sent before anything else. */
    readonly isFlushed: boolean;
    /** How often a response was begun. */
    readonly begun: number;
}

/** The response to one request, as far as the routes use it. */
class Response extends Writable {
    status = 0;
    begun = 0;
    text = '';
    isFlushed = false;
    headers: Readonly<Record<string, unknown>> = {};

    get headersSent(): boolean {
        return this.status !== 0;
    }

    writeHead(status: number, headers: Readonly<Record<string, unknown>>): void {
        this.begun++;
        if (this.status !== 0) throw new Error('a second response');
        this.status = status;
        this.headers = headers;
    }

    flushHeaders(): void {
        this.isFlushed = this.text === '';
    }

    override _write(chunk: Buffer, _encoding: string, done: () => void): void {
        this.text += chunk.toString();
        done();
    }
}

export interface Ask {
    readonly method?: Method;
    readonly params?: Readonly<Record<string, string>>;
    readonly body?: unknown;
    readonly url?: string;
    /** The secret that is sent with the request; by default that of this run. */
    readonly secret?: unknown;
}

/** A Node-RED with an admin application that only collects its routes. */
export class RouteRig {
    readonly events = new EventEmitter();
    /** The nodes of the deployed flows, and those that run, by id. */
    readonly deployed: Record<string, unknown>[] = [];
    readonly running = new Map<string, object>();
    readonly credentials = new Map<string, object>();
    readonly errors: unknown[] = [];
    readonly published: unknown[] = [];
    /** The permission of each route, by its method and path. */
    readonly permissions = new Map<string, unknown>();
    readonly #handles = new Map<string, Handle>();
    readonly RED: NodeAPI;
    secret = '';

    constructor(settings: object = {}) {
        const add =
            (method: Method) =>
            (path: string, permission: unknown, handle: Handle): void => {
                const key = `${method} ${path}`;
                if (this.#handles.has(key)) throw new Error(`${key} twice`);
                this.permissions.set(key, permission);
                this.#handles.set(key, handle);
            };
        this.RED = {
            _: (key: string) => key,
            version: () => '4.1.15',
            settings,
            events: this.events,
            auth: { needsPermission: (permission: string) => permission },
            httpAdmin: { get: add('get'), post: add('post') },
            comms: { publish: (...published: unknown[]) => this.published.push(published) },
            log: { error: (text: unknown) => this.errors.push(text) },
            util: {
                getSetting: (_node: object, name: string) => process.env[name],
                evaluateNodeProperty: (written: string, _type: string, node: object) =>
                    this.RED.util.getSetting(node as never, written.slice(2, -1)),
            },
            nodes: {
                eachNode: (visit: (node: object) => void) => this.deployed.forEach(visit),
                getNode: (id: string) => this.running.get(id) ?? null,
                getCredentials: (id: string) => this.credentials.get(id),
            },
        } as unknown as NodeAPI;
    }

    use({ value }: CsrfToken): this {
        this.secret = value;
        return this;
    }

    /** The response of a route; `begun` receives it as soon as the route was called. */
    ask(route: string, asked: Ask = {}, begun: (response: Writable) => void = () => {}): Promise<Answer> {
        const { method = 'get', params = {}, body, url = '/', secret = this.secret } = asked;
        const handle = this.#handles.get(`${method} /${route}`);
        if (!handle) throw new Error(`no route ${method} /${route}`);
        const headers = secret === undefined ? {} : { [CSRF_HEADER]: secret };
        const response = new Response();
        const answered = new Promise<Answer>((resolve) => {
            response.once('close', () => resolve(response));
        });
        handle({ params, body, url, headers }, response);
        begun(response);
        return answered;
    }

    /** The response to a POST as JSON. */
    async post<T>(
        route: string,
        body: unknown = {},
        id = 'hub',
    ): Promise<{ readonly status: number; readonly data: T }> {
        const { status, text } = await this.ask(route, { method: 'post', params: { id }, body });
        return { status, data: JSON.parse(text) as T };
    }

    /** The response to a GET as JSON. */
    async get<T>(route: string, params: Readonly<Record<string, string>> = { id: 'hub' }): Promise<T> {
        return JSON.parse((await this.ask(route, { params })).text) as T;
    }
}

/** A registry that holds these records only. */
export function registryWith(records: Readonly<Record<string, object>>): Registry {
    return { get: (id: string) => (Object.hasOwn(records, id) ? records[id] : undefined) } as unknown as Registry;
}
