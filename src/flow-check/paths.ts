// Where messages go, along nodes of which is known what they do.

import { isPassedOn } from './core-nodes';
import type { Place, Wire } from './graph';

/** The places that messages of an output reach through nodes of which `passes` is true. */
export function after(place: Place, port: number, passes: (wire: Wire) => boolean): ReadonlySet<Place> {
    const start = place.next.filter((wire) => wire.port === port).map(({ to }) => to);
    const found = new Set(start);
    for (const at of found) {
        for (const wire of at.next) if (isPassedOn(wire) || passes(wire)) found.add(wire.to);
    }
    return found;
}
