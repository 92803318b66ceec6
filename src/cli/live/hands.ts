/** What the screen reaches for outside of itself: the reader's editor, and requests read again from their logs. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { PlacedDifferences, RequestEntry } from '../../diagnosis/model.js';
import { parsePath } from '../../log/json/path.js';
import { readLogs } from '../../log/read.js';
import type { PathStep, RequestRecord } from '../../log/record.js';
import { comparePrompts, placeOf, readPrompt } from '../../prompt/index.js';
import { placedBlocks } from '../../store/prompt-blocks.js';
import type { PromptBlock } from '../../store/state.js';
import { redactSecrets } from '../../text/secrets.js';
import type { EditorPlace, Hands } from '../../ui/app.js';
import type { Io } from '../io.js';

export function createHands({ env }: Pick<Io, 'env'>): Hands {
  return {
    edit: place => edit(place, env),
    bodyOf,
    compare,
    blocksOf,
  };
}

/**
 * The editor has the terminal until it is closed. Nothing else of this program runs meanwhile, so that no key of the editor's is read here;
 * what is logged in that time is read afterwards, and a recorder is a process of its own.
 *
 * @returns a sentence where nothing was edited
 */
function edit({ path, line }: EditorPlace, env: Io['env']): string | null {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return `${basename(path)} is not there any more`;
  if (found.isDirectory()) return `${basename(path)} is a folder of bodies: O opens this one`;
  const editor = env.VISUAL || env.EDITOR || 'vi';
  // As git does it: the variable may hold words of its own, the path is never looked at by a shell.
  const { status, error } = spawnSync(
    'sh',
    ['-c', `${editor} "$@"`, editor, ...argumentsFor(editor, path, line)],
    { stdio: 'inherit' },
  );
  // What a shell ends with where it finds no such program, or may not run it.
  if (error !== undefined || status === 126 || status === 127)
    return `the editor cannot be started: ${editor}`;
  return status === 0 ? null : `the editor ended with ${status ?? 'a signal'}: ${editor}`;
}

function argumentsFor(editor: string, path: string, line: number): string[] {
  const name = basename(editor.trim().split(/\s+/)[0] ?? '');
  if (/^(?:code|codium|code-insiders|cursor)$/.test(name)) return ['--wait', '--goto', `${path}:${line}`];
  if (/^(?:subl|hx|helix|zed|micro)$/.test(name)) return [`${path}:${line}`];
  return [`+${line}`, path];
}

/** Files for the editor; they are gone with the program. */
let folder: string | null = null;

function ownFolder(): string {
  if (folder !== null) return folder;
  const made = mkdtempSync(join(tmpdir(), 'cachequake-body-'));
  process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  folder = made;
  return made;
}

async function bodyOf(request: RequestEntry, at: string | null): Promise<EditorPlace | string> {
  const record = (await recordsOf([request])).get(request.id);
  if (record === undefined) return `#${request.label} is not in its log any more`;
  if (record.body === null) return `the log does not hold the body of #${request.label}`;
  const path = join(ownFolder(), `request-${request.n}.json`);
  writeFileSync(path, `${redactSecrets(JSON.stringify(record.body, null, 2))}\n`, { mode: 0o600 });
  return { path, line: lineIn(record.body, (at === null ? null : parsePath(at)) ?? []) };
}

/** Line of what stands at a path in a pretty-printed value, from 1: as far as the path leads. */
export function lineIn(value: unknown, [step, ...steps]: readonly PathStep[]): number {
  if (typeof value !== 'object' || value === null || step === undefined) return 1;
  const members = Object.entries(value);
  const at = members.findIndex(([name]) => name === String(step));
  if (at < 0) return 1;
  const before = members.slice(0, at).reduce((lines, [, each]) => lines + linesOf(each), 0);
  return 1 + before + lineIn(members[at]?.[1], steps);
}

const linesOf = (value: unknown): number => JSON.stringify(value, null, 2)?.split('\n').length ?? 0;

async function compare(older: RequestEntry, newer: RequestEntry): Promise<PlacedDifferences | string> {
  const found = await recordsOf([older, newer]);
  const [before, after] = [found.get(older.id), found.get(newer.id)];
  if (before === undefined || after === undefined)
    return `#${(before === undefined ? older : newer).label} is not in its log any more`;
  const parent = readPrompt(before);
  const prompt = readPrompt(after, parent === null ? [] : [parent]);
  if (parent === null || prompt === null)
    return `the log does not hold the prompt of #${(parent === null ? older : newer).label}`;
  const all = comparePrompts(parent, prompt);
  return { ...all, list: all.list.map(each => ({ ...each, place: placeOf(each, before, after) })) };
}

async function blocksOf(request: RequestEntry): Promise<readonly PromptBlock[] | string> {
  const record = (await recordsOf([request])).get(request.id);
  if (record === undefined) return `#${request.label} is not in its log any more`;
  const prompt = readPrompt(record);
  if (prompt === null) return `the log does not hold the prompt of #${request.label}`;
  const { sectionTokens } = request;
  if (sectionTokens === null) return `the size of the prompt of #${request.label} is not known`;
  return placedBlocks(prompt.blocks, sectionTokens);
}

/** The records of some requests, by their ids: their logs are read again up to the last of them. */
async function recordsOf(requests: readonly RequestEntry[]): Promise<ReadonlyMap<string, RequestRecord>> {
  const found = new Map<string, RequestRecord>();
  for (const log of new Set(requests.map(request => request.log))) {
    const wanted = requests.filter(request => request.log === log);
    for await (const record of readLogs([log])) {
      if (record.kind !== 'request') continue;
      const { path, line } = record.origin;
      const is = wanted.find(request => request.path === path && request.line === line);
      if (is !== undefined) found.set(is.id, record);
      if (wanted.every(({ id }) => found.has(id))) break;
    }
  }
  return found;
}
