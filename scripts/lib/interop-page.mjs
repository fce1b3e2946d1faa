// What `npm run test:interop` prints, and docs/interop.md: the servers, the scenarios, and what was tested by hand.

/** @typedef {{ server: string, version: string, scenario: string, result: string }} Row */

/** Columns of the two tables of the page, in order, and what each shows. */
const TABLES = {
    Frames: {
        login: 'The nodes connect with a wrong password, then with the right one.',
        'start bytes':
            'The first message that the server receives on a connection. *exact*: `["clown.talk/-/config/set", {}]`; websocketd adds a newline to each message.',
        readings: 'The server sends 20 readings; the flow receives all of them, in order.',
        relay: '*clown out* switches a relay and waits until the hub confirms it.',
        ping: 'The server sends a ping and receives the pong.',
        fragments: 'The server sends a reading in three fragments, with a ping between them.',
        '1 MiB': 'The server sends a message of 1,048,576 bytes, the largest that is accepted by default.',
    },
    'Ends and secure connections': {
        'close 1012': 'The server closes the connection with this code.',
        restart: 'The server is stopped (SIGTERM) and starts again.',
        kill: 'The server is killed (SIGKILL) and starts again.',
        'hub away': 'Proxies only: the hub behind the proxy is stopped and starts again.',
        'half-open': 'The network is cut without a close. It is restored once the heartbeat has ended the connection.',
        idle: 'No frame is sent for longer than the server allows; its limit is set to 4 s. *pings are answered*: the server has no such limit. It ends connections that do not respond to its pings.',
        'clean close':
            'A deploy removes the hub node. The cell shows the close code that the server receives, if it can report it.',
        wss: 'The connection uses TLS with a certificate that the TLS settings name.',
    },
};

/** Tested once, by hand: Debian has no package of them. */
const BY_HAND = [
    ['Kaazing gateway', 'transport layer of develop, 2018-02, built from source'],
    ['pywebsocket', '0.7.9 (Python 2.7) and pywebsocket3 4.0.2'],
    ['mod_pywebsocket', 'Apache 2.4.71 with mod_python 3.5.0'],
    ['Jetty', '12.0.17'],
];

/** @param {Row[]} rows */
function byServer(rows) {
    /** @type {Map<string, Row[]>} */
    const servers = new Map();
    for (const row of rows) servers.set(row.server, [...(servers.get(row.server) ?? []), row]);
    return new Map([...servers].sort(([a], [b]) => a.localeCompare(b, 'en')));
}

/**
 * The table for a terminal.
 *
 * @param {Row[]} rows
 */
export function printed(rows) {
    const blocks = [...byServer(rows)].map(([server, own]) => {
        const lines = own.map(({ scenario, result }) => `    ${scenario.padEnd(12)}${result}`);
        return [`\n${server} ${own[0]?.version}`, ...lines].join('\n');
    });
    return blocks.join('\n');
}

/**
 * @param {Row[]} rows
 * @param {string} own version of the pack
 */
export function pageOf(rows, own) {
    const servers = byServer(rows);
    const date = new Date().toISOString().slice(0, 10);
    const tables = Object.entries(TABLES).map(([title, columns]) => tableOf(title, columns, servers));
    return `# Servers and proxies

The nodes work with these WebSocket servers and behind these proxies. This command wrote the page:

\`\`\`sh
npm run test:interop -- --markdown
\`\`\`

It ran on ${date} with pack ${own}, Node.js ${process.version}, and servers from Debian packages. Each server runs on the same computer as the
real nodes in a real Node-RED. The hub in each server, or behind each proxy, is a small program that responds as a real hub does. The clock of
the pack runs four times as fast, and the longest retry interval is one second. A dash means that the server does not support the
scenario; the cell gives the reason.

${tables.join('\n\n')}

## Results in words

- *back*: the nodes have reconnected by themselves, and a relay was switched and confirmed again.
- *closed*: the server closed the connection with a code. *dropped*: the connection ended without a close. *heartbeat*: no response to a ping.
  *status*: the HTTP status of a refused connection. [Troubleshooting](troubleshooting.md) explains these causes.
- *none; reported as silent*: Mosquitto accepts the connection and never sends a frame, because it expects MQTT. The nodes show *silent*
  instead of *connected*, and a command that waits for its confirmation fails with \`not-confirmed\`.
- A reload of Caddy 2.6.2 closes all WebSockets with code 1001, also for a change that does not concern the hub. The nodes reconnect
  ([finding](../findings/caddy-reload-ends-every-websocket.sh)).

## Idle limits

Many servers and proxies end a connection on which nothing is sent. By default, nginx, lighttpd and Varnish end it after 60 s, Jetty 9 after
300 s and Jetty 12 after 30 s. Apache with mod_proxy_http uses its \`Timeout\`, HAProxy its \`timeout tunnel\`. lighttpd counts only the frames
that the nodes send. By default, *Heartbeat interval* is 15 s and keeps the connection open. If you raise it, keep it below half of the
shortest limit.

## Tested by hand

Debian has no packages of these. On 2026-11-29 the nodes connected, received readings, switched a relay with confirmation, and
reconnected after a restart and a kill.

| server | version |
| --- | --- |
${BY_HAND.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}

- Kaazing: the scheme \`Basic\` works. The scheme \`Application Basic\` is only for its own clients; others receive status 403.
- mod_pywebsocket: Debian's \`RequestReadTimeout body=10,minrate=500\` ends a connection every 10 s. Set \`body=0\`.
`;
}

/**
 * @param {string} title
 * @param {Record<string, string>} columns
 * @param {Map<string, Row[]>} servers
 */
function tableOf(title, columns, servers) {
    const names = Object.keys(columns);
    const line = (/** @type {string[]} */ cells) => `| ${cells.join(' | ')} |`;
    const body = [...servers].map(([server, own]) => {
        const result = (/** @type {string} */ name) => own.find(({ scenario }) => scenario === name)?.result ?? '';
        return line([server, own[0]?.version ?? '', ...names.map(result)]);
    });
    const legend = Object.entries(columns).map(([name, text]) => `- *${name}*: ${text}`);
    const head = ['server', 'version', ...names];
    return [`## ${title}`, '', ...legend, '', line(head), line(head.map(() => '---')), ...body].join('\n');
}
