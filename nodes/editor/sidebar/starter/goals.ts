// The goals of starter flows: which devices can be chosen for each, and the flow for what was chosen or why there is none.

import { isNumeric, SENSOR_TYPES } from '../../../../src/protocol/model';
import type { DeviceView } from '../../../shared/views';
import type { Words } from '../words';
import type { StarterNode } from './canvas';
import { reporting, type StarterDevice } from './devices';
import { showFlow, storeFlow, warnFlow } from './readings';
import type { StarterKey } from './starter-texts';
import { limitFlow, SET_POINTS, thermostatFlow } from './switching';

export const GOALS = ['show', 'store', 'warn', 'limit', 'thermostat'] as const;
export type Goal = (typeof GOALS)[number];

/** Whether a goal switches a relay by a sensor. */
export function isSwitching(goal: Goal): boolean {
    return goal === 'limit' || goal === 'thermostat';
}

export interface Labelled {
    readonly label: string;
}

export interface ChosenDevice extends Labelled, StarterDevice {}

export interface ChosenSensor extends Labelled {
    readonly sensor: StarterDevice;
    readonly quantity: string;
}

export interface ChosenRelay extends Labelled {
    readonly relay: string;
}

/** What can be chosen for a goal. */
export interface Choices {
    readonly reporting: readonly ChosenDevice[];
    readonly sensors: readonly ChosenSensor[];
    readonly relays: readonly ChosenRelay[];
    /** The names of devices that are left out only because their owner turned off their silence limit. */
    readonly unlimited: readonly string[];
}

export interface StarterForm {
    readonly goal: Goal;
    readonly hub: string;
    readonly devices: readonly StarterDevice[];
    readonly sensor: ChosenSensor | undefined;
    readonly relay: ChosenRelay | undefined;
    /** As typed. */
    readonly file: string;
    readonly on: string;
    readonly off: string;
    readonly setPoint: string;
    readonly newId: () => string;
    readonly say: Words<StarterKey>;
}

export type MadeFlow =
    | { readonly ok: true; readonly nodes: StarterNode[] }
    | { readonly ok: false; readonly sentence: string };

/** What can be chosen among the devices of a hub. */
export function choicesOf(devices: readonly DeviceView[], goal: Goal): Choices {
    const all = reporting(devices).map((device) => ({ ...device, label: device.name }));
    const watched = all.filter(({ silentS }) => silentS !== undefined);
    const types = new Map(devices.map(({ device, name, type }) => [name ?? device, type]));
    const fitting = ({ device, quantities }: StarterDevice): readonly string[] => {
        const isOfPack = SENSOR_TYPES.includes(types.get(device) ?? '');
        return quantities.filter((quantity) => isOfPack && (goal === 'limit' || quantity === 'temperature'));
    };
    const sensors = watched.flatMap((sensor) =>
        fitting(sensor).map((quantity) => ({ label: `${sensor.name}, ${quantity}`, sensor, quantity })),
    );
    const isLeftOut = (one: StarterDevice): boolean =>
        one.isUnlimited && (goal === 'warn' || (isSwitching(goal) && fitting(one).length > 0));
    const unlimited = all.filter(isLeftOut).map(({ name }) => name);
    const relays = devices
        .filter(({ type }) => type === 'relay')
        .map((view) => ({
            label: view.name ?? view.address,
            relay: view.name ?? view.address,
        }));
    return { reporting: goal === 'warn' ? watched : all, sensors, relays, unlimited };
}

/** The flow for a filled form, or the sentence why there is none. */
export function makeFlow(form: StarterForm): MadeFlow {
    const { goal, hub, devices, sensor, relay, newId, say } = form;
    const refused = (key: StarterKey, values = {}): MadeFlow => ({ ok: false, sentence: say(key, values) });
    if (goal === 'show' || goal === 'store' || goal === 'warn') {
        if (devices.length === 0) return refused('no-device');
        const request = { hub, devices, newId, say };
        if (goal === 'show') return { ok: true, nodes: showFlow(request) };
        if (goal === 'warn') return { ok: true, nodes: warnFlow(request) };
        const file = form.file.trim();
        return file === '' ? refused('no-file') : { ok: true, nodes: storeFlow(request, file) };
    }
    if (!sensor) return refused('no-sensor');
    if (!relay) return refused('no-relay');
    const request = { hub, ...sensor, relay: relay.relay, newId, say };
    if (goal === 'limit') {
        const [on, off] = [numberOf(form.on), numberOf(form.off)];
        if (on === undefined || off === undefined || on === off) return refused('bad-limits');
        return { ok: true, nodes: limitFlow(request, on, off) };
    }
    const setPoint = numberOf(form.setPoint);
    const { least, most } = SET_POINTS;
    if (setPoint === undefined || setPoint < least || setPoint > most) return refused('bad-set-point', { least, most });
    return { ok: true, nodes: thermostatFlow(request, setPoint) };
}

/** A typed number, with a comma or a point. */
function numberOf(typed: string): number | undefined {
    const plain = typed.replace(',', '.');
    return isNumeric(plain) && Number.isFinite(Number(plain)) ? Number(plain) : undefined;
}
