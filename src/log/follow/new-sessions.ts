/**
 * Sessions that begin in the folder of a transcript that is followed: Claude Code's `/clear` and `/new` go on in another file.
 *
 * One that begins with the command is the same agent's. Of one that does not, that is believed once it holds an answer
 * and nothing more was written to the one that is followed: else two agents work in one folder.
 */
import { open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isObject, parseJson, textOf, at as valueAt } from '../json/json.js';
import { CLOCK_TICK, folderTime, listFolder } from '../paths/folder.js';
import type { Json } from '../record.js';
import { whyUnopenable } from '../source/unreadable.js';

/** A transcript that is followed. */
export interface FollowedTranscript {
  readonly path: string;
  /** When lines came to it last, milliseconds since 1970. */
  readonly grownAt: number;
}

export interface NewSession {
  readonly path: string;
  /** A sentence for the user: why it is followed, too. */
  readonly why: string;
}

export interface NewSessions {
  /** What is in the folders of these paths was there before. */
  begin(paths: readonly string[], now: number): Promise<void>;
  /** Those that began since then, or since the first look at their folder, each once. */
  look(followed: readonly FollowedTranscript[], now: number): Promise<readonly NewSession[]>;
}

interface Candidate {
  readonly foundAt: number;
  isDecided: boolean;
}

/** Bytes of a file in which its first messages stand. */
const START = 256 * 1024;
/** Milliseconds in which a session that ends still writes its last lines. */
const LAST_LINES = 2000;

export function createNewSessions(): NewSessions {
  /** By folder: the files that were there, and what became of those that came. */
  const folders = new Map<string, Map<string, Candidate>>();
  /** When something came to a folder last, at its last listing. */
  const listedAt = new Map<string, number>();

  /** The files of a folder, those that came since its last listing among them. */
  async function candidatesIn(folder: string, now: number): Promise<Map<string, Candidate>> {
    const known = folders.get(folder);
    const changedAt = await folderTime(folder);
    // What came within the same tick of the clock as the last listing leaves no other time.
    const isListed = changedAt !== null && listedAt.get(folder) === changedAt && now - changedAt > CLOCK_TICK;
    if (known !== undefined && isListed) return known;
    const candidates = known ?? new Map<string, Candidate>();
    folders.set(folder, candidates);
    if (changedAt !== null) listedAt.set(folder, changedAt);
    for (const { name } of await listFolder(folder, isSessionName)) {
      if (!candidates.has(name)) candidates.set(name, { foundAt: now, isDecided: known === undefined });
    }
    return candidates;
  }

  async function lookAt(followed: FollowedTranscript, now: number): Promise<readonly NewSession[]> {
    const [folder, beside] = [dirname(followed.path), basename(followed.path)];
    const found: NewSession[] = [];
    for (const [name, candidate] of await candidatesIn(folder, now)) {
      if (candidate.isDecided) continue;
      const path = join(folder, name);
      const start = startOf(await firstLines(path));
      const isGoingOn = followed.grownAt > candidate.foundAt + LAST_LINES;
      candidate.isDecided = start === 'cleared' || isGoingOn || start === 'other';
      if (start === 'cleared') found.push({ path, why: `begun by /clear in ${beside}: followed too` });
      if (start === 'answered' && !isGoingOn) {
        candidate.isDecided = true;
        found.push({ path, why: `a new session beside ${beside}: followed too` });
      }
    }
    return found;
  }

  return {
    async begin(paths, now) {
      for (const folder of new Set(paths.map(path => dirname(path)))) {
        await candidatesIn(folder, now);
      }
    },
    async look(followed, now) {
      const found: NewSession[] = [];
      for (const one of followed) found.push(...(await lookAt(one, now)));
      return found;
    },
  };
}

/** Older versions put subagents beside their session. */
const isSessionName = (name: string): boolean => name.endsWith('.jsonl') && !name.startsWith('agent-');

/** `begun`: it says no more yet. `other`: no transcript. */
type Start = 'begun' | 'cleared' | 'answered' | 'other';

function startOf(lines: readonly string[]): Start {
  let start: Start = 'begun';
  for (const line of lines) {
    const value = parseJson(line);
    if (!isObject(value) || textOf(value.type) === null) return 'other';
    if (value.type === 'user' && isClear(valueAt(value, 'message', 'content'))) return 'cleared';
    if (value.type === 'assistant' && textOf(value.sessionId) !== null) start = 'answered';
  }
  return start;
}

/** Claude Code's own record of the command; the same words in a text or a result are somebody's quotation. */
function isClear(content: Json | undefined): boolean {
  const text = typeof content === 'string' ? content : textOf(valueAt(content, 0, 'text'));
  return /^\s*<command-(?:name|message)>\/?(?:clear|new)</.test(text ?? '');
}

/** Whole lines; none of a file that cannot be read. */
async function firstLines(path: string): Promise<readonly string[]> {
  try {
    const file = await open(path, 'r');
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(START), 0, START, 0);
      return buffer.subarray(0, bytesRead).toString('utf8').split('\n').slice(0, -1).filter(Boolean);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (whyUnopenable(error) === null) throw error;
    return [];
  }
}
