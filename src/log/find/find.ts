/** Finds the logs on this machine, newest first. */
import { compareFidelity } from '../fidelity.js';
import type { Fidelity } from '../record.js';
import type { Agent, Machine } from './agent.js';
import { AGENTS } from './agents/index.js';
import { fidelityOf, type Glance, glance } from './glance.js';
import { type Candidate, visitAgent } from './visit.js';
import type { Problem } from './walk.js';

export interface FoundSource {
  /** Id of the agent that writes it. */
  readonly agent: string;
  /** Absolute. A file, or a folder that is one log. */
  readonly path: string;
  /** `null` if its start does not tell yet. */
  readonly format: string | null;
  readonly fidelity: Fidelity | null;
  /** Folder that the agent works in, where the log says so. Hostile text. */
  readonly workspace: string | null;
  /** Last written, milliseconds since 1970. */
  readonly modifiedAt: number;
  /** `null` for a folder. */
  readonly bytes: number | null;
  /** Files of a recording that was continued in further ones; left out where it is one. */
  readonly parts?: number;
  /** Written within the last two minutes. */
  readonly live: boolean;
}

export interface Findings {
  /** Newest first, at most `most`. */
  readonly sources: readonly FoundSource[];
  /** How many older ones there are. */
  readonly more: number;
  /** What agents keep here that no format reads, with what to do instead. */
  readonly unreadable: readonly Problem[];
  /** Places that could not be looked at. */
  readonly problems: readonly Problem[];
  /** Folders with more in them than was looked at. */
  readonly cut: readonly string[];
}

export interface FindOptions {
  /** Most sources to give. @default 100 */
  readonly most?: number;
  /** Most files and folders to look at in one place. @default 4000 */
  readonly mostLooks?: number;
  /** What earlier searches saw, by path: whoever searches again and again keeps it. @default forgotten */
  readonly glances?: Map<string, Glance>;
  readonly agents?: readonly Agent[];
}

/** Milliseconds since the last write for which a log counts as live. */
const LIVE = 120_000;

/**
 * Looks at the places where agents keep logs. What cannot be read is a problem in the result and stops nothing.
 *
 * @example
 * const { sources } = await findSources(
 *   { home: homedir(), cwd: process.cwd(), root: '/', variables: process.env, now: Date.now() },
 * );
 * console.log(sources[0]?.path);
 */
export async function findSources(machine: Machine, options: FindOptions = {}): Promise<Findings> {
  const { most = 100, mostLooks = 4000, glances = new Map<string, Glance>(), agents = AGENTS } = options;
  const visits = await Promise.all(agents.map(agent => visitAgent(agent, machine, mostLooks)));
  const candidates = visits
    .flatMap(({ found }) => found)
    .filter(isFirstOfItsPath())
    .sort((a, b) => b.modifiedAt - a.modifiedAt || a.path.localeCompare(b.path));
  const sources: FoundSource[] = [];
  let looked = 0;
  for (const candidate of candidates) {
    if (sources.length >= most) break;
    looked += 1;
    const source = await describe(candidate, machine.now, glances);
    if (source !== null) sources.push(source);
  }
  return {
    sources,
    more: candidates.length - looked,
    unreadable: visits.flatMap(({ unreadable }) => unreadable),
    problems: visits.flatMap(({ problems }) => problems),
    cut: visits.flatMap(({ cut }) => cut),
  };
}

/** Milliseconds within which two logs count as written together: an agent's transcript, and the recording of it. */
const TOGETHER = 15_000;

/** The log to follow where nobody can be asked: the newest; of those written together with it the most faithful. */
export function latestOf(sources: readonly FoundSource[]): FoundSource | null {
  const newest = sources[0];
  if (newest === undefined) return null;
  const together = sources.filter(({ modifiedAt }) => newest.modifiedAt - modifiedAt <= TOGETHER);
  return [...together].sort((a, b) => compareFidelity(a.fidelity, b.fidelity))[0] ?? newest;
}

function isFirstOfItsPath(): (candidate: Candidate) => boolean {
  const seen = new Set<string>();
  return ({ path }) => !seen.has(path) && seen.add(path) !== null;
}

async function describe(
  candidate: Candidate,
  now: number,
  glances: Map<string, Glance>,
): Promise<FoundSource | null> {
  const { agent, path, format: expected, bytes, modifiedAt, parts } = candidate;
  const seen = glances.get(path) ?? (await look(candidate, expected));
  if (seen === null) return null;
  if (seen.format !== null) glances.set(path, seen);
  const more = parts === undefined ? {} : { parts };
  return { agent, path, ...seen, modifiedAt, bytes, ...more, live: now - modifiedAt < LIVE };
}

/** A folder that is one log is known by its place. */
function look({ path, bytes }: Candidate, expected: string): Promise<Glance | null> {
  if (bytes !== null) return glance(path, expected);
  return Promise.resolve({ format: expected, fidelity: fidelityOf(expected), workspace: null });
}
