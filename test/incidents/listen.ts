/** Lets the incidents listen to made-up traffic, and counts what they said. */
import type { Incident } from '../../src/diagnosis/incidents/incident.js';
import { createIncidents } from '../../src/diagnosis/incidents/incidents.js';
import type { CauseLoss, Observation } from '../../src/diagnosis/incidents/observation.js';
import { type Billed, DAY, makeTraffic, type Plant, type Regression, type Traffic } from './traffic.js';

export interface Heard {
  readonly requests: number;
  readonly days: number;
  /** Incidents that opened; a reopened one counts once. */
  readonly incidents: readonly Incident[];
  /** Openings, reopenings too. */
  readonly pages: number;
}

export function listen(traffic: Traffic): Heard {
  const incidents = createIncidents();
  let pages = 0;
  const billed = makeTraffic(traffic).filter(({ isJudged }) => isJudged);
  billed.forEach((request, index) => {
    const events = incidents.observe(observationOf(request, index));
    pages += events.filter(({ what }) => what === 'open').length;
  });
  return { requests: billed.length, days: traffic.days, incidents: incidents.all(), pages };
}

/** How long a regression went on before an incident said so. */
export interface Found {
  readonly kind: Regression;
  /** Judged requests of the agent (of all agents, for an outage) since the first that it touched; null: never. */
  readonly requests: number | null;
  /** Requests that it touched. */
  readonly touched: number | null;
  /** Milliseconds. */
  readonly after: number | null;
  readonly pages: number;
}

/** Two weeks of learning, then a regression for some days. */
export const LEARNING_DAYS = 14;

export function find(kind: Regression, seed: number, perDay: number, days = 8): Found {
  const from = LEARNING_DAYS * DAY + DAY * (10 / 24);
  const plant: Plant = { kind, from, until: kind === 'outage' ? from + DAY / 48 : from + days * DAY };
  const traffic = { seed, perDay, days: LEARNING_DAYS + days, plant };
  const billed = makeTraffic(traffic).filter(({ isJudged }) => isJudged);
  const incidents = createIncidents();
  const first = billed.findIndex(({ isPlanted }) => isPlanted);
  let opened: number | null = null;
  let pages = 0;
  billed.forEach((request, index) => {
    for (const { what, incident } of incidents.observe(observationOf(request, index))) {
      if (index < first || what !== 'open' || !isOf(incident, kind)) continue;
      opened ??= index;
      pages += 1;
    }
  });
  if (opened === null || first < 0) return { kind, requests: null, touched: null, after: null, pages };
  const between = billed.slice(first, opened + 1);
  const ofScope = kind === 'outage' ? between : between.filter(({ agent }) => agent === 'coder');
  return {
    kind,
    requests: ofScope.length,
    touched: between.filter(({ isPlanted }) => isPlanted).length,
    after: (between.at(-1)?.at ?? 0) - (between[0]?.at ?? 0),
    pages,
  };
}

function isOf({ key }: Incident, kind: Regression): boolean {
  return kind === 'outage' ? key === 'provider:maker' : key === 'coder';
}

const CAUSES: Readonly<Record<string, CauseLoss['cause']>> = {
  'provider-side': 'provider-side',
  'volatile-value': 'volatile-value',
  expired: 'expired',
  'history-edited': 'history-edited',
  'tools-added': 'tools-added',
  'tools-removed': 'tools-removed',
  'model-changed': 'model-changed',
  'system-changed': 'system-changed',
  'parameters-changed': 'parameters-changed',
};

function observationOf(billed: Billed, index: number): Observation {
  const { at, agent, model, version, session, prompt, lost, unread, cause: name } = billed;
  const cause = name === null ? undefined : CAUSES[name];
  return {
    request: `r${index}`,
    at,
    agent,
    model,
    provider: 'maker',
    session,
    lane: `${session}/${agent}`,
    version,
    settings: null,
    prompt,
    unread,
    losses: cause === undefined ? [] : [{ cause, site: cause, tokens: lost, cost: null }],
  };
}

/** The middle one; what was never found counts as endless. */
export function median(values: readonly (number | null)[]): number {
  const sorted = values.map(value => value ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}
