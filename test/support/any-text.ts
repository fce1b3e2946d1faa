// Texts of any characters at all, lone halves of pairs included: what fast-check has for that takes seconds to set up.

import fc from 'fast-check';

/** Likely ones among all that there are. */
const codePoint = fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 0, max: 0xff }) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 0xffff }) },
    fc.integer({ min: 0, max: 0x10ffff }),
);

/** An arbitrary of texts with at most `maxLength` code points. */
export function anyText(maxLength = 30): fc.Arbitrary<string> {
    return fc.array(codePoint, { maxLength }).map((points) => String.fromCodePoint(...points));
}
