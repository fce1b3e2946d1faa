// Connects to a hub through a proxy, once: with HTTP CONNECT for `ws` as for `wss`, so that the proxy changes nothing.
// Owns the connection to the proxy, and the causes for which it fails.

import type { ClientRequest } from 'node:http';
import { isIP, type TcpSocketConnectOpts } from 'node:net';
import { checkServerIdentity, type ConnectionOptions as TlsOptions } from 'node:tls';
import type { HttpsProxyAgent } from 'https-proxy-agent';
import { type Reason, refuse } from '../base/errors';
import { type HttpResponse, hostOf, retrySecondsOf } from './causes';

/** The response as the agent reports it. */
interface ProxyResponse {
    readonly statusCode: number;
    readonly headers: HttpResponse['headers'];
}

type Reaching = Pick<TcpSocketConnectOpts, 'lookup' | 'autoSelectFamilyAttemptTimeout'>;

/** A tunnel for one connection. */
export class Tunnel {
    readonly agent: HttpsProxyAgent<string>;
    readonly #life = new AbortController();
    /** The response of the proxy; undefined before it. */
    #response: HttpResponse | undefined;

    /**
     * `proxy` is an `http:` address with an optional login, `reaching` options for connecting to it; `open` is called once
     * the proxy has connected to the hub.
     */
    constructor(proxy: string, reaching: Reaching, open: () => void) {
        // Loaded here, because few hubs are behind a proxy.
        const { HttpsProxyAgent } = require('https-proxy-agent') as typeof import('https-proxy-agent');
        // Without the signal the agent's socket would stay open after a canceled attempt if the proxy does not respond.
        this.agent = new HttpsProxyAgent(proxy, { ...reaching, signal: this.#life.signal });
        this.agent.on('proxyConnect', ({ statusCode, headers }: ProxyResponse, _request: ClientRequest) => {
            this.#response = { status: statusCode, headers };
            if (statusCode === 200) open();
        });
    }

    /**
     * TLS settings as for a direct connection. The agent would take the server name from a `Host` header, and would check
     * the certificate of an IP address against no host.
     */
    static tls(address: string, tls: TlsOptions = {}): TlsOptions {
        const host = hostOf(address);
        if (tls.servername) return tls;
        if (!isIP(host)) return { ...tls, servername: host };
        return {
            checkServerIdentity: (_name, certificate) => checkServerIdentity(host, certificate),
            ...tls,
            servername: '',
        };
    }

    /** Why the proxy did not connect; undefined if it did. */
    get fault(): Reason | undefined {
        if (!this.#response) return refuse('proxy').reason;
        const { status } = this.#response;
        if (status === 200) return undefined;
        // 401 is meant for web servers, but some proxies send it for a wrong login.
        if (status === 407 || status === 401) return refuse('proxy-login').reason;
        const retrySeconds = retrySecondsOf(this.#response, Date.now());
        return refuse('proxy-status', { status, ...(retrySeconds === undefined ? {} : { retrySeconds }) }).reason;
    }

    /** Ends the connection to the proxy. */
    end(): void {
        this.#life.abort();
    }
}
