// Numbered readings: each device of a site counts its readings from 0, and the temperature is the number.

/** Addresses of the twelve thermometers of a site. */
export const ADDRESSES = Array.from({ length: 12 }, (_, index) => `i2c0-${(0x40 + index).toString(16)}`);

export const HUB = 'attic';

/** The device and the number of the nth reading of a site; the devices take turns. */
export function reading(index: number): { address: string; device: string; number: number } {
    const address = ADDRESSES[index % ADDRESSES.length] as string;
    return { address, device: `thermometer/${address}`, number: Math.floor(index / ADDRESSES.length) };
}

/** Numbers commands: the publish interval that a command sets is its number. */
export const COMMANDED = { path: 'thermometer/i2c0-48/config/update', quantity: 'publish-interval' } as const;
