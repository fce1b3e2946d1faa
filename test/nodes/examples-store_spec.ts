// The Function nodes of the examples that store readings: the rows they make, and the queue in front of a database.

import assert from 'node:assert/strict';
import { type FunctionNode, functionNode, type Sent } from './support/function-node';

const LINES = 'Store readings in a database';
const SQL = 'Store readings in an SQL database';
const NOW = Date.UTC(2026, 10, 30, 8);

/** A message of *clown in* with the values of a frame. */
function reading(topic: string, payload: object, details: object = {}): object {
    const [type, address] = topic.split('/');
    return { topic, payload, clown: { type, address, event: '', hub: 'hub', time: NOW, ...details } };
}

const VALUES: readonly (readonly [topic: string, payload: object, fields: readonly (readonly [string, number])[]])[] = [
    ['thermometer/i2c0-48', { temperature: -5.5 }, [['temperature', -5.5]]],
    ['humidity-sensor/i2c0-40', { 'relative-humidity': 40 }, [['relative-humidity', 40]]],
    ['lux-meter/i2c0-44', { illuminance: 500.25 }, [['illuminance', 500.25]]],
    ['co2-sensor/i2c0-38', { concentration: 800 }, [['concentration', 800]]],
    ['push-button/-', { 'event-count': 12 }, [['event-count', 12]]],
    ['pir/-', { 'event-count': 0 }, [['event-count', 0]]],
    ['relay/i2c0-3b', { state: true }, [['state', 1]]],
    ['relay/i2c0-3f', { state: false }, [['state', 0]]],
    ...(['off', 'on', '1-dot', '2-dot', '3-dot'] as const).map(
        (state, index) => ['led/-', { state }, [['state', index]]] as const,
    ),
    [
        'barometer/i2c0-60',
        { altitude: 200.5, pressure: 99 },
        [
            ['altitude', 200.5],
            ['pressure', 99],
        ],
    ],
    ['barometer/i2c0-60', { altitude: null, pressure: 99 }, [['pressure', 99]]],
    ['relay/i2c0-3b', { state: null }, []],
];

const underlined = (text: string): string => text.replaceAll('-', '_');

describe('the examples that store readings: rows [D3]', () => {
    const rowsOf = (node: FunctionNode, msg: object): unknown[] => node.receive(msg)[0]?.map(({ row }) => row) ?? [];
    const leftOut = (node: FunctionNode, msg: object): unknown[] =>
        node.receive(msg)[1]?.map(({ payload }) => payload) ?? [];

    for (const [topic, payload, fields] of VALUES) {
        it(`of ${topic} ${JSON.stringify(payload)}`, () => {
            const [type = '', device = ''] = topic.split('/');
            const values = fields.map(([quantity, value]) => `${underlined(quantity)}=${value}`).join(',');
            const line = `${underlined(type)},site=home,device=${device} ${values} ${NOW}`;
            const lines = functionNode(LINES, 'row', { env: { SITE: 'home' } });
            assert.deepEqual(rowsOf(lines, reading(topic, payload)), fields.length > 0 ? [line] : []);
            const table = functionNode(SQL, 'rows', { env: { SITE: 'home' } });
            assert.deepEqual(
                rowsOf(table, reading(topic, payload)),
                fields.map(([quantity, value]) => ['2026-11-30 08:00:00.000', 'home', type, device, quantity, value]),
            );
            for (const node of [lines, table]) assert.deepEqual(leftOut(node, reading(topic, payload)), []);
        });
    }

    for (const [example, name] of [
        [LINES, 'row'],
        [SQL, 'rows'],
    ] as const) {
        describe(example, () => {
            it('leaves out a value that is not a number, reports it, and keeps the others', () => {
                const node = functionNode(example, name);
                const msg = reading('thermometer/i2c0-48', { unit: 'C', temperature: 21, list: [1] });
                assert.equal(rowsOf(node, msg).length, 1);
                assert.deepEqual(leftOut(node, msg), [
                    'thermometer/i2c0-48 is not stored: unit is "C", list is [1], which is not a number.',
                ]);
            });

            it('leaves out a value that is sent again', () => {
                const msg = reading('thermometer/i2c0-48', { temperature: 21 }, { cached: true, age: 5 });
                assert.deepEqual(functionNode(example, name).receive(msg), [[], []]);
            });

            it('leaves out and reports a value that arrives before the clock is set', () => {
                const node = functionNode(example, name);
                const msg = reading('thermometer/i2c0-48', { temperature: 21 }, { time: 60_000 });
                assert.deepEqual(rowsOf(node, msg), []);
                assert.match(String(leftOut(node, msg)), /clock of this computer is not set/);
            });

            it('gives each frame of a device a millisecond of its own, also after the clock was set back', () => {
                const node = functionNode(example, name);
                const times = [NOW, NOW, NOW, NOW + 1, NOW + 10, NOW + 10, NOW - 3_600_000, NOW - 3_600_000].map(
                    (time) => {
                        const msg = reading('thermometer/i2c0-48', { temperature: 21 }, { time });
                        return timeOf(rowsOf(node, msg)[0]) - NOW;
                    },
                );
                assert.deepEqual(times, [0, 1, 2, 3, 10, 11, -3_600_000, -3_599_999]);
                const other = reading('thermometer/i2c0-49', { temperature: 21 }, { time: NOW - 3_600_000 });
                assert.equal(timeOf(rowsOf(node, other)[0]) - NOW, -3_600_000);
            });

            it('warns of another flow with the same site until that one is removed, and not of itself', () => {
                const common = new Map<string, unknown>();
                const start = (id: string, SITE: string): FunctionNode =>
                    functionNode(example, name, { env: { SITE }, global: common, id });
                const first = start('one', 'home');
                assert.deepEqual(start('one', 'home').reports, []);
                assert.deepEqual(start('two', 'office').reports, []);
                assert.match(start('three', 'home').reports.join(), /^Another flow .* SITE "home", too\./);
                first.close();
                assert.match(start('four', 'home').reports.join(), /^Another flow/);
                start('three', 'home').close();
                start('four', 'home').close();
                assert.deepEqual(start('five', 'home').reports, []);
            });

            it('warns once of two hubs in one flow, and stores their readings', () => {
                const node = functionNode(example, name);
                const send = (hub: string): number =>
                    rowsOf(node, reading('thermometer/i2c0-48', { temperature: 21 }, { hub })).length;
                assert.deepEqual(['attic', 'attic', 'cellar', 'attic', 'cellar'].map(send), [1, 1, 1, 1, 1]);
                assert.equal(node.reports.length, 1);
                assert.match(String(node.reports), /readings of attic and cellar with one SITE/);
            });

            it('uses whole milliseconds', () => {
                const msg = reading('thermometer/i2c0-48', { temperature: 21 }, { time: NOW + 0.4 });
                assert.equal(timeOf(rowsOf(functionNode(example, name), msg)[0]), NOW);
            });
        });
    }

    function timeOf(row: unknown): number {
        if (typeof row === 'string') return Number(row.split(' ').at(-1));
        return Date.parse(`${(row as string[])[0]?.replace(' ', 'T')}Z`);
    }

    it('line protocol: a site has its special characters escaped', () => {
        const node = functionNode(LINES, 'row', { env: { SITE: 'Brno, 2=3\\\n' } });
        assert.deepEqual(rowsOf(node, reading('led/-', { state: 'on' })), [
            `led,site=Brno\\,\\ 2\\=3__,device=- state=1 ${NOW}`,
        ]);
    });

    it('line protocol: without a site it is home, and names have letters, digits and underscores only', () => {
        const node = functionNode(LINES, 'row', { env: { SITE: '' } });
        assert.deepEqual(rowsOf(node, reading('!my type/a b', { 'a,b=c d': 1, '': 2 })), [
            `_my_type,site=home,device=a\\ b a_b_c_d=1,_=2 ${NOW}`,
        ]);
    });

    it('SQL: names fit their columns and have no quotes', () => {
        const node = functionNode(SQL, 'rows', { env: { SITE: 'x'.repeat(100) } });
        const [row] = rowsOf(node, reading('relay/i2c0-3b', { 'a\'b"c\\': 1 }));
        assert.deepEqual((row as unknown[]).slice(1, 5), ['x'.repeat(64), 'relay', 'i2c0-3b', 'a_b_c_']);
    });
});

describe('the examples that store readings: the queue [D3]', () => {
    const TICK = { tick: true };
    const SMALL = { ROWS_OF_A_REQUEST: 2, MOST_ROWS: 6 };

    /** What both databases have in common, and how each of them responds. */
    const KINDS = [
        {
            example: LINES,
            rowsOf: ({ payload }: Sent): string[] => String(payload).split('\n'),
            stored: (batch: unknown) => ({ batch, statusCode: 204, payload: '' }),
            failed: (batch: unknown) => ({ batch, statusCode: 503, payload: 'no room' }),
            unreachable: (batch: unknown) => ({ batch, payload: 'rows', error: { message: 'connect ECONNREFUSED' } }),
        },
        {
            example: SQL,
            rowsOf: ({ payload }: Sent): unknown[] => (payload as unknown[][])[0] ?? [],
            stored: (batch: unknown) => ({ batch, topic: 'INSERT', payload: { affectedRows: 2 } }),
            failed: (batch: unknown) => ({ batch, topic: 'INSERT', error: { message: 'The table is full' } }),
            unreachable: (batch: unknown) => ({ batch, error: { message: 'connect ECONNREFUSED' } }),
        },
    ] as const;

    for (const { example, rowsOf, stored, failed, unreachable } of KINDS) {
        describe(example, () => {
            const queueOf = (options = {}): FunctionNode =>
                functionNode(example, 'queue', { constants: SMALL, ...options });
            const requestIn = (outputs: Sent[][]): Sent => {
                const [request, ...others] = outputs[0] ?? [];
                assert.ok(request && others.length === 0, `${others.length + (request ? 1 : 0)} requests`);
                return request;
            };
            const reportsIn = (outputs: Sent[][]): string[] => (outputs[2] ?? []).map(({ payload }) => String(payload));

            it('sends a full request at once, a smaller one at the next tick, and nothing without rows', () => {
                const queue = queueOf();
                assert.deepEqual(queue.receive(TICK), [[], [], []]);
                assert.deepEqual(queue.receive({ row: 'a' }), [[], [], []]);
                const first = requestIn(queue.receive({ row: 'b' }));
                assert.deepEqual(rowsOf(first), ['a', 'b']);
                queue.receive(stored(first.batch));
                assert.deepEqual(queue.receive({ row: 'c' }), [[], [], []]);
                assert.deepEqual(rowsOf(requestIn(queue.receive(TICK))), ['c']);
            });

            it('sends one request at a time, in the order of the rows, and the number of rows that are stored', () => {
                const queue = queueOf();
                queue.receive({ row: 'a' });
                const first = requestIn(queue.receive({ row: 'b' }));
                for (const row of ['c', 'd', 'e']) assert.deepEqual(queue.receive({ row })[0], []);
                assert.deepEqual(queue.receive(TICK)[0], []);
                const second = queue.receive(stored(first.batch));
                assert.deepEqual(second[1], [{ payload: 2 }]);
                assert.deepEqual(rowsOf(requestIn(second)), ['c', 'd']);
            });

            it('keeps rows that are not stored, sends them again after growing pauses, and reports a cause once', () => {
                const queue = queueOf();
                queue.receive({ row: 'a' });
                let request = requestIn(queue.receive({ row: 'b' }));
                const pauses: number[] = [];
                const reports: string[] = [];
                for (let times = 0; times < 6; times++) {
                    reports.push(...reportsIn(queue.receive(failed(request.batch))));
                    let ticks = 0;
                    let sent: Sent | undefined;
                    for (; !sent && ticks < 50; ticks++) [sent] = queue.receive(TICK)[0] ?? [];
                    assert.deepEqual(rowsOf(sent ?? {}), ['a', 'b']);
                    assert.notEqual(sent?.batch, request.batch);
                    pauses.push(ticks);
                    request = sent ?? {};
                }
                assert.deepEqual(pauses, [1, 2, 4, 8, 12, 12]);
                assert.equal(reports.length, 1);
                assert.match(String(reports), /^Not stored, and sent again later/);
                assert.match(reportsIn(queue.receive(unreachable(request.batch)))[0] ?? '', /connect ECONNREFUSED/);
            });

            it('reports when the database responds again, and continues without a pause', () => {
                const queue = queueOf();
                queue.receive({ row: 'a' });
                queue.receive(failed(requestIn(queue.receive({ row: 'b' })).batch));
                for (const row of ['c', 'd', 'e']) queue.receive({ row });
                assert.match(queue.status(), /^2 queued, ./);
                const outputs = queue.receive(stored(requestIn(queue.receive(TICK)).batch));
                assert.deepEqual(reportsIn(outputs), ['The database responds. Queued: 3 rows, dropped: 0 rows.']);
                assert.deepEqual(rowsOf(requestIn(outputs)), ['c', 'd']);
                assert.equal(queue.status(), '3 queued');
            });

            it('ignores a second result of the same request, and a late one', () => {
                const queue = queueOf();
                queue.receive({ row: 'a' });
                const { batch } = requestIn(queue.receive({ row: 'b' }));
                queue.receive(unreachable(batch));
                assert.deepEqual(queue.receive(stored(batch)), [[], [], []]);
                const again = requestIn(queue.receive(TICK));
                assert.deepEqual(queue.receive(stored(batch)), [[], [], []]);
                assert.deepEqual(queue.receive(stored(again.batch))[1], [{ payload: 2 }]);
            });

            it('sends a request without a result again after 12 ticks', () => {
                const queue = queueOf();
                queue.receive({ row: 'a' });
                queue.receive({ row: 'b' });
                for (let ticks = 0; ticks < 12; ticks++) assert.deepEqual(queue.receive(TICK), [[], [], []]);
                assert.equal(reportsIn(queue.receive(TICK)).length, 1);
                assert.deepEqual(rowsOf(requestIn(queue.receive(TICK))), ['a', 'b']);
            });

            it('drops the oldest rows beyond its limit, except those of the request, and counts them', () => {
                const queue = queueOf();
                queue.receive({ row: 'a' });
                const { batch } = requestIn(queue.receive({ row: 'b' }));
                const reports = ['c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'].flatMap((row) =>
                    reportsIn(queue.receive({ row })),
                );
                assert.deepEqual(reports, ['More than 6 rows are queued. The oldest are dropped from now on.']);
                let outputs = queue.receive(stored(batch));
                assert.deepEqual(reportsIn(outputs), ['The database responds. Queued: 4 rows, dropped: 4 rows.']);
                const rest: unknown[] = [];
                for (let request = outputs[0]?.[0]; request; [request] = outputs[0] ?? []) {
                    rest.push(...rowsOf(request));
                    outputs = queue.receive(stored(request.batch));
                }
                assert.deepEqual(rest, ['g', 'h', 'i', 'j']);
            });

            it('keeps the rows of a request while it drops others, because it may be sent again', () => {
                const queue = queueOf();
                queue.receive({ row: 'a' });
                const { batch } = requestIn(queue.receive({ row: 'b' }));
                for (const row of ['c', 'd', 'e', 'f', 'g']) queue.receive({ row });
                queue.receive(failed(batch));
                const again = requestIn(queue.receive(TICK));
                assert.deepEqual(rowsOf(again), ['a', 'b']);
                assert.deepEqual(rowsOf(requestIn(queue.receive(stored(again.batch)))), ['e', 'f']);
            });

            it('begins with a short pause again after rows were stored', () => {
                const queue = queueOf();
                queue.receive({ row: 'a' });
                let { batch } = requestIn(queue.receive({ row: 'b' }));
                for (const ticks of [1, 2]) {
                    queue.receive(failed(batch));
                    for (let count = 1; count < ticks; count++) queue.receive(TICK);
                    batch = requestIn(queue.receive(TICK)).batch;
                }
                queue.receive(stored(batch));
                queue.receive({ row: 'c' });
                queue.receive(failed(requestIn(queue.receive({ row: 'd' })).batch));
                assert.deepEqual(rowsOf(requestIn(queue.receive(TICK))), ['c', 'd']);
            });

            it('continues after a restart with what its context store has kept', () => {
                const before = queueOf();
                before.receive({ row: 'a' });
                before.receive({ row: 'b' });
                before.receive({ row: 'c' });
                const kept = new Map(JSON.parse(JSON.stringify([...before.context])));
                const queue = queueOf({ stored: kept });
                const requests = Array.from({ length: 15 }, () => queue.receive(TICK)[0] ?? []).flat();
                assert.deepEqual(requests.map(rowsOf), [['a', 'b']]);
            });

            it('ignores a result that belongs to no request', () => {
                assert.deepEqual(queueOf().receive({ payload: [], topic: 'CREATE TABLE' }), [[], [], []]);
            });
        });
    }

    describe('the responses of a time series database', () => {
        const respond = (response: object): { reports: string[]; again: boolean } => {
            const queue = functionNode(LINES, 'queue', { constants: SMALL });
            queue.receive({ row: 'a' });
            const batch = queue.receive({ row: 'b' })[0]?.[0]?.batch;
            const [, , reports = []] = queue.receive({ batch, ...response });
            const again = queue.receive(TICK)[0]?.length === 1;
            return { reports: reports.map(({ payload }) => String(payload)), again };
        };

        const REFUSED = 'Refused, and not sent again';
        const KEPT = 'Not stored, and sent again later';
        const influx = '{"error":"partial write: field type conflict: \\"state\\" dropped=1"}\n';
        for (const [statusCode, payload, report] of [
            [
                400,
                influx,
                `${REFUSED} (status 400, 2 rows): partial write: field type conflict: "state" dropped=1. InfluxDB 1 stores the other rows of a request.`,
            ],
            [
                400,
                'cannot parse',
                `${REFUSED} (status 400, 2 rows): cannot parse. InfluxDB 1 stores the other rows of a request.`,
            ],
            [413, '', `${REFUSED} (status 413, 2 rows): no reason given.`],
            [422, '{"code":"x","message":"too old"}', `${REFUSED} (status 422, 2 rows): too old.`],
            [
                401,
                '{"error":"authorization failed"}',
                `${KEPT} (status 401): authorization failed. Check the login or token in the database node.`,
            ],
            [
                404,
                '{"error":"database not found: \\"home\\""}',
                `${KEPT} (status 404): database not found: "home". Create the database as described in the comment, or correct the address in the database node.`,
            ],
            [
                500,
                'no space left on device',
                `${KEPT} (status 500): no space left on device. If its disk is full, free some space. InfluxDB 1 then needs a restart.`,
            ],
            [302, 'moved', `${KEPT} (status 302): moved.`],
            [
                200,
                '<!DOCTYPE html>\n<title>Log in</title>',
                `${KEPT} (response of another server): <!DOCTYPE html>\n<title>Log in</title>. Check the address in the database node: a database responds without a text.`,
            ],
            [
                201,
                `{"created":"${'x'.repeat(200)}"}`,
                `${KEPT} (response of another server): {"created":"${'x'.repeat(88)}. Check the address in the database node: a database responds without a text.`,
            ],
            [429, 'too many requests', `${KEPT} (status 429): too many requests.`],
            ['ECONNREFUSED', 'http://user:password@host/', `${KEPT} (no response): ECONNREFUSED.`],
            ['ETIMEDOUT', 'x', `${KEPT} (no response): ETIMEDOUT.`],
        ] as const) {
            it(`${statusCode} ${payload.trim()}`, () => {
                const { reports, again } = respond({ statusCode, payload });
                assert.deepEqual(reports, [report]);
                assert.equal(again, report.startsWith(KEPT));
            });
        }

        for (const statusCode of [200, 204, 299]) {
            it(`${statusCode} is stored`, () => {
                for (const payload of ['', '\n', undefined]) {
                    assert.deepEqual(respond({ statusCode, payload }), { reports: [], again: false });
                }
            });
        }
    });

    describe('the errors of an SQL database', () => {
        for (const [message, advice] of [
            ['Error: connect ECONNREFUSED 127.0.0.1:3306', 'Check that the database runs, and its host and port.'],
            ["Access denied for user 'x'", 'Check user, password and database in the settings of the database.'],
            ["Unknown database 'home'", 'Create the database as described in the comment.'],
            ["Table 'home.readings' doesn't exist", 'Press the button "create the table".'],
            ["The table 'readings' is full", 'Free some space on its disk.'],
        ] as const) {
            it(`${message}: what to do`, () => {
                const queue = functionNode(SQL, 'queue', { constants: SMALL });
                queue.receive({ row: 'a' });
                const batch = queue.receive({ row: 'b' })[0]?.[0]?.batch;
                const [, , reports = []] = queue.receive({ batch, error: { message } });
                assert.deepEqual(reports, [{ payload: `Not stored, and sent again later: ${message}. ${advice}` }]);
            });
        }

        const REFUSED = { code: 'ER_DATA_TOO_LONG', message: "Data too long for column 'device' at row 1" };
        /** A database that refuses some rows; the number of requests with each result, and what was stored and reported. */
        function against(
            rows: readonly string[],
            isRefused: (row: string) => boolean,
            error: object = REFUSED,
        ): { requests: string[][]; stored: string[]; reports: string[]; queue: FunctionNode } {
            const queue = functionNode(SQL, 'queue', { constants: { ROWS_OF_A_REQUEST: 8, MOST_REFUSED: 3 } });
            const all = { requests: [] as string[][], stored: [] as string[], reports: [] as string[] };
            const pending = [...rows.map((row) => ({ row: [row] })), { tick: true }] as object[];
            for (let msg = pending.shift(); msg; msg = pending.shift()) {
                const [sent, , reports = []] = queue.receive(msg);
                const request = sent?.[0];
                all.reports.push(...reports.map(({ payload }) => String(payload)));
                if (!request) continue;
                const found = (request.payload as string[][][])[0]?.flat() ?? [];
                all.requests.push(found);
                const fault = found.some(isRefused) ? { error } : {};
                if (!('error' in fault)) all.stored.push(...found);
                // Before the next row, as a database that is fast.
                pending.unshift({ batch: request.batch, ...fault });
            }
            return { ...all, queue };
        }
        /** All that the queue still has, if the database accepts it from now on. */
        function rest(queue: FunctionNode): unknown[] {
            const found: unknown[] = [];
            for (let ticks = 0; ticks < 5; ticks++) {
                let request = queue.receive(TICK)[0]?.[0];
                while (request) {
                    found.push(...((request.payload as unknown[][][])[0] ?? []).flat());
                    request = queue.receive({ batch: request.batch })[0]?.[0];
                }
            }
            return found;
        }
        const named = (count: number): string[] => Array.from({ length: count }, (_, index) => `row ${index}`);

        it('a refused row is found and left out, and the others are stored in their order', () => {
            const rows = named(16);
            const { requests, stored, reports } = against(rows, (row) => row === 'row 5');
            assert.deepEqual(
                stored,
                rows.filter((row) => row !== 'row 5'),
            );
            assert.deepEqual(reports, [`Refused, and not sent again: 1 row ["row 5"]: ${REFUSED.message}.`]);
            assert.ok(requests.length <= 12, `${requests.length} requests`);
            assert.ok(requests.some(({ length }) => length > 1 && length <= 8));
        });

        it('several refused rows are one report with their number', () => {
            const { stored, reports } = against(named(8), (row) => row === 'row 0' || row === 'row 1');
            assert.deepEqual(stored, named(8).slice(2));
            assert.match(String(reports), /^Refused, and not sent again: 2 rows, the first one \["row 0"\]/);
        });

        it('a refused row waits until another one is stored', () => {
            const { reports, queue } = against(['row 0'], () => true);
            assert.deepEqual(reports, []);
            queue.receive({ row: ['row 1'] });
            const [[request] = []] = queue.receive(TICK);
            assert.deepEqual(request?.payload, [[['row 1']]]);
            const [, , [report] = []] = queue.receive({ batch: request.batch });
            assert.match(String(report?.payload), /1 row \["row 0"\]/);
        });

        it('no row is left out if all are refused: they wait in their order, and the table is named', () => {
            const { reports, stored, queue } = against(named(6), () => true);
            assert.deepEqual(stored, []);
            assert.deepEqual(reports, [
                `Not stored, and sent again later: All rows are refused: ${REFUSED.message}. Compare the table with the one in the node "create the table".`,
            ]);
            assert.deepEqual(rest(queue), named(6));
        });

        for (const error of [
            { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED 127.0.0.1:3306' },
            { code: 'ER_RECORD_FILE_FULL', message: "The table 'readings' is full" },
            { code: 'ER_DISK_FULL', message: 'Disk full (readings); waiting for someone to free some space' },
            { code: 'ER_BAD_FIELD_ERROR', message: "Unknown column 'device' in 'field list'" },
            { code: 'ER_LOCK_WAIT_TIMEOUT', message: 'Lock wait timeout exceeded' },
            { message: 'Database not connected' },
        ]) {
            it(`${error.message}: no row is left out, and the request stays as large as it was`, () => {
                const { requests, reports, queue } = against(named(8), () => true, error);
                for (const request of requests) assert.deepEqual(request, named(8));
                assert.match(String(reports), /^Not stored, and sent again later/);
                assert.deepEqual(rest(queue), named(8));
            });
        }

        it('a database that goes away while a refused row is looked for loses nothing', () => {
            const { queue } = against([], () => false);
            for (const row of named(8)) queue.receive({ row: [row] });
            const first = queue.receive({ batch: 1, error: REFUSED })[0]?.[0];
            assert.deepEqual(first?.payload, [named(4).map((row) => [row])]);
            queue.receive({ batch: first.batch, error: { message: 'Database not connected' } });
            assert.deepEqual(rest(queue), named(8));
        });

        for (const [code, message] of [
            ['ER_BAD_NULL_ERROR', "Column 'value' cannot be null"],
            ['ER_WARN_DATA_OUT_OF_RANGE', "Out of range value for column 'value' at row 1"],
            ['ER_SIGNAL_EXCEPTION', 'too warm'],
            ['ER_NO_REFERENCED_ROW_2', 'Cannot add or update a child row: a foreign key constraint fails'],
            // MariaDB's number has no name in the package.
            [undefined, 'CONSTRAINT `warm` failed for `home`.`readings`'],
        ] as const) {
            it(`${code ?? message} is the error of a row`, () => {
                assert.equal(against(named(4), (row) => row === 'row 2', { code, message }).stored.length, 3);
            });
        }

        it('a table that could not be created is reported', () => {
            const queue = functionNode(SQL, 'queue');
            const [, , reports] = queue.receive({ topic: 'CREATE', error: { message: 'Access denied' } });
            assert.deepEqual(reports, [{ payload: 'The table was not created: Access denied.' }]);
        });

        it('values are parameters and never in the text', () => {
            const queue = functionNode(SQL, 'queue', { constants: SMALL });
            queue.receive({ row: ['x', "'); DROP"] });
            const request = queue.receive({ row: ['y', 2] })[0]?.[0];
            assert.deepEqual(request?.payload, [
                [
                    ['x', "'); DROP"],
                    ['y', 2],
                ],
            ]);
            assert.doesNotMatch(String(request.topic), /DROP/);
        });
    });
});
