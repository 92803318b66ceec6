/** The places of an agent to the logs that stand there. */
import { readFile, stat } from 'node:fs/promises';
import { listFolder } from '../paths/folder.js';
import { logsAt } from '../paths/logs-at.js';
import { logAt, recordingPart } from '../paths/recordings.js';
import { whyEndless } from '../source/unreadable.js';
import type { Agent, LogPlace, Look, Machine } from './agent.js';
import { listing, type Problem, type WalkedFile, walk, whyMissing } from './walk.js';

export interface Candidate {
  /** Id of the agent whose place it is. */
  readonly agent: string;
  readonly path: string;
  /** The format that its place is for. */
  readonly format: string;
  /** `null` for a folder that is one log. */
  readonly bytes: number | null;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
  /** Files of a recording, where it is more than one. */
  readonly parts?: number;
}

export interface Visit {
  readonly found: readonly Candidate[];
  /** What is there and no format reads. */
  readonly unreadable: readonly Problem[];
  readonly problems: readonly Problem[];
  /** Folders with more in them than was looked at. */
  readonly cut: readonly string[];
}

/** @param most files and folders to look at in one place */
export async function visitAgent(agent: Agent, machine: Machine, most: number): Promise<Visit> {
  const places = await agent.places(machine, LOOK);
  const visits: Visit[] = [];
  for (const place of places) visits.push(await visitPlace(place, agent.id, most));
  return {
    found: visits.flatMap(({ found }) => found),
    unreadable: visits.flatMap(({ unreadable }) => unreadable),
    problems: visits.flatMap(({ problems }) => problems),
    cut: visits.flatMap(({ cut }) => cut),
  };
}

const NOTHING: Visit = { found: [], unreadable: [], problems: [], cut: [] };

function visitPlace(place: LogPlace, agent: string, most: number): Promise<Visit> {
  switch (place.kind) {
    case 'problem':
      return Promise.resolve({ ...NOTHING, problems: [{ path: place.path, reason: place.reason }] });
    case 'unreadable':
      return visitUnreadable(place);
    case 'folder':
      return visitFolder(place, agent, most);
    case 'file':
    case 'bodies':
      return visitOne(place, agent);
  }
}

async function visitFolder(
  { path, format, depth, isLog, partsOf }: Extract<LogPlace, { kind: 'folder' }>,
  agent: string,
  most: number,
): Promise<Visit> {
  const { files, problems, isCut } = await walk(path, { depth, isLog, most });
  const whole = partsOf === undefined ? joined(files) : await withParts(files, partsOf);
  return {
    ...NOTHING,
    found: whole.map(file => ({ ...file, agent, format })),
    problems,
    cut: isCut ? [path] : [],
  };
}

/** Parts of a recording are one log, at the path of the first that is there, and as new as the newest. */
function joined(files: readonly WalkedFile[]): readonly WalkedFile[] {
  const inOrder = [...files].sort(
    (a, b) => (recordingPart(a.path)?.n ?? 0) - (recordingPart(b.path)?.n ?? 0),
  );
  const logs = new Map<string, WalkedFile>();
  for (const file of inOrder) {
    const known = logs.get(logAt(file.path));
    logs.set(
      logAt(file.path),
      known === undefined
        ? file
        : {
            path: known.path,
            bytes: known.bytes + file.bytes,
            modifiedAt: Math.max(known.modifiedAt, file.modifiedAt),
            parts: (known.parts ?? 1) + 1,
          },
    );
  }
  return [...logs.values()];
}

/** Logs of which the parts are looked at: they matter where they are newer than what is new anyway. */
const MOST_WITH_PARTS = 30;

/** A log is as new as its newest part. */
async function withParts(
  files: readonly WalkedFile[],
  partsOf: (log: string) => string,
): Promise<WalkedFile[]> {
  const newestFirst = [...files].sort((a, b) => b.modifiedAt - a.modifiedAt);
  const newest = newestFirst.slice(0, MOST_WITH_PARTS);
  const parts = await Promise.all(newest.map(file => listFolder(partsOf(file.path))));
  return [
    ...newest.map((file, index) => ({
      ...file,
      modifiedAt: Math.max(file.modifiedAt, parts[index]?.at(-1)?.modified ?? 0),
    })),
    ...newestFirst.slice(MOST_WITH_PARTS),
  ];
}

async function visitOne(
  { kind, path, format }: Extract<LogPlace, { kind: 'file' | 'bodies' }>,
  agent: string,
): Promise<Visit> {
  try {
    const stats = await stat(path);
    const isThere = kind === 'file' ? stats.isFile() : stats.isDirectory() && (await logsAt(path)).length > 0;
    if (!isThere) return NOTHING;
    const bytes = kind === 'file' ? stats.size : null;
    return { ...NOTHING, found: [{ agent, path, format, bytes, modifiedAt: stats.mtimeMs }] };
  } catch (error) {
    const reason = whyMissing(error);
    return reason === null ? NOTHING : { ...NOTHING, problems: [{ path, reason }] };
  }
}

async function visitUnreadable({ path, reason }: Problem): Promise<Visit> {
  try {
    await stat(path);
    return { ...NOTHING, unreadable: [{ path, reason }] };
  } catch (error) {
    const why = whyMissing(error);
    return why === null ? NOTHING : { ...NOTHING, problems: [{ path, reason: why }] };
  }
}

/** Settings are small; what is larger is none. */
const MOST_TEXT = 1024 * 1024;

const LOOK: Look = {
  async names(folder) {
    const listed = await listing(folder);
    return 'entries' in listed ? listed.entries.map(({ name }) => name) : [];
  },
  async text(path) {
    try {
      const stats = await stat(path);
      const endless = whyEndless(path, stats);
      if (endless !== null) return { reason: endless };
      if (stats.size > MOST_TEXT) return { reason: 'larger than settings are, so it was not read' };
      return { text: await readFile(path, 'utf8') };
    } catch (error) {
      const reason = whyMissing(error);
      return reason === null ? null : { reason };
    }
  },
};
