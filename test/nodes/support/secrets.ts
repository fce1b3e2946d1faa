// A login whose password is awkward to write, and every form in which a program might give it away.

import assert from 'node:assert/strict';

export const USER = 'clown-owner';
export const PASSWORD = 'S3cr3t p@ss/wörd%41"&<';

const FORMS = [
    PASSWORD,
    encodeURIComponent(PASSWORD),
    encodeURI(PASSWORD),
    JSON.stringify(PASSWORD).slice(1, -1),
    Buffer.from(PASSWORD).toString('base64'),
    Buffer.from(`${USER}:${PASSWORD}`).toString('base64'),
    'S3cr3t',
];

export function assertNoSecret(text: string, where: string): void {
    for (const form of FORMS) assert.ok(!text.includes(form), `${form} is in ${where}`);
}
