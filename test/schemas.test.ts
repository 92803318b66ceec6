import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SCHEMAS, schemaFiles } from '../docs/schemas.js';
import { alertOf } from '../src/alerts/alert.js';
import { createEngine, readLogs } from '../src/index.js';
import { cachequake, cachequakeIn } from './cli/captured-io.js';
import { caseOf, ROWS } from './corpus/score/cases.js';
import { writeCase } from './corpus/write/write.js';
import { LINES, makeHome } from './log/find/home.js';

const FOLDER = 'docs/schemas';
const textOf = (file: string): string => readFileSync(join(FOLDER, file), 'utf8');

/** Fields may be added for those who read; what we write has those that are promised, and no others. */
function strict(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strict);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, strict(value)]));
  return 'properties' in inner && !('additionalProperties' in inner && inner.additionalProperties !== true)
    ? { ...inner, additionalProperties: false }
    : inner;
}

function validator(name: string, isStrict = true): ValidateFunction {
  const schema = JSON.parse(textOf(`${name}-1.json`));
  return new Ajv({ allowUnionTypes: true, allErrors: true }).compile(
    isStrict ? Object(strict(schema)) : schema,
  );
}

/** What a value has that its schema does not promise, and the other way round. */
function wrongIn(value: unknown, validate: ValidateFunction): readonly string[] {
  if (validate(value)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cachequake-schemas-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Logs of many kinds: planted breaks, a healthy day, usage only, and lines that cannot be read. */
async function logs(): Promise<readonly string[]> {
  const planted = ROWS.filter((_, index) => index % 15 === 0).map(async row => {
    const path = join(folder, `${row.id.replaceAll('/', '-')}.jsonl`);
    await writeFile(path, `${writeCase(caseOf(row, 3)).lines.join('\n')}\nnot JSON\n`);
    return path;
  });
  const others = [LINES.claudeCode, LINES.openclawRedacted, LINES.codex].map(async (line, index) => {
    const path = join(folder, `other-${index}.jsonl`);
    await writeFile(path, line);
    return path;
  });
  const demos = readdirSync('demo-logs').filter(name => name.endsWith('.jsonl'));
  return [...(await Promise.all([...planted, ...others])), ...demos.map(name => `demo-logs/${name}`)];
}

describe('the schemas that are shipped', () => {
  test('are those of the types (npm run docs writes them)', () => {
    const fresh = schemaFiles();
    // That of the settings file has a test of its own (`test/settings/`).
    const shipped = readdirSync(FOLDER).filter(file => file !== 'settings.schema.json');
    expect(shipped.sort()).toEqual([...fresh.keys()].sort());
    for (const [file, text] of fresh) expect([file, textOf(file)]).toEqual([file, text]);
  });

  test('are named in their page, with what writes them', () => {
    const page = readFileSync('docs/schemas.md', 'utf8');
    for (const { name, version } of SCHEMAS) {
      expect(page).toContain(`[\`cachequake.${name}/${version}\`](schemas/${name}-${version}.json)`);
    }
  });

  test('let those who read take fields that are added later, and refuse a changed one', () => {
    const status = { ...JSON.parse(textOf('status-1.json')) };
    expect(status.$id).toBe('urn:cachequake:status:1');
    const validate = validator('status', false);
    const value = {
      schema: 'cachequake.status/1',
      by: 'log',
      isWhole: true,
      requests: 1,
      hitRate: null,
      hitRateExact: true,
      attainable: null,
      areBreaksKnown: true,
      judged: 1,
      unjudged: 0,
      ringing: 0,
      unexplained: 0,
      lostTokens: 0,
      lost: 0,
      lostApproximate: false,
      severity: null,
      at: null,
      expiresAt: null,
    };
    expect(wrongIn({ ...value, laterField: 1 }, validate)).toEqual([]);
    expect(wrongIn({ ...value, requests: '1' }, validate)).not.toEqual([]);
    expect(wrongIn({ ...value, laterField: 1 }, validator('status'))).not.toEqual([]);
  });
});

describe('what commands write is what its schema promises', () => {
  test.each([[[]], [['--redact']]])('reports, alone and together %j', async more => {
    const validate = validator('report');
    const paths = await logs();
    for (const some of [...paths.map(path => [path]), paths]) {
      const { out } = await cachequake('report', ...some, '--format', 'json', ...more);
      expect([some, wrongIn(JSON.parse(out), validate)]).toEqual([some, []]);
    }
    const { out } = await cachequake('report', ...paths, '--since', '2026-01-01', '--format', 'json');
    expect(wrongIn(JSON.parse(out), validate)).toEqual([]);
  });

  test('events of a replay', async () => {
    const validate = validator('watch');
    const kinds = new Set<string>();
    for (const [index, path] of (await logs()).entries()) {
      const redact = index % 2 === 0 ? ['--redact'] : [];
      const { out } = await cachequake('replay', path, '--json', '--speed', '1000000000', ...redact);
      for (const line of out.trimEnd().split('\n')) {
        const event = JSON.parse(line);
        kinds.add(event.type);
        expect([path, line.slice(0, 99), wrongIn(event, validate)]).toEqual([path, line.slice(0, 99), []]);
      }
    }
    expect([...kinds].sort()).toEqual(
      ['break', 'end', 'incident', 'request', 'skipped', 'source', 'update'].sort(),
    );
  });

  test('checks and states', async () => {
    const [check, status] = [validator('check'), validator('status')];
    for (const path of await logs()) {
      const checked = await cachequake(
        ...[
          'check',
          path,
          '--max-breaks',
          '0',
          '--min-hit-rate',
          '99%',
          '--max-lost',
          '1',
          '--format',
          'json',
        ],
      );
      if (checked.out !== '') expect([path, wrongIn(JSON.parse(checked.out), check)]).toEqual([path, []]);
      for (const more of [[], ['--redact']]) {
        const { out } = await cachequake('status', path, '--format', 'json', ...more);
        if (out !== '') expect([path, wrongIn(JSON.parse(out), status)]).toEqual([path, []]);
      }
    }
  });

  test.each([[[]], [['--redact']]])('histories %j', async more => {
    const { out } = await cachequakeIn(
      { XDG_STATE_HOME: folder },
      'history',
      ...(await logs()),
      '--all',
      '--format',
      'json',
      ...more,
    );
    expect(wrongIn(JSON.parse(out), validator('history'))).toEqual([]);
  });

  test.each([[[]], [['--redact']]])('sources %j', async more => {
    const home = makeHome();
    home.put('.codex/sessions/2026/10/09/r.jsonl', LINES.codex);
    home.put('state/cachequake/recordings/r.jsonl', LINES.recording);
    const env = { HOME: home.home, XDG_STATE_HOME: `${home.home}/state` };
    const { out } = await cachequakeIn(env, 'sources', '--format', 'json', ...more);
    const list = JSON.parse(out);
    expect(list.sources).toHaveLength(2);
    expect(wrongIn(list, validator('sources'))).toEqual([]);
  });

  test('what is told to others', async () => {
    const validate = validator('event');
    const engine = createEngine();
    const told = new Set<string>();
    for await (const record of readLogs(await logs())) {
      for (const event of engine.accept(record)) {
        const alert = alertOf(event, 'here', id => id);
        if (alert === null) continue;
        told.add(alert.type);
        expect(wrongIn(JSON.parse(JSON.stringify(alert)), validate)).toEqual([]);
      }
    }
    expect(told.has('break')).toBe(true);
  });
});
