// The styles of the sidebar: none is for an element that does not exist, so that no element has lost its class.

import assert from 'node:assert/strict';
import { sources } from '../support/catalogue';

describe('the styles of the sidebar', () => {
    it('are for classes that an element gets', () => {
        const files = sources('nodes/editor', '.ts');
        const styles = files.flatMap(({ text }) =>
            [...text.matchAll(/STYLE = `([^`]*)`/g)].map(([, rules = '']) => rules),
        );
        assert.equal(styles.length, 5);
        const styled = new Set(styles.join('').match(/(?<=\.)clown-hub-[a-z-]+/g));
        assert.ok(styled.size > 50, `${styled.size} classes`);
        const code = files.map(({ text }) => text.replace(/STYLE = `[^`]*`/g, '')).join('\n');
        // A state or severity is the end of its class.
        const isMade = (name: string): boolean =>
            new RegExp(`['\` ]${name}['\` ]`).test(code) ||
            ['clown-hub-sidebar-', 'clown-hub-check-'].some(
                (start) => name.startsWith(start) && code.includes(`'${name.slice(start.length)}'`),
            );
        assert.deepEqual(
            [...styled].filter((name) => !isMade(name)),
            [],
        );
    });
});
