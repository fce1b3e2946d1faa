// Where messages come from and where they go, along nodes of which is known what they do.

import { isPassedOn } from './core-nodes';
import type { Place, Wire } from './graph';

/** The places that messages can come from, at any distance; each loop is followed once. */
export function before(place: Place): ReadonlySet<Place> {
    return reached(place, ({ previous }) => previous.map(({ from }) => from));
}

/** The first places of the ways that lead to a place. */
export function originsOf(place: Place): readonly Place[] {
    return [...before(place)].filter(({ previous }) => previous.length === 0);
}

/** The places that messages of an output reach through nodes of which `passes` is true. */
export function after(place: Place, port: number, passes: (wire: Wire) => boolean): ReadonlySet<Place> {
    const start = place.next.filter((wire) => wire.port === port).map(({ to }) => to);
    const found = new Set(start);
    for (const at of found) {
        for (const wire of at.next) if (isPassedOn(wire) || passes(wire)) found.add(wire.to);
    }
    return found;
}

function reached(start: Place, further: (place: Place) => readonly Place[]): ReadonlySet<Place> {
    const found = new Set<Place>(further(start));
    // A set is walked in the order of its additions, also of those made meanwhile.
    for (const place of found) for (const next of further(place)) found.add(next);
    return found;
}
