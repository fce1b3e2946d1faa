#!/usr/bin/env bash
# What:       The Inject node, *interval between times* and *at a specific time*, in the night in which summer time
#             ends or begins.
# Version:    Node-RED 4.1.15 with cronosjs 1.7.1; 3.1.15 and 5.0.7 do the same
# Expected:   *Every minute* (or every 20 minutes) is every minute, in this night too, since the minutes go on.
# Happens:    When summer time ends, nothing is sent for an hour: the hour from 2 to 3 is there twice, and the second
#             one is left out. When it begins, *at 02:30* is sent at 03:00. The other choice, *interval*, goes on.
# Hurt:       Owners whose watchdog, polling or feeding of a counter runs between times: once a year there is an hour
#             without readings, and with it a false alarm at 3 in the morning.
# Documented: In the documentation of cronosjs (`skipRepeatedHour`), which Node-RED uses without setting the option.
#             The help of the Inject node says that it uses the standard cron system; the cron of Debian runs a job
#             that repeats within the hour in both of them.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline node-red@4.1.15
cat > see.cjs <<'JS'
const RED = require('node-red');
const seen = [];
const logged = [];
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const at = { x: 100, y: 100 };
const tab = { id: 'tab', type: 'tab', label: 'tab' };
// A function node that records each message it receives under its own id.
const probe = (id, wires = [[]]) => ({
    id,
    z: 'tab',
    ...at,
    type: 'function',
    outputs: 1,
    wires,
    func: 'global.get("record")(node.id, msg); return msg;',
});
const deploy = async (flows, deploymentType = 'full') => {
    await RED.runtime.flows.setFlows({ flows: { flows: JSON.parse(JSON.stringify(flows)) }, deploymentType });
    await sleep(300);
};
const send = (id, msg) => RED.nodes.getNode(id).receive(msg);
const expect = (holds, change) => {
    if (!holds) {
        console.error(`CHANGED: ${change}`);
        process.exit(1);
    }
};
const settings = {
    userDir: process.cwd(),
    httpAdminRoot: false,
    httpNodeRoot: false,
    credentialSecret: false,
    telemetry: { enabled: false, updateNotification: false },
    logging: { console: { level: 'off' }, kept: { level: 'warn', handler: () => (entry) => logged.push(entry) } },
    functionGlobalContext: { record: (id, msg) => seen.push({ id, ...msg }) },
};

process.env.TZ = 'Europe/Prague';
const { CronosExpression } = require('cronosjs');
const { version } = require('cronosjs/package.json');

// The clock of this process, shifted so that it begins at the given time. Timers stay real.
const RealDate = Date;
const startClockAt = (iso) => {
    const shift = RealDate.parse(iso) - RealDate.now();
    globalThis.Date = class extends RealDate {
        constructor(...values) {
            super(...(values.length === 0 ? [RealDate.now() + shift] : values));
        }
        static now() {
            return RealDate.now() + shift;
        }
    };
};

(async () => {
    RED.init(null, settings);
    await RED.start();
    console.log(`Node-RED ${RED.version()} on Node.js ${process.version}`);
    console.log(`cronosjs ${version}`);
    const inject = (id, more) => ({
        id,
        z: 'tab',
        ...at,
        type: 'inject',
        props: [{ p: 'payload' }],
        repeat: '',
        crontab: '',
        once: false,
        onceDelay: 0.1,
        topic: '',
        payload: '',
        payloadType: 'date',
        wires: [[`from ${id}`]],
        ...more,
    });
    // Two seconds before the repeated hour, at 02:59:58 summer time. The seconds make the cron job short enough to watch.
    const watch = async (iso) => {
        startClockAt(iso);
        await deploy([
            tab,
            probe('from interval'),
            probe('from cron'),
            inject('interval', { repeat: '1' }),
            inject('cron', { crontab: '* * 0-23 * * *' }),
        ]);
        seen.length = 0;
        await sleep(6000);
        const counts = {
            cron: seen.filter((msg) => msg.id === 'from cron').length,
            interval: seen.filter((msg) => msg.id === 'from interval').length,
        };
        globalThis.Date = RealDate;
        return counts;
    };
    const usual = await watch('2026-10-24T00:59:58Z');
    const change = await watch('2026-10-25T00:59:58Z');
    console.log(
        'Messages in 6 s around 3:00, each second: on the day before',
        usual,
        ', when the clock goes back to 2:00',
        change,
    );
    const next = (expression, from, count) =>
        CronosExpression.parse(expression)
            .nextNDates(new Date(from), count)
            .map((date) => date.toISOString().slice(11, 16));
    const twenty = next('*/20 0-23 * * *', '2026-10-25T00:10:00Z', 4);
    const half = next('30 2 * * *', '2026-03-28T12:00:00Z', 2);
    console.log(
        'Every 20 minutes, times in UTC:',
        twenty.join(' '),
        '; at 02:30, in UTC from the day on which summer time begins:',
        half.join(' '),
    );
    expect(usual.cron >= 5 && usual.interval >= 5, 'the cron job does not run on another day');
    expect(change.cron <= 3 && change.interval >= 5, 'the cron job runs in the repeated hour');
    expect(twenty.join(' ') === '00:20 00:40 02:00 02:20', 'the repeated hour is no longer left out');
    expect(half.join(' ') === '01:00 00:30', 'a time in the missing hour is moved otherwise');
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
