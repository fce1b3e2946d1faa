// Starter flows that switch a relay by a sensor: at two limits, or as a thermostat. The relay is off whenever it is unknown what it
// should be: the sensor is silent or reports no number, or the hub was not connected.

import type { Words } from '../words';
import { Canvas, type Placed, type StarterNode } from './canvas';
import { receives, type StarterDevice } from './devices';
import { equals } from './readings';
import type { StarterKey } from './starter-texts';

export interface SwitchingRequest {
    readonly hub: string;
    readonly sensor: StarterDevice;
    readonly quantity: string;
    /** The address or the owner's name of the relay. */
    readonly relay: string;
    readonly newId: () => string;
    readonly say: Words<StarterKey>;
}

/** Half of the difference between on and off of the thermostat. */
const BAND = 0.5;
/** How much colder the second button of the thermostat is. */
const NIGHT = 3;
/** Set-points that the thermostat accepts. */
export const SET_POINTS = { least: 5, most: 30 } as const;

/** Switches on at one limit and off at another one. If *on* is the lower one, it is on below it. */
export function limitFlow(request: SwitchingRequest, on: number, off: number): StarterNode[] {
    const { newId, say } = request;
    const isBelow = on < off;
    const values = { on, off };
    const info = `${say(isBelow ? 'limit.below' : 'limit.above', values)}\n\n${say('switch.info')}`;
    const canvas = new Canvas(newId, say('limit.tab'), say('limit.comment'), info);
    const rules = [isBelow ? below(on) : above(on), isBelow ? above(off) : below(off)];
    switchRelay(canvas, request, 3, (first) => {
        const limits = canvas.split(2, 1, say('limit.limits'), 'payload', ...rules);
        first.to(0, limits);
        return limits;
    });
    return canvas.nodes;
}

/** Heats to a set-point. */
export function thermostatFlow(request: SwitchingRequest, setPoint: number): StarterNode[] {
    const { newId, say } = request;
    const info = `${say('thermostat.info', { setPoint, ...SET_POINTS })}\n\n${say('switch.info')}`;
    const canvas = new Canvas(newId, say('thermostat.tab'), say('thermostat.comment'), info);
    switchRelay(canvas, request, 4, (first) => {
        const own = `payload - ($flowContext("setpoint") ? $flowContext("setpoint") : ${setPoint})`;
        const difference = canvas.change(2, 1, say('thermostat.minus'), ['difference', own, 'jsonata']);
        const band = canvas.split(3, 1, say('thermostat.band'), 'difference', below(-BAND), above(BAND));
        first.to(0, difference).to(0, band);
        return band;
    });
    const { least, most } = SET_POINTS;
    const fits = `$type(payload) = "number" and payload >= ${least} and payload <= ${most}`;
    const range = canvas.split(1, 10, `${least}–${most} °C?`, 'payload', jsonata(fits), { t: 'else' });
    range
        .to(0, canvas.change(2, 10, say('thermostat.set-point'), ['flow.setpoint', 'payload', 'msg']))
        .to(0, canvas.debug(3, 10, say('thermostat.set-point')));
    range.to(1, canvas.debug(2, 11, say('thermostat.no-set-point')));
    for (const [index, value] of [setPoint, Math.max(least, setPoint - NIGHT)].entries()) {
        canvas.add('inject', 0, 10 + index, `${value} °C`, { ...BUTTON, payload: String(value) }).to(0, range);
    }
    return canvas.nodes;
}

/**
 * The parts that both have in common. `decide` places what decides and returns it: the first output is on, the second one off.
 * The relay follows in the columns from `column` on.
 */
function switchRelay(
    canvas: Canvas,
    { hub, sensor, quantity, relay, say }: SwitchingRequest,
    column: number,
    decide: (first: Placed) => Placed,
): void {
    const source = receives(canvas, 1, hub, sensor, { isWatched: true, quantity });
    const number = canvas.split(1, 1, say('switch.number'), 'payload', NUMBER, { t: 'else' });
    const decision = decide(number);
    const on = canvas.change(column, 1, say('switch.on'), ['payload', 'true', 'bool']);
    const off = canvas.change(column, 2, say('switch.off'), ['payload', 'false', 'bool']);
    const inDoubt = canvas.change(column, 3, say('switch.in-doubt'), ['payload', 'false', 'bool']);
    const silent = canvas.split(1, 3, say('switch.silent'), 'payload', equals('silent'));
    const changes = canvas.changes(column + 1, 1, say('node.changes'));
    const command = { settingsVersion: 1, hub, command: 'relay', device: relay, deviceType: 'str' };
    const outcome = { confirm: true, tries: '3', offline: 'fail', outputs: 1 };
    const name = `${say('switch.relay')} ${relay}`;
    const output = canvas.add('clown-out', column + 2, 1, name, { ...command, ...outcome });
    source.to(0, number);
    source.to(1, silent).to(0, inDoubt);
    number.to(1, inDoubt);
    decision.to(0, on);
    decision.to(1, off);
    for (const value of [on, off, inDoubt]) value.to(0, changes);
    changes.to(0, output).to(0, canvas.debug(column + 3, 1, name));

    // What the relay is after an outage is not known.
    const states = { settingsVersion: 1, hub, listen: 'state', inputs: 0, outputs: 1 };
    const connected = canvas.split(1, 5, say('switch.connected'), 'payload', equals('connected'), OFFLINE);
    const first = canvas.change(2, 5, say('switch.off-first'), ['payload', 'false', 'bool'], ['reset', 'true', 'bool']);
    canvas.add('clown-in', 0, 5, say('switch.connection'), states).to(0, connected);
    connected.to(0, first).to(0, changes);
    connected.to(1, canvas.debug(2, 6, say('switch.offline')));

    // The next reading commands again. As a silent sensor sends none, the relay is also switched off after a minute, unless a
    // command has been confirmed meanwhile.
    const failures = canvas.add('catch', 2, 8, say('switch.failed'), { scope: [output.id], uncaught: false });
    const again = canvas.change(3, 8, say('switch.again'), ['payload', '', 'delete'], ['reset', 'true', 'bool']);
    failures.to(0, again, canvas.debug(3, 9, say('node.reason'), 'error.message'));
    again.to(0, changes);
    // Node-RED stops after ten errors of one node in the same message: the earlier ones are removed from it.
    const retry = canvas.change(
        3,
        7,
        say('switch.in-doubt'),
        ['payload', 'false', 'bool'],
        ['reset', '', 'delete'],
        ['error', '', 'delete'],
    );
    const confirmed = canvas.change(column + 3, 2, say('switch.confirmed'), ['reset', 'true', 'bool']);
    const minute = canvas.add('trigger', 4, 7, say('switch.minute'), MINUTE);
    failures.to(0, retry).to(0, minute).to(0, changes);
    output.to(0, confirmed).to(0, minute);
}

const NUMBER = { t: 'istype', v: 'number', vt: 'number' };
const OFFLINE = { t: 'regex', v: 'waiting|silent|one-way|not-started|disconnected', vt: 'str', case: false };
/** Sends false a minute after the first message; `reset` cancels it. */
const MINUTE = {
    op1: '',
    op2: 'false',
    op1type: 'nul',
    op2type: 'bool',
    duration: '1',
    extend: false,
    overrideDelay: false,
    units: 'min',
    reset: '',
    topic: 'topic',
    outputs: 1,
};
const BUTTON = {
    props: [{ p: 'payload' }],
    repeat: '',
    crontab: '',
    once: false,
    onceDelay: 0.1,
    topic: '',
    payloadType: 'num',
};

function below(value: number): object {
    return { t: 'lt', v: String(value), vt: 'num' };
}

function above(value: number): object {
    return { t: 'gt', v: String(value), vt: 'num' };
}

function jsonata(v: string): object {
    return { t: 'jsonata_exp', v, vt: 'jsonata' };
}
