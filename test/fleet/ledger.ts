// What became of every reading and command of a fleet. Knows no broker: it compares what was sent with what has arrived.

/** A reading as the centre has received it. `site` is site and hub, `number` counts the readings of a device from 0. */
export interface Arrival {
    readonly site: string;
    readonly device: string;
    /** What the site has stamped it with; site, device and time identify a reading. */
    readonly time: number;
    readonly number: number;
}

/** What a sender can report of a command; `none` if no result has arrived in time. */
export type Outcome = 'accepted' | 'expired' | 'refused' | 'unconfirmed' | 'none';

interface Readings {
    /** When each number was sent, in milliseconds since 1970. */
    readonly sentAt: (number | undefined)[];
    /** How often each number has arrived under a time of its own. */
    readonly arrivals: Map<number, number>;
    readonly times: Set<number>;
}

interface Command {
    readonly site: string;
    readonly expires: number;
    readonly executedAt: number[];
    readonly outcomes: string[];
}

/** Readings sent between two times may be missing. */
interface Excuse {
    readonly kind: 'unsaved' | 'inLostStore';
    readonly from: number;
    readonly to: number;
}

export interface Counts {
    sent: number;
    arrived: number;
    /** Arrived again with the same time; not an error. */
    repeats: number;
    /** Lost with what a killed broker had not saved yet. */
    unsaved: number;
    /** Lost with the store that alone held them. */
    inLostStore: number;
    /** Missing, and counted by the site itself in its report. */
    reported: number;
}

export interface Balance {
    readonly readings: Counts;
    readonly commands: Readonly<Record<string, number>>;
    /** A sentence for each device or command that does not balance. */
    readonly findings: readonly string[];
}

/** A hub may receive a command this much later than its deadline: the site checks it before it sends. */
const LATE_MS = 2000;

export class Ledger {
    readonly #readings = new Map<string, Map<string, Readings>>();
    readonly #excuses = new Map<string, Excuse[]>();
    readonly #reported = new Map<string, number>();
    readonly #commands = new Map<string, Command>();
    readonly #unknownCommands: string[] = [];
    #repeats = 0;

    sent(site: string, device: string, number: number, at: number): void {
        this.#of(site, device).sentAt[number] = at;
    }

    /** Drops what has arrived before, as the store of a centre does. */
    arrived({ site, device, time, number }: Arrival): void {
        const { arrivals, times } = this.#of(site, device);
        if (times.has(time)) {
            this.#repeats++;
            return;
        }
        times.add(time);
        arrivals.set(number, (arrivals.get(number) ?? 0) + 1);
    }

    hasArrived(site: string, device: string, number: number): boolean {
        return this.#of(site, device).arrivals.has(number);
    }

    /** The broker of a site was killed: what it received from the first to the second time it may not have saved. */
    killed(site: string, from: number, to: number): void {
        this.#excuse(site, { kind: 'unsaved', from, to });
    }

    /** The store of a site was lost: from the first to the second time, readings were in this store only. */
    storeLost(site: string, from: number, to: number): void {
        this.#excuse(site, { kind: 'inLostStore', from, to });
    }

    /** The site has reported that it dropped so many messages. */
    reportedDropped(site: string, count: number): void {
        this.#reported.set(site, (this.#reported.get(site) ?? 0) + count);
    }

    commandSent(id: string, site: string, expires: number): void {
        this.#commands.set(id, { site, expires, executedAt: [], outcomes: [] });
    }

    /** A hub has received the command. */
    commandExecuted(id: string, site: string, at: number): void {
        const command = this.#commands.get(id);
        if (command?.site === site) command.executedAt.push(at);
        else this.#unknownCommands.push(`${site}: command ${id} was received, but never sent to this site`);
    }

    /** What the sender has reported of a command. */
    commandReported(id: string, outcome: Outcome): void {
        const command = this.#commands.get(id);
        if (command) command.outcomes.push(outcome);
        else this.#unknownCommands.push(`the outcome ${outcome} of command ${id} was reported, but it was never sent`);
    }

    hasOutcome(id: string): boolean {
        return (this.#commands.get(id)?.outcomes.length ?? 0) > 0;
    }

    balance(): Balance {
        const readings = { sent: 0, arrived: 0, repeats: this.#repeats, unsaved: 0, inLostStore: 0, reported: 0 };
        const findings = [...this.#readings].flatMap(([site, devices]) => this.#balanceOf(site, devices, readings));
        const commands: Record<string, number> = { sent: this.#commands.size };
        for (const [id, command] of this.#commands) {
            const [outcome = 'missing'] = command.outcomes;
            commands[outcome] = (commands[outcome] ?? 0) + 1;
            findings.push(...faultsOf(command).map((fault) => `${command.site}: command ${id} ${fault}`));
        }
        return { readings, commands, findings: [...findings, ...this.#unknownCommands] };
    }

    #balanceOf(site: string, devices: ReadonlyMap<string, Readings>, counts: Counts): string[] {
        const findings: string[] = [];
        const lost: [string, number[]][] = [];
        for (const [device, { sentAt, arrivals }] of devices) {
            const missing: number[] = [];
            for (const [number, at] of sentAt.entries()) {
                if (at === undefined) continue;
                counts.sent++;
                if (arrivals.has(number)) counts.arrived++;
                else {
                    const excuse = this.#excuses.get(site)?.find(({ from, to }) => at >= from && at <= to);
                    if (excuse) counts[excuse.kind]++;
                    else missing.push(number);
                }
            }
            if (missing.length > 0) lost.push([device, missing]);
            const repeated = [...arrivals].filter(([, times]) => times > 1).map(([number]) => number);
            if (repeated.length > 0) findings.push(sentence(site, device, 'repeated with another time', repeated));
            const invented = [...arrivals.keys()].filter((number) => sentAt[number] === undefined);
            if (invented.length > 0) findings.push(sentence(site, device, 'invented', invented));
        }
        const reported = this.#reported.get(site) ?? 0;
        const sum = lost.reduce((total, [, { length }]) => total + length, 0);
        if (sum <= reported) {
            counts.reported += sum;
            return findings;
        }
        const also = reported > 0 ? `; the site has reported ${reported} of ${sum}` : '';
        return [...findings, ...lost.map(([device, missing]) => sentence(site, device, 'lost', missing) + also)];
    }

    #of(site: string, device: string): Readings {
        const devices = this.#readings.get(site) ?? new Map<string, Readings>();
        this.#readings.set(site, devices);
        const readings = devices.get(device) ?? { sentAt: [], arrivals: new Map(), times: new Set() };
        devices.set(device, readings);
        return readings;
    }

    #excuse(site: string, excuse: Excuse): void {
        this.#excuses.set(site, [...(this.#excuses.get(site) ?? []), excuse]);
    }
}

/** What is wrong with a command, if anything is. */
function faultsOf({ expires, executedAt, outcomes }: Command): string[] {
    const [outcome] = outcomes;
    const faults: string[] = [];
    if (outcome === undefined) faults.push('has no outcome, and its sender has not reported that');
    if (outcomes.length > 1) faults.push(`has several outcomes: ${outcomes.join(', ')}`);
    if (executedAt.length > 1) faults.push(`was carried out ${executedAt.length} times`);
    if (outcome === 'accepted' && executedAt.length === 0) faults.push('was accepted, but its hub never received it');
    if (executedAt.length > 0 && outcome && !['accepted', 'unconfirmed'].includes(outcome)) {
        faults.push(`was carried out, but reported as ${outcome}`);
    }
    for (const at of executedAt) {
        if (at > expires + LATE_MS) faults.push(`was carried out ${at - expires} ms after its deadline`);
    }
    return faults;
}

/** The numbers as ranges, at most five of them. */
function sentence(site: string, device: string, what: string, numbers: readonly number[]): string {
    const ranges: [number, number][] = [];
    for (const number of numbers.toSorted((one, two) => one - two)) {
        const last = ranges.at(-1);
        if (last && last[1] === number - 1) last[1] = number;
        else ranges.push([number, number]);
    }
    const shown = ranges.slice(0, 5).map(([from, to]) => (from === to ? `${from}` : `${from} to ${to}`));
    const more = ranges.length > shown.length ? ' …' : '';
    return `${site} ${device}: ${numbers.length} ${what} (number ${shown.join(', ')}${more})`;
}
