// Whose messages arrive at a place, found for all places in one pass over the wires. A walk back from each place would take a time
// that grows with the square of the flow.

import { isPassedOn } from './core-nodes';
import type { Place, Wire } from './graph';

/** A set of nodes: one bit for each. */
export type Marks = bigint;

interface Visit {
    readonly place: Place;
    /** When it began, and the earliest one that is before it on a loop. */
    readonly order: number;
    earliest: number;
    /** Wires that were followed. */
    followed: number;
    marks: Marks;
    /** Whether it may yet turn out to be part of a loop. */
    isOpen: boolean;
}

/**
 * The marks of all places whose messages arrive at each of these, at any distance, through wires of which `passes` is true.
 * `markOf` gives the marks that a message has from the beginning of a wire on.
 */
export function arrivals(
    places: readonly Place[],
    markOf: (wire: Wire) => Marks,
    passes: (wire: Wire) => boolean,
): ReadonlyMap<Place, Marks> {
    const visits = new Map<Place, Visit>();
    // A search in depth, against the direction of the wires, finds the loops: all places of a loop receive the same.
    const way: Visit[] = [];
    const open: Visit[] = [];
    const begin = (place: Place): void => {
        const order = visits.size;
        const visit = { place, order, earliest: order, followed: 0, marks: 0n, isOpen: true };
        visits.set(place, visit);
        way.push(visit);
        open.push(visit);
    };
    for (const place of places) {
        if (!visits.has(place)) begin(place);
        for (let here = way.at(-1); here; here = way.at(-1)) {
            const wire = here.place.previous[here.followed++];
            if (!wire) {
                way.pop();
                end(here, open, way.at(-1));
            } else if (isPassedOn(wire) || passes(wire)) {
                here.marks |= markOf(wire);
                const known = visits.get(wire.from);
                if (!known) begin(wire.from);
                else if (known.isOpen) here.earliest = Math.min(here.earliest, known.order);
                else here.marks |= known.marks;
            }
        }
    }
    return new Map(places.map((place) => [place, visits.get(place)?.marks ?? 0n]));
}

/** Ends a visit, and the loop that began with it; `next` is the place that its messages go to. */
function end(visit: Visit, open: Visit[], next: Visit | undefined): void {
    if (next) {
        next.earliest = Math.min(next.earliest, visit.earliest);
        next.marks |= visit.marks;
    }
    if (visit.earliest < visit.order) return;
    for (const member of open.splice(open.lastIndexOf(visit)))
        Object.assign(member, { isOpen: false, marks: visit.marks });
}
