// The workflow that tests each change and publishes: what it runs, on what, and what it may do. It runs only where the project is
// hosted, so `npm run test:workflow` checks its syntax with actionlint, and this the decisions that no linter knows.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import manifest from '../../package.json';
import { root } from '../support/folders.js';

interface Step {
    readonly uses?: string;
    readonly run?: string;
    readonly with?: Readonly<Record<string, unknown>>;
}
interface Job {
    readonly if?: string;
    readonly needs?: string;
    readonly permissions?: Readonly<Record<string, string>>;
    readonly container?: { readonly image: string };
    readonly 'timeout-minutes'?: number;
    readonly steps: readonly Step[];
}
interface Workflow {
    readonly on: Readonly<Record<string, unknown>>;
    readonly permissions: Readonly<Record<string, string>>;
    readonly jobs: Readonly<Record<'test' | 'publish', Job>>;
}

const folder = join(root, '.github/workflows');
const text = readFileSync(join(folder, 'ci.yml'), 'utf8');
const workflow = parse(text, { uniqueKeys: true, strict: true }) as Workflow;
const { test, publish } = workflow.jobs;
const commands = (job: Job): string[] => job.steps.flatMap(({ run }) => run ?? []);

describe('the workflow', () => {
    it('is the only one', () => assert.deepEqual(readdirSync(folder), ['ci.yml']));

    it('runs for each change and for each tag of a version', () => {
        assert.deepEqual(workflow.on, { push: { branches: ['main'], tags: ['v*'] }, pull_request: null });
    });

    it('tests with the whole of CI, on Debian with the oldest Node.js of the package', () => {
        assert.deepEqual(commands(test), ['.ci/run']);
        const [, major, system] = /^node:(\d+)\.\d+\.\d+-(\w+)$/.exec(test.container?.image ?? '') ?? [];
        assert.equal(manifest.engines.node, `>=${major}`);
        assert.equal(system, 'bookworm');
    });

    it('publishes only what a tag names, after the tests', () => {
        assert.equal(publish.if, "github.ref_type == 'tag'");
        assert.equal(publish.needs, 'test');
    });

    it('publishes with provenance what the release check has accepted for this tag', () => {
        const [check, pack, toNpm] = commands(publish).slice(1);
        assert.equal(commands(publish)[0], 'npm ci');
        assert.equal(check, 'npm run release:check -- --tag "$GITHUB_REF_NAME"');
        assert.equal(pack, 'npm pack');
        const file = `${manifest.name.replace('@', '').replace('/', '-')}-${manifest.version}.tgz`;
        const [, start] = /^npm publish \.\/(\S+)\*\.tgz --access public --provenance$/.exec(toNpm ?? '') ?? [];
        assert.ok(start && file.startsWith(start), toNpm);
    });

    it('may write nothing but the release, and only the job that publishes has an identity', () => {
        assert.deepEqual(workflow.permissions, { contents: 'read' });
        assert.equal(test.permissions, undefined);
        assert.deepEqual(publish.permissions, { contents: 'write', 'id-token': 'write' });
    });

    it('has a limit for each job, actions of one exact commit, and no login that stays in the folder', () => {
        for (const job of [test, publish]) {
            assert.ok(Number(job['timeout-minutes']) <= 60);
            for (const { uses, with: options } of job.steps) {
                if (uses === undefined) continue;
                assert.match(uses, /^actions\/[a-z-]+@[0-9a-f]{40}$/);
                if (uses.startsWith('actions/checkout@')) assert.equal(options?.['persist-credentials'], false);
            }
        }
    });

    it('runs only commands that there are, and gets no secret', () => {
        for (const command of [...commands(test), ...commands(publish)]) {
            const [, script] = /^npm run ([\w:-]+)/.exec(command) ?? [];
            if (script) assert.ok(script in manifest.scripts, command);
            if (command.startsWith('.')) assert.ok(existsSync(join(root, command)), command);
        }
        assert.doesNotMatch(text, /secrets\.|registry|https?:/);
    });
});
