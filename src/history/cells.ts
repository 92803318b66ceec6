/** What requests of a log add up to, by what they have in common: small enough to be kept of hundreds of logs. */
import { clientName } from '../diagnosis/calls/client.js';
import type { RequestEntry } from '../diagnosis/model.js';
import { isLoss } from '../diagnosis/nature.js';
import { promptTokens } from '../log/protocol/usage.js';
import { shown } from '../text/shown.js';

/** What cells are told apart by, in the order in which they are shown. */
export const DIMENSIONS = ['day', 'agent', 'project', 'model', 'version', 'cause', 'site'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** Sums of requests that are alike in every dimension. What is not known of a request is in no sum. */
export interface Cell {
  /** A day is local, `2026-11-20`; cause and site are null for requests that did not break. null: not known. */
  readonly of: Readonly<Record<Dimension, string | null>>;
  readonly requests: number;
  readonly breaks: number;
  /** Of them misses that nothing explains; the others ring. */
  readonly unexplained: number;
  /** Tokens of requests of which both are known: what was read, and how long the whole prompt was. */
  readonly read: number;
  readonly prompt: number;
  /** Requests that ran and of which the read is not known. */
  readonly unknown: number;
  /** US dollars, and the requests that have no price. */
  readonly cost: number;
  readonly unpriced: number;
  readonly lostTokens: number;
  /** US dollars that breaks lost, and the breaks that have no price. */
  readonly lost: number;
  readonly lostUnpriced: number;
  /** True if a figure in it is an estimate, or the rate of a neighbouring model. */
  readonly about: boolean;
  /** Milliseconds to the first byte, and of how many requests they are known. */
  readonly wait: number;
  readonly waits: number;
}

/** @param projectOf Folder that the agent of a log works in. */
export function cellsOf(
  requests: readonly RequestEntry[],
  projectOf: (log: string) => string | null,
): readonly Cell[] {
  const cells = new Map<string, Cell>();
  for (const request of requests) {
    if (request.purpose !== 'generate') continue;
    const cell = cellOf(request, projectOf(request.log));
    const key = JSON.stringify(Object.values(cell.of));
    const known = cells.get(key);
    cells.set(key, known === undefined ? cell : sumOf(known, cell));
  }
  return [...cells.values()];
}

function cellOf(request: RequestEntry, project: string | null): Cell {
  const { at, model, client, usage, cost, firstByteAt, outcome, break: found } = request;
  const hasRun = outcome !== 'error' && outcome !== 'aborted';
  const broken = found !== null && isLoss(found) ? found : null;
  const [first] = broken?.causes ?? [];
  const read = usage?.cacheRead ?? null;
  const prompt = usage === null || read === null ? null : promptTokens(usage);
  const wait = at === null || firstByteAt === null || firstByteAt < at ? null : firstByteAt - at;
  return {
    of: {
      day: at === null ? null : dayOf(at),
      agent: said(client?.name ?? null),
      project: said(project),
      model: said(model),
      version: client === null || client.version === null ? null : said(clientName(client)),
      cause:
        first === undefined ? null : said(first.kind === null ? first.id : `${first.id} (${first.kind})`),
      site: said(broken?.site ?? null),
    },
    requests: 1,
    breaks: broken === null ? 0 : 1,
    unexplained: broken === null || broken.ringing ? 0 : 1,
    read: prompt === null ? 0 : (read ?? 0),
    prompt: prompt ?? 0,
    unknown: hasRun && read === null ? 1 : 0,
    cost: cost?.amount ?? 0,
    unpriced: hasRun && cost === null ? 1 : 0,
    lostTokens: broken?.lostTokens ?? 0,
    lost: broken?.cost ?? 0,
    lostUnpriced: broken !== null && broken.cost === null ? 1 : 0,
    about:
      cost?.approximate === true ||
      (broken !== null && (broken.costApproximate || broken.predicted || !broken.expectedExact)),
    wait: wait ?? 0,
    waits: wait === null ? 0 : 1,
  };
}

const said = (text: string | null): string | null => text && shown(text);

/** The day on the clock of this machine: what "last week" means to its user. */
export function dayOf(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Two cells as one, under the name of the first. */
export function sumOf(one: Cell, other: Cell): Cell {
  return {
    of: one.of,
    requests: one.requests + other.requests,
    breaks: one.breaks + other.breaks,
    unexplained: one.unexplained + other.unexplained,
    read: one.read + other.read,
    prompt: one.prompt + other.prompt,
    unknown: one.unknown + other.unknown,
    cost: one.cost + other.cost,
    unpriced: one.unpriced + other.unpriced,
    lostTokens: one.lostTokens + other.lostTokens,
    lost: one.lost + other.lost,
    lostUnpriced: one.lostUnpriced + other.lostUnpriced,
    about: one.about || other.about,
    wait: one.wait + other.wait,
    waits: one.waits + other.waits,
  };
}
