// Where messages come from and where they go, along nodes of which is known what they do.

import { isPassedOn } from './core-nodes';
import type { Place, Wire } from './graph';

/** The places that messages can come from, at any distance, through wires of which `passes` is true; each loop is followed once. */
export function before(place: Place, passes: (wire: Wire) => boolean = () => true): ReadonlySet<Place> {
    const found = new Set<Place>();
    const add = ({ previous }: Place): void => {
        for (const wire of previous) if (isPassedOn(wire) || passes(wire)) found.add(wire.from);
    };
    add(place);
    // A set is walked in the order of its additions, also of those made meanwhile.
    for (const one of found) add(one);
    return found;
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
