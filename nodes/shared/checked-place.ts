// Identifies what a check of a hub was for, by the settings of its form: what was seen at one place is unknown of another.

import { splitLogin } from '../../src/settings/address';

/** The settings of a hub that make it another hub. */
export const PLACE_SETTINGS = ['place', 'address', 'recording'] as const;

type PlaceSettings = { readonly [name in (typeof PLACE_SETTINGS)[number]]?: unknown };

/** The same for the same hub. An address may hold a secret, so it is not in it; a login that is still in the address makes no difference. */
export function checkedPlace({ place, address, recording }: PlaceSettings): string {
    const text =
        place === 'simulated' ? `simulated ${recording ?? ''}` : `at ${splitLogin(String(address ?? '').trim()).url}`;
    let hash = 0x811c9dc5;
    for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
    return (hash >>> 0).toString(16);
}
