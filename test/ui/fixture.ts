/** A model made by hand: the six requests of the article, with the numbers of the demo log `six-requests`. */
import type {
  Break,
  Cause,
  CauseId,
  Lane,
  Model,
  PlacedDifference,
  RequestEntry,
  Session,
  Site,
  Wound,
} from '../../src/diagnosis/model.js';
import { totalsOf } from '../../src/diagnosis/sums/totals.js';
import type { SourceState, Usage } from '../../src/log/record.js';
import type { Section } from '../../src/prompt/prompt.js';

export const PATH = '/home/ana/logs/payload.jsonl';
/** 18:02:00 UTC. */
export const START = Date.UTC(2026, 2, 2, 18, 2, 0);
const MINUTE = 60_000;

type Row = readonly [
  write: number,
  read: number,
  system: string,
  tools: string,
  messages: string,
  changed: readonly Section[],
];

const ROWS: readonly Row[] = [
  [1044, 175662, 'dd696211', '8d89d6a8', '4f1c09aa', []],
  [178577, 0, 'c5faffd6', 'e179b6f2', '91d7b3e0', ['tools', 'system']],
  [1942, 178577, 'c5faffd6', 'e179b6f2', '02b8aa17', []],
  [541, 180519, 'c5faffd6', 'e179b6f2', '7ce20d44', []],
  [142537, 36654, 'c5faffd6', 'e179b6f2', 'b3310f9c', ['messages']],
  [144448, 36654, 'c5faffd6', 'e179b6f2', '5a90e1d2', ['messages']],
];

/** A made-up cause: certain, without a place. Tests change what they are about. */
export const cause = (id: CauseId, change: Partial<Cause> = {}): Cause => ({
  id,
  kind: null,
  confidence: 'certain',
  summary: 'It changed.',
  fix: 'Leave it.',
  expected: false,
  restorable: null,
  lostTokens: null,
  cost: null,
  path: null,
  divergence: null,
  ...change,
});

/** A made-up break: full, priced, ringing, without a place. Tests change what they are about. */
export const broke = (change: Partial<Break> = {}): Break => ({
  extent: 'full',
  predicted: false,
  magnitude: 5.3,
  expectedRead: 176706,
  expectedExact: true,
  actualRead: 0,
  lostTokens: 176706,
  rewritten: 178577,
  cost: 0.61,
  costApproximate: false,
  writePerRead: 12.5,
  causes: [cause('unknown')],
  divergence: null,
  hitEntryOf: null,
  site: `${change.causes?.[0]?.id ?? 'unknown'} in main`,
  wound: null,
  ringing: true,
  ...change,
});

const systemBreak: Break = broke({
  causes: [
    cause('tool-changed', {
      summary: 'The description of tool message lists its actions in another order, and six more.',
      fix: 'Sort what a tool description lists, and build it once per session.',
      path: 'tools[7].description',
    }),
    cause('system-changed', {
      summary: 'system[1].text: "- Inline buttons supported" became "## Group Chat Context".',
      fix: 'Keep what depends on the channel out of the system prompt, or put it after the last breakpoint.',
      path: 'system[1].text',
    }),
  ],
  divergence: {
    block: 7,
    section: 'tools',
    path: 'tools[7].description',
    char: 118,
    byte: 118,
    how: 'changed',
    before: { text: 'Send a message. Actions: send, react, edit, delete', at: 31, length: 412 },
    after: { text: 'Send a message. Actions: send, poll, react, thread', at: 31, length: 540 },
    tokens: 5210,
    line: 2,
    lineByte: 8123,
  },
  site: 'tool-changed at tools[message].description in main',
});

const BEFORE =
  "Unique system prompts: 16\nHashes: ['fd5b3946', '0cc175b9', '92eb5ffe', '4a8a08f0', '8277e091']";
const AFTER = '[compacted: tool output removed to free context]';
const LEAD = 'ls -la /data/prompts | wc -l && python3 count.py --by hash\n';

const historyBreak = (index: number, message: number, line: number, read: number): Break =>
  broke({
    extent: 'partial',
    magnitude: 5.2,
    expectedRead: read,
    actualRead: 36654,
    lostTokens: read - 36654,
    rewritten: ROWS[index]?.[0] ?? null,
    cost: 0.49,
    causes: [
      cause('history-edited', {
        kind: 'compacted',
        summary: 'An old tool result became a placeholder: all after it was rewritten.',
        fix: 'Compact later results, in one batch, or compact to a summary.',
        path: `messages[${message}].content[0].content`,
      }),
    ],
    divergence: {
      block: 35 + message,
      section: 'messages',
      path: `messages[${message}].content[0].content`,
      char: 59,
      byte: 59,
      how: 'changed',
      before: { text: LEAD + BEFORE, at: LEAD.length, length: 4166 },
      after: { text: LEAD + AFTER, at: LEAD.length, length: LEAD.length + AFTER.length },
      tokens: 45_700,
      line,
      lineByte: 39811,
    },
    hitEntryOf: '2',
    site: 'history-edited (compacted) at messages[*].tool_result in main',
    wound: 'w1',
  });

const BREAKS: Readonly<Record<number, Break>> = {
  1: systemBreak,
  4: historyBreak(4, 41, 5, 181060),
  5: historyBreak(5, 43, 6, 179191),
};

export function usage(read: number, write: number, input = 0): Usage {
  return { input, cacheRead: read, cacheWrite: write, cacheWrite5m: write, cacheWrite1h: 0, output: 200 };
}

const POINT = {
  ttl: '5m',
  minimum: 1_024,
  tokensExact: true,
  belowMinimum: false,
  covers: { tools: 34, system: 2, messages: 0 },
};

/** What a comparison would have found for the places that a break names: one difference each, then messages that are alike. */
export function differencesFor({ divergence, causes }: Break): RequestEntry['differences'] {
  const sites = [divergence, ...causes.map(cause => cause.divergence)].filter(site => site !== null);
  if (sites.length === 0) return null;
  const sections = { tools: 0, system: 0, messages: 0 };
  return { list: sites.map(differenceAt), leftOut: 0, notCompared: sections, alike: sections };
}

function differenceAt(site: Site): PlacedDifference {
  const { before, after, char, line, lineByte } = site;
  const [removed, added] = [before, after].map(side => (side === null ? 0 : side.length - char));
  return {
    ...site,
    beforePath: null,
    blocks: 1,
    removed: removed ?? 0,
    added: added ?? 0,
    hunk: 1,
    hunks: 1,
    alikeAfter: 227,
    place: { path: PATH, line, byte: lineByte },
  };
}

/** A healthy request; tests change what they are about. */
export function request(n: number, change: Partial<RequestEntry> = {}): RequestEntry {
  const read = change.usage?.cacheRead ?? 1000;
  const write = change.usage?.cacheWrite ?? 10;
  const input = change.usage?.input ?? 0;
  const parent = change.parent === undefined ? (n === 1 ? null : n - 1) : change.parent;
  return {
    id: `${PATH}#${n}`,
    n,
    isUncompared: false,
    label: String(n),
    path: PATH,
    log: PATH,
    line: n,
    at: START + n * 20_000,
    session: 'openclaw',
    lane: 'main',
    turn: 1,
    model: 'claude-sonnet-4-6',
    provider: 'anthropic',
    api: 'anthropic-messages',
    client: null,
    clientBefore: null,
    fidelity: 'wire',
    purpose: 'generate',
    hashes: { tools: 'e179b6f2', system: 'c5faffd6', messages: '02b8aa17' },
    changed: [],
    differences: change.break == null ? null : differencesFor(change.break),
    blocks: { tools: 34, system: 2, messages: 269 },
    breakpoints: [
      { path: 'system[1]', ttl: '5m', tokens: 36_654 },
      { path: 'messages[268].content[0]', ttl: '5m', tokens: read + write },
    ],
    checkpoints: [
      { ...POINT, path: 'system[1]', tokens: 36_654, outcome: 'hit' },
      {
        ...{ ...POINT, path: 'messages[268].content[0]', tokens: read + write, outcome: 'written' },
        covers: { tools: 34, system: 2, messages: 269 },
      },
    ],
    sectionTokens: { tools: 20_000, system: 16_654, messages: Math.max(0, read + write + input - 36_654) },
    usage: usage(1000, 10),
    countsWrites: true,
    billing: null,
    limits: [],
    outcome: 'ok',
    status: 200,
    error: null,
    firstByteAt: null,
    endedAt: null,
    predicted: null,
    hitRate: read / (read + write + input),
    cost: { amount: (read * 0.3 + write * 3.75 + input * 3) / 1e6, approximate: false },
    costWithoutCache: { amount: ((read + write + input) * 3) / 1e6, approximate: false },
    rates: {
      model: 'claude-sonnet-4-6',
      source: 'a list 1.0',
      tableDate: '2026-03-01',
      isOwn: false,
      readsPriced: true,
      writePerRead: { '5m': 12.5, '1h': 20 },
    },
    parent,
    parentId: parent === null ? null : `${change.log ?? PATH}#${parent}`,
    what: 'growth',
    break: null,
    foreseen: null,
    vendor: null,
    vendorAgrees: null,
    hints: [],
    ...change,
  };
}

const sixRequests: readonly RequestEntry[] = ROWS.map(([write, read, system, tools, messages, changed], i) =>
  request(i + 1, {
    usage: usage(read, write),
    hashes: { tools, system, messages },
    changed,
    turn: i === 0 ? 1 : 2,
    break: BREAKS[i] ?? null,
    what: BREAKS[i] ? `break: ${BREAKS[i]?.causes[0]?.id}` : 'growth',
  }),
);

export const wound: Wound = {
  id: 'w1',
  session: 'openclaw',
  lane: 'main',
  requests: [`${PATH}#5`, `${PATH}#6`],
  cause: 'history-edited',
  path: 'messages[41].content[0].content',
  site: 'history-edited (compacted) at messages[*].tool_result in main',
  rewritten: 286_985,
  lostTokens: 286_943,
  cost: 0.98,
  costApproximate: false,
  costExact: true,
  healed: false,
  savedTokens: 1_030,
  paysBackAfter: null,
};

/** A model around requests: one session, its lanes in order of appearance, totals by plain sums. */
export function modelOf(requests: readonly RequestEntry[], change: Partial<Session> = {}): Model {
  const ids = [...new Set(requests.map(r => r.session))];
  const sessions = ids.map(id =>
    sessionOf(
      id,
      requests.filter(r => r.session === id),
      change,
    ),
  );
  return {
    requests,
    sessions,
    incidents: [],
    usual: [],
    totals: totalsOf(requests),
    unlisted: 0,
    skipped: [],
    skippedCount: 0,
    lackingCount: 0,
  };
}

function sessionOf(id: string, requests: readonly RequestEntry[], change: Partial<Session>): Session {
  const lanes = [...new Set(requests.map(r => r.lane))].map(
    (lane): Lane => ({
      id: lane,
      session: id,
      kind: lane === 'main' ? 'main' : 'subagent',
      name: lane,
      model: 'claude-sonnet-4-6',
      requests: requests.filter(r => r.lane === lane).map(r => r.id),
      warm: {
        ttl: '5m',
        expiresAt: (requests.findLast(r => r.lane === lane)?.at ?? 0) + 5 * MINUTE,
        tokens: 181_102,
        exact: true,
        path: 'messages[268].content[0]',
        costWarm: 0.06,
        costCold: 0.68,
        costApproximate: false,
      },
      isCompared: true,
    }),
  );
  return { id, lanes, wounds: [], totals: totalsOf(requests), ...change };
}

/** The article's turn. */
export const sixRequestsModel: Model = modelOf(sixRequests, { wounds: [wound] });

export function source(change: Partial<SourceState> = {}): SourceState {
  return {
    path: PATH,
    format: 'openclaw',
    fidelity: 'wire',
    state: 'live',
    lines: 6,
    bytes: 4_000_000,
    message: null,
    ...change,
  };
}

/** A request of which the log holds no usage. */
export const unbilled = (n: number, change: Partial<RequestEntry> = {}): RequestEntry =>
  request(n, {
    usage: null,
    outcome: 'unknown',
    hitRate: null,
    cost: null,
    costWithoutCache: null,
    predicted: { cacheRead: 0, cacheWrite: 1_000, input: 0, certain: true },
    ...change,
  });

/** A model of lanes, `session lane` each, all of them called as given. */
export function lanesCalled(lanes: readonly string[], name?: string): Model {
  const requests = lanes.map((text, i) => {
    const [session = '', lane = ''] = text.split(' ');
    return request(i + 1, { session, lane, parent: null });
  });
  const model = modelOf(requests);
  if (name === undefined) return model;
  const sessions = model.sessions.map(session => ({
    ...session,
    lanes: session.lanes.map(lane => ({ ...lane, name })),
  }));
  return { ...model, sessions };
}
