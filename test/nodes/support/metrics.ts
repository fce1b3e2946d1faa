// The example that serves a page for Prometheus: its files, and a page read as Prometheus reads it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../support/folders.js';

export const METRICS = 'Metrics for Prometheus';

/** The alerts that come with the example. */
export const RULES = join(root, 'examples/needs Prometheus/clown-hub-rules.yml');

export const MEDIA_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

export const readRules = (): string => readFileSync(RULES, 'utf8');

const NAME = '[a-z_]+';
const LABEL = `${NAME}="(?:[^"\\\\\\n]|\\\\["\\\\n])*"`;
const COMMENT = new RegExp(`^# (HELP|TYPE) (${NAME}) (\\S.*)$`);
/** Without a time: with one, a hub that is gone would stay for five minutes. */
const SAMPLE = new RegExp(`^(${NAME})(\\{${LABEL}(?:,${LABEL})*\\})? (-?\\d+(?:\\.\\d+)?(?:e[+-]\\d+)?)$`);

/** The values of a page, by name and labels, after checks of its form. */
export function readMetrics(page: string): Map<string, number> {
    assert.doesNotMatch(page, /\r/);
    assert.match(page, /[^\n]\n$/);
    const values = new Map<string, number>();
    const seen = new Set<string>();
    let current = '';
    for (const line of page.slice(0, -1).split('\n')) {
        const [, word, name = ''] = COMMENT.exec(line) ?? [];
        if (word === 'HELP') {
            assert.ok(!seen.has(name), `${name} in two places`);
            seen.add(name);
            current = name;
        } else if (word === 'TYPE') {
            assert.equal(name, current);
            const type = name.endsWith('_total') ? 'counter' : 'gauge';
            assert.equal(line, `# TYPE ${name} ${type}`);
        } else {
            const [, own, labels = '', value] = SAMPLE.exec(line) ?? [];
            assert.ok(own !== undefined, `no sample: ${line}`);
            assert.equal(own, current, line);
            const series = own + labels;
            assert.ok(!values.has(series), `twice: ${series}`);
            values.set(series, Number(value));
        }
    }
    return values;
}
