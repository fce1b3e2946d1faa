// The way to a hub through a proxy, for one dial: the proxy is asked to connect (HTTP CONNECT), for `ws` as for `wss`, so
// that it passes on what it does not understand. Owns the connection to the proxy, and the causes for which it fails.

import type { ClientRequest } from 'node:http';
import { isIP } from 'node:net';
import { checkServerIdentity, type ConnectionOptions as TlsOptions } from 'node:tls';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { type Reason, refuse } from '../base/errors';
import { type HttpResponse, retrySecondsOf } from './causes';

/** As the agent tells it. */
interface ProxyResponse {
    readonly statusCode: number;
    readonly headers: HttpResponse['headers'];
}

export class Tunnel {
    readonly agent: HttpsProxyAgent<string>;
    readonly #life = new AbortController();
    /** How the proxy has answered; undefined before that. */
    #answer: HttpResponse | undefined;

    /** `proxy` is an `http:` address, perhaps with a login; `open` is called once the hub is reached through it. */
    constructor(proxy: string, open: () => void) {
        // A dial that is given up does not end the agent's own socket, which the proxy may leave without an answer.
        this.agent = new HttpsProxyAgent(proxy, { signal: this.#life.signal });
        this.agent.on('proxyConnect', ({ statusCode, headers }: ProxyResponse, _request: ClientRequest) => {
            this.#answer = { status: statusCode, headers };
            if (statusCode === 200) open();
        });
    }

    /**
     * TLS settings for this address, as for a direct connection: the agent would take the server name from a `Host` header,
     * and has no host to look for in the certificate of an IP address.
     */
    static tls(address: string, tls: TlsOptions = {}): TlsOptions {
        const host = new URL(address).hostname.replace(/^\[|\]$/g, '');
        if (tls.servername) return tls;
        if (!isIP(host)) return { ...tls, servername: host };
        return {
            checkServerIdentity: (_name, certificate) => checkServerIdentity(host, certificate),
            ...tls,
            servername: '',
        };
    }

    /** Why the proxy did not let us through; undefined where it did, and the fault is the hub's. */
    get fault(): Reason | undefined {
        if (!this.#answer) return refuse('proxy').reason;
        const { status } = this.#answer;
        if (status === 200) return undefined;
        // 401 is for web servers, and some proxies answer it to a wrong login.
        if (status === 407 || status === 401) return refuse('proxy-login').reason;
        const retrySeconds = retrySecondsOf(this.#answer, Date.now());
        return refuse('proxy-status', { status, ...(retrySeconds === undefined ? {} : { retrySeconds }) }).reason;
    }

    /** Ends the connection to the proxy. */
    end(): void {
        this.#life.abort();
    }
}
