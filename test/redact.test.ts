import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { diagnose } from '../src/library/diagnose.js';
import { eventId } from '../src/log/paths/file-id.js';
import type { Json } from '../src/log/record.js';
import { createRecordReader } from '../src/log/source/detect.js';
import type { Report } from '../src/report/report.js';
import { count } from '../src/text/numbers.js';
import { cachequake, cachequakeIn } from './cli/captured-io.js';
import { caseOf, ROWS } from './corpus/score/cases.js';
import { writeCase } from './corpus/write/write.js';
import { makeHome } from './log/find/home.js';
import { ask, connectedTo } from './mcp/ask.js';

/** Characters of a prompt that must not come out in one piece. */
const RUN = 12;

/** Names are no prompt text: of tools, models, fields, and what the wire itself calls things. */
const NAMES = new Set([
  'name',
  'model',
  'type',
  'role',
  'id',
  'call_id',
  'tool_use_id',
  'tool_call_id',
  'ttl',
]);

/** Parts of a body that are the prompt; ids of sessions and settings are not. */
const PROMPT = new Set([
  'system',
  'messages',
  'tools',
  'input',
  'instructions',
  'contents',
  'systemInstruction',
  'toolConfig',
  'prompt',
]);

/** When requests left stands in a report; that a prompt names the same moment is no leak. */
const MOMENT = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;

/** Our own sentences may say what a prompt says too. */
const OWN = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter(path => path.endsWith('.ts'))
  .map(path => readFileSync(`src/${path}`, 'utf8'))
  .join('\n');

/** Columns are filled with blanks, and a line end of a prompt is never written as one. */
const isOurs = (run: string): boolean => / {6}|\n/.test(run) || OWN.includes(run);

function textsOf(value: Json | undefined, into: Set<string>): void {
  if (typeof value === 'string') into.add(value);
  else if (Array.isArray(value)) for (const item of value) textsOf(item, into);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) if (!NAMES.has(key)) textsOf(item, into);
  }
}

/** A log of the corpus as a file. */
interface Logged {
  readonly path: string;
  /** Every text of its prompts. */
  readonly texts: ReadonlySet<string>;
  /** Labels of the requests that broke and are compared with another one. */
  readonly broken: readonly string[];
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cq-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function logged(id: string, seed = 2): Promise<Logged> {
  const row = ROWS.find(each => each.id === id);
  if (row === undefined) throw new Error(`no row ${id}`);
  const { lines } = writeCase(caseOf(row, seed));
  const path = join(folder, `${id.replaceAll('/', '-')}.jsonl`);
  writeFileSync(path, lines.map(line => `${line}\n`).join(''));
  const reader = createRecordReader(path);
  const texts = new Set<string>();
  const read = lines.flatMap((line, index) => {
    const bytes = Buffer.from(line);
    return reader.read({ number: index + 1, offset: 0, bytes, length: bytes.length });
  });
  for (const record of [...read, ...reader.end()]) {
    if (record.kind !== 'request') continue;
    for (const [key, value] of Object.entries(record.body ?? {})) if (PROMPT.has(key)) textsOf(value, texts);
  }
  const report: Report = JSON.parse((await cachequake('report', path, '--format', 'json')).out);
  const broken = report.sessions
    .flatMap(({ lanes }) => lanes.flatMap(({ requests }) => requests))
    .filter(request => request.break !== null && request.parent !== null)
    .map(({ label }) => label);
  return { path, texts, broken };
}

/** Every command that tells something of a log, with all that it writes, by its command line. */
async function outputsOf({ path, broken }: Logged, redact: readonly string[]): Promise<Map<string, string>> {
  const junit = join(folder, 'junit.xml');
  const summary = join(folder, 'summary.md');
  const play = ['replay', path, '--speed', '1000000000'];
  const [first] = broken;
  const lines: readonly (readonly string[])[] = [
    ['report', path],
    ['report', path, '--format', 'json'],
    ['report', path, '--format', 'markdown'],
    ['report', path, '--format', 'html'],
    ['check', path, '--max-breaks', '0', '--min-requests', '1', '--junit', junit],
    ['check', path, '--max-breaks', '0', '--format', 'json'],
    ['status', path],
    ['status', path, '--format', 'json'],
    [...play, '--plain'],
    [...play, '--json'],
    ...(first === undefined
      ? []
      : [
          ['diff', path, first],
          ['explain', eventId(`${path}#${first}`), path],
        ]),
  ];
  const outputs = new Map<string, string>();
  for (const line of lines) {
    const github = line.includes('--junit') ? { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary } : {};
    const { out, err } = await cachequakeIn({ CACHEQUAKE_NO_LEARN: '1', ...github }, ...line, ...redact);
    outputs.set(line.join(' ').replaceAll(path, 'LOG'), out + err);
  }
  const client = await connectedTo({ isOpen: redact.length === 0, machine: makeHome() });
  outputs.set('mcp report', (await ask(client, 'report', { logs: [path] })).text);
  if (first !== undefined)
    outputs.set('mcp diff', (await ask(client, 'diff', { logs: [path], request: first })).text);
  await client.close();
  for (const file of [junit, summary]) {
    outputs.set(file.replace(`${folder}/`, ''), readFileSync(file, 'utf8'));
    rmSync(file);
  }
  return outputs;
}

/** The first few runs of prompt text in what was written. */
function leaks(written: string, { texts, path }: Logged): readonly string[] {
  const told = written.replaceAll(path, '').replaceAll(folder, '').replace(MOMENT, '');
  const runs = new Set<string>();
  for (let at = 0; at + RUN <= told.length; at += 1) runs.add(told.slice(at, at + RUN));
  const found = new Set<string>();
  for (const text of texts) {
    for (let at = 0; at + RUN <= text.length; at += 1) {
      const run = text.slice(at, at + RUN);
      if (runs.has(run) && !isOurs(run)) found.add(run);
      if (found.size === 3) return [...found];
    }
  }
  return [...found];
}

describe('with --redact', () => {
  test.each(ROWS.filter(({ healthy }) => !healthy).map(({ id }) => id))(
    `%s: no command writes ${RUN} characters of a prompt in a row`,
    async id => {
      const log = await logged(id);
      const outputs = await outputsOf(log, ['--redact']);
      // One search over all is several times faster; which of them leaked is asked only where one did.
      if (leaks([...outputs.values()].join('\0'), log).length === 0) return;
      for (const [command, written] of outputs) expect([command, leaks(written, log)]).toEqual([command, []]);
    },
  );

  test.each(['volatile-value/uuid', 'system-changed', 'tool-changed', 'history-edited/edited'])(
    '%s: what tells of this machine and of its logs together never does',
    async id => {
      const log = await logged(id);
      const home = makeHome();
      const state = home.put('state/cachequake/recordings/r.jsonl', readFileSync(log.path, 'utf8'));
      const env = { HOME: home.home, XDG_STATE_HOME: join(home.home, 'state') };
      const written: string[] = [];
      for (const line of [
        ['history', '--all', '--redact'],
        ['sources', '--redact'],
      ]) {
        for (const more of [[], ['--format', 'json']]) {
          const { out, err, code } = await cachequakeIn(env, ...line, ...more);
          expect([line, code]).toEqual([line, 0]);
          written.push(out.replaceAll(state, '') + err);
        }
      }
      const { breaks } = await diagnose(log.path);
      expect(breaks).not.toEqual([]);
      written.push(JSON.stringify(breaks), inspect(breaks, { depth: 20 }));
      const index = readdirSync(join(home.home, 'state/cachequake'), { recursive: true, encoding: 'utf8' })
        .filter(name => name.endsWith('.json'))
        .map(name => readFileSync(join(home.home, 'state/cachequake', name), 'utf8'));
      expect(index).not.toEqual([]);
      expect(leaks([...written, ...index].join('\0'), log)).toEqual([]);
    },
  );

  test('the search finds what the same commands write without it', async () => {
    const shown = new Set<string>();
    for (const id of ['volatile-value/uuid', 'system-changed', 'history-edited/edited']) {
      const log = await logged(id);
      for (const [command, written] of await outputsOf(log, []))
        if (leaks(written, log).length > 0) shown.add(command.split(/ LOG| [\da-f]{12}/)[0] ?? '');
    }
    // The others hold none: they say what is known of a break, and no excerpt.
    expect([...shown].sort()).toEqual([
      'check',
      'diff',
      'explain',
      'mcp diff',
      'mcp report',
      'replay',
      'report',
    ]);
  });

  test('each output says that it holds none, each event by itself', async () => {
    const log = await logged('system-changed');
    const home = makeHome();
    home.put('state/cachequake/recordings/r.jsonl', readFileSync(log.path, 'utf8'));
    const env = { HOME: home.home, XDG_STATE_HOME: join(home.home, 'state') };
    const outputs = await outputsOf(log, ['--redact']);
    for (const line of [['history', '--all'], ['sources']]) {
      for (const more of [[], ['--format', 'json']])
        outputs.set(
          [...line, ...more].join(' '),
          (await cachequakeIn(env, ...line, ...more, '--redact')).out,
        );
    }
    const says = /no text of a prompt is in this|"is_?[rR]edacted": ?true|^hit .* \| redacted\n$/;
    for (const [command, written] of outputs)
      expect([command, written]).toEqual([command, expect.stringMatching(says)]);
    const silent = (outputs.get('replay LOG --speed 1000000000 --json') ?? '')
      .trimEnd()
      .split('\n')
      .filter(line => !says.test(line));
    expect(silent).toEqual([]);
  });

  test('without it, none says so', async () => {
    for (const [command, written] of await outputsOf(await logged('system-changed'), []))
      expect([command, /no text of a prompt|"is_?[rR]edacted": ?true|\| redacted/.test(written)]).toEqual([
        command,
        false,
      ]);
  });

  test('hashes, places, lengths and sums are those of the open report', async () => {
    const { path } = await logged('system-changed');
    const [open, closed]: readonly Report[] = await Promise.all(
      [[], ['--redact']].map(async more =>
        JSON.parse((await cachequake('report', path, '--format', 'json', ...more)).out),
      ),
    );
    const [before, after] = [open, closed].map(report =>
      report?.sessions.flatMap(({ lanes }) => lanes.flatMap(({ requests }) => requests)),
    );
    const broken = after?.find(request => request.break !== null);
    const same = before?.find(request => request.label === broken?.label);
    expect(broken?.hashes).toEqual(same?.hashes);
    expect(broken?.break?.divergence).toEqual({
      ...same?.break?.divergence,
      context: null,
      before: null,
      after: null,
    });
    expect(closed?.totals).toEqual(open?.totals);
  });

  test.each([
    ['report'],
    ['report', '--format', 'markdown'],
    ['report', '--format', 'html'],
    ['replay', '--plain', '--speed', '1000000000'],
  ])('%s %s %s keeps how long the text was and is', async (command, ...more) => {
    const { path } = await logged('system-changed');
    const report: Report = JSON.parse((await cachequake('report', path, '--format', 'json')).out);
    const at = report.sessions
      .flatMap(({ lanes }) => lanes.flatMap(({ requests }) => requests))
      .find(request => request.break !== null)?.break?.divergence;
    const [before, now] = [at?.beforeLength, at?.afterLength].map(length => count(length ?? null));
    const { out } = await cachequake(command, path, ...more, '--redact');
    expect(out).toContain(`${before} characters before, ${now} now`);
  });

  test('a diff keeps hashes, and the class of a value that changes by itself', async () => {
    const log = await logged('volatile-value/uuid');
    const { out } = await cachequake('diff', log.path, log.broken[0] ?? '', '--redact');
    expect(out).toMatch(/^system .* {3}[\da-f]{8} -> [\da-f]{8}$/m);
    expect(out).toContain('(a value that changes by itself: uuid)');
  });
});
