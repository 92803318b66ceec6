/**
 * Random faults to the log of a running agent: rotation by name and by copy, several in a row, rewriting in place and by
 * replacement, half lines and killed writers, links and copies beside it. Whatever happens, each request that was in the log when it
 * was looked at has to come out once, with its own usage.
 */
import {
  appendFile,
  copyFile,
  link,
  mkdtemp,
  readFile,
  rename,
  rm,
  truncate,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine } from '../../src/engine.js';
import { followLogs } from '../../src/log/follow/follow.js';
import { createDraw, type Draw } from '../incidents/draw.js';

export interface Outcome {
  readonly requests: number;
  readonly faults: number;
  readonly lost: readonly string[];
  readonly twice: readonly string[];
  /** Requests with the usage of another one, or without the usage that was written. */
  readonly wrong: readonly string[];
}

interface World {
  readonly folder: string;
  readonly log: string;
  readonly draw: Draw;
  /** What the file at the path holds now. */
  text: string;
  /** Requests written so far, by id: the tokens of their usage. */
  readonly written: Map<string, number>;
  rotations: number;
}

type Fault = (world: World) => Promise<void>;

/** @param isFolder false where the one file is watched instead of the whole folder */
export async function campaign(seed: number, requests: number, isFolder: boolean): Promise<Outcome> {
  const draw = createDraw(seed);
  const folder = await mkdtemp(join(tmpdir(), 'cachequake-campaign-'));
  const log = join(folder, 'payload.jsonl');
  const world: World = { folder, log, draw, text: '', written: new Map(), rotations: 0 };
  await writeFile(log, '');
  const engine = createEngine();
  const follower = followLogs(
    [isFolder ? folder : log],
    { onRecords: records => records.forEach(record => void engine.accept(record)), onState: () => {} },
    { poll: 5, events: false },
  );
  await follower.caughtUp;
  let faults = 0;
  while (world.written.size < requests) {
    await write(world, 1 + draw.below(3));
    if (draw.unit() < 0.3) continue;
    const fault = draw.pick(FAULTS);
    await fault(world);
    faults += 1;
    // Most of the time it is not waited for.
    if (draw.unit() < 0.2) await follower.looked();
  }
  await follower.looked();
  await follower.close();
  const outcome = compare(world, engine, faults);
  await rm(folder, { recursive: true });
  return outcome;
}

async function write(world: World, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    const id = `r${world.written.size + 1}`;
    const tokens = 1_000 + world.written.size;
    world.written.set(id, tokens);
    await put(world, requestLine(id, world.written.size));
    await put(world, usageLine(id, tokens));
  }
}

/** In one piece, or in two. */
async function put(world: World, line: string): Promise<void> {
  const cut = world.draw.unit() < 0.2 ? world.draw.below(line.length) : 0;
  if (cut > 0) await appendFile(world.log, line.slice(0, cut));
  await appendFile(world.log, line.slice(cut));
  world.text += line;
}

function requestLine(id: string, n: number): string {
  const at = new Date(Date.UTC(2026, 10, 22) + n * 1_000).toISOString();
  const body = { model: 'claude-sonnet-4-6', messages: [{ role: 'user', content: `request ${n}` }] };
  return `${JSON.stringify({ cachequake: 1, kind: 'request', id, at, session: id, body })}\n`;
}

function usageLine(id: string, tokens: number): string {
  const usage = {
    input_tokens: tokens,
    cache_read_input_tokens: 0,
    cache_creation_input_tokens: 0,
    output_tokens: 1,
  };
  return `${JSON.stringify({ cachequake: 1, kind: 'usage', id, status: 200, usage })}\n`;
}

/** logrotate's default, and one that leaves names that still look like logs. */
const rotateByName: Fault = async world => {
  world.rotations += 1;
  const name =
    world.draw.unit() < 0.5
      ? `${world.log}.${world.rotations}`
      : world.log.replace('.jsonl', `-${world.rotations}.jsonl`);
  await rename(world.log, name);
  await writeFile(world.log, '');
  world.text = '';
};

const rotateFiveTimes: Fault = async world => {
  for (let n = 0; n < 5; n += 1) {
    await rotateByName(world);
    await write(world, 1);
  }
};

const copyTruncate: Fault = async world => {
  world.rotations += 1;
  await copyFile(world.log, world.log.replace('.jsonl', `.${world.rotations}.jsonl`));
  await truncate(world.log, 0);
  world.text = '';
};

/** An editor, `sed -i`: the same records in a new file. */
const replaceByItself: Fault = async world => {
  await writeFile(`${world.log}~`, world.text);
  await rename(`${world.log}~`, world.log);
};

const rewriteInPlace: Fault = async world => {
  await writeFile(world.log, world.text);
};

/** A migrated session: other bytes, the same requests. */
const rewriteOtherwise: Fault = async world => {
  world.text = world.text
    .split('\n')
    .map(line => (line.endsWith('}') ? `${line.slice(0, -1)},"migrated":${world.rotations}}` : line))
    .join('\n');
  await writeFile(`${world.log}~`, world.text);
  await rename(`${world.log}~`, world.log);
};

/** A writer that is killed in the middle of a line; the next one begins a new line. */
const killWriter: Fault = async world => {
  await appendFile(world.log, '{"cachequake":1,"kind":"requ\n');
  world.text += '{"cachequake":1,"kind":"requ\n';
};

const linkBeside: Fault = async world => {
  world.rotations += 1;
  await link(world.log, join(world.folder, `link-${world.rotations}.jsonl`)).catch(() => undefined);
};

const copyBeside: Fault = async world => {
  world.rotations += 1;
  await copyFile(world.log, join(world.folder, `copy-${world.rotations}.jsonl`));
};

const rename1: Fault = async world => {
  // Away and back.
  await rename(world.log, `${world.log}.aside`);
  await rename(`${world.log}.aside`, world.log);
};

const deleteAndBack: Fault = async world => {
  await unlink(world.log);
  await writeFile(world.log, world.text);
};

const nothing: Fault = async world => void (await readFile(world.log));

const FAULTS: readonly Fault[] = [
  rotateByName,
  rotateFiveTimes,
  copyTruncate,
  replaceByItself,
  rewriteInPlace,
  rewriteOtherwise,
  killWriter,
  linkBeside,
  copyBeside,
  rename1,
  deleteAndBack,
  nothing,
];

function compare(world: World, engine: ReturnType<typeof createEngine>, faults: number): Outcome {
  const seen = new Map<string, number[]>();
  for (const request of engine.model().requests) {
    const tokens = request.usage?.input ?? -1;
    seen.set(request.session, [...(seen.get(request.session) ?? []), tokens]);
  }
  const lost = [...world.written.keys()].filter(id => !seen.has(id));
  const twice = [...seen].filter(([, found]) => found.length > 1).map(([id]) => id);
  const wrong = [...seen].filter(([id, [tokens]]) => tokens !== world.written.get(id)).map(([id]) => id);
  return { requests: world.written.size, faults, lost, twice, wrong };
}
