import { describe, expect, test } from 'vitest';
import { createIncidents } from '../../../src/diagnosis/incidents/incidents.js';
import { joinLearned, type Learned, NOTHING_LEARNED } from '../../../src/diagnosis/incidents/learned.js';
import type { CauseLoss, Observation } from '../../../src/diagnosis/incidents/observation.js';
import { usualSentence } from '../../../src/diagnosis/incidents/usual.js';
import { incidentsOf } from '../../../src/report/words/incidents.js';

/** What is said of a request beside the usual: prompt 80k, all read, 20 s after the last. */
interface Said {
  readonly prompt?: number;
  readonly lost?: number;
  readonly cause?: CauseLoss['cause'];
  readonly unread?: number;
  readonly gapSeconds?: number;
  readonly session?: string;
  readonly agent?: string;
  readonly version?: string;
  readonly model?: string;
  readonly settings?: Observation['settings'];
  readonly cost?: number;
  readonly isTimeless?: boolean;
}

/** Plays requests; what came of them, by the number of the request from 1. */
function play(requests: readonly Said[], incidents = createIncidents()) {
  let at = 20_000 * 86_400_000;
  const told: string[] = [];
  requests.forEach((said, index) => {
    at += (said.gapSeconds ?? 20) * 1000;
    for (const { what, incident } of incidents.observe(observationOf(said, index + 1, at)))
      told.push(`${what} #${index + 1} ${incident.key} SEV${incident.severity}`);
  });
  return { told, incidents: incidents.all(), detector: incidents };
}

function observationOf(said: Said, n: number, at: number): Observation {
  const { prompt = 80_000, lost = 0, cause, session = 's1', agent = 'coder', cost = null } = said;
  return {
    request: `#${n}`,
    at: said.isTimeless === true ? null : at,
    agent,
    model: said.model ?? 'opus',
    provider: 'anthropic',
    session,
    lane: `${session}/main`,
    version: said.version ?? null,
    settings: said.settings ?? null,
    prompt,
    unread: said.unread ?? lost,
    losses: cause === undefined ? [] : [{ cause, site: cause, tokens: lost, cost }],
  };
}

const healthy = (count: number, said: Said = {}): Said[] => Array.from({ length: count }, () => said);
const broken = (cause: CauseLoss['cause'], lost = 78_000): Said => ({ cause, lost });
/** Every seventh request of a number breaks, the first too. */
const sevenths = (count: number, cause: CauseLoss['cause']): Said[] =>
  Array.from({ length: count }, (_, index) => (index % 7 === 0 ? broken(cause) : {}));

describe('incidents open where points are lost, and close where they are not', () => {
  test('the turn of the article is a SEV1 from its second broken request of one site on', () => {
    const { told, incidents } = play([
      { prompt: 176_706 },
      { prompt: 178_577, lost: 176_706, cause: 'tool-changed' },
      { prompt: 180_519 },
      { prompt: 181_060 },
      { prompt: 179_191, lost: 142_537, cause: 'history-edited' },
      { prompt: 181_102, lost: 142_537, cause: 'history-edited' },
    ]);
    expect(told).toEqual(['open #6 coder SEV1']);
    expect(Math.round((incidents[0]?.points ?? 0) * 100)).toBe(43);
    expect(incidents[0]?.onset.request).toBe('#2');
    expect(incidents[0]?.sites).toEqual([
      { site: 'history-edited', cause: 'history-edited', breaks: 2, tokens: 285_074, cost: null },
      { site: 'tool-changed', cause: 'tool-changed', breaks: 1, tokens: 176_706, cost: null },
    ]);
  });

  test('one full break in sixty requests is two points, and no incident', () => {
    expect(play([...healthy(29), broken('tool-changed'), ...healthy(30)]).told).toEqual([]);
  });

  test('a value that changes each turn is a SEV2 by its second break, and closes fifty clean requests later', () => {
    const turns = sevenths(70, 'volatile-value').map((said, index) => (index === 0 ? {} : said));
    expect(play([...turns, ...healthy(100)]).told).toEqual(['open #15 coder SEV2', 'close #114 coder SEV2']);
  });

  test('an open one says how many clean requests it has had, and how many close it', () => {
    const each = [broken('volatile-value'), broken('volatile-value')];
    const cleanAfter = (count: number): unknown =>
      play([...healthy(20), ...each, ...healthy(count)]).incidents[0]?.clean;
    expect(cleanAfter(0)).toEqual({ since: 0, needed: 50 });
    expect(cleanAfter(12)).toEqual({ since: 12, needed: 50 });
  });

  test('a value that changes with each request opens at the second, and rises', () => {
    const each = Array.from({ length: 30 }, () => broken('volatile-value', 79_000));
    expect(play([...healthy(20), ...each, ...healthy(100)]).told).toEqual([
      'open #22 coder SEV3',
      'rise #23 coder SEV2',
      'rise #29 coder SEV1',
      'close #100 coder SEV1',
    ]);
  });

  test('what a person changes once does not feed it', () => {
    const changes = (['tools-added', 'model-changed', 'parameters-changed'] as const).flatMap(cause => [
      broken(cause),
      ...healthy(4),
    ]);
    expect(play([...healthy(20), ...changes, ...healthy(40)]).told).toEqual([]);
  });

  test('the second change of a kind is a pattern', () => {
    const { told } = play([...healthy(20), ...sevenths(42, 'tools-added'), ...healthy(60)]);
    expect(told).toEqual(['open #35 coder SEV3', 'close #106 coder SEV3']);
  });

  test('a person who changes something beside a fault hides no fault', () => {
    const both = Array.from({ length: 2 }, (_, index) => ({ n: index + 1 }));
    const detector = createIncidents();
    const told = both.flatMap(({ n }) =>
      detector.observe({
        ...observationOf({}, n, n * 1000),
        unread: 78_000,
        losses: [
          { cause: 'tools-added', site: 'tools', tokens: 70_000, cost: null },
          { cause: 'volatile-value', site: 'system', tokens: 8_000, cost: null },
        ],
      }),
    );
    expect(told.map(({ what }) => what)).toEqual(['open']);
  });

  test('what the provider lost in many sessions is an incident of the provider', () => {
    const outage = Array.from({ length: 15 }, (_, index) => ({
      session: `s${10 + index}`,
      ...(index % 5 === 4 ? {} : broken('provider-side', 76_000)),
    }));
    const after = Array.from({ length: 200 }, (_, index) => ({ session: `s${10 + (index % 15)}` }));
    const { told, incidents } = play([...healthy(100), ...outage, ...after]);
    expect(told).toEqual([
      'open #106 provider:anthropic SEV3',
      'rise #107 provider:anthropic SEV2',
      'close #212 provider:anthropic SEV2',
    ]);
    expect(incidents[0]?.kind).toBe('provider');
  });

  test('what the log cannot explain is unexplained, not the provider’s', () => {
    const { incidents } = play([...healthy(20), ...Array.from({ length: 6 }, () => broken('unknown'))]);
    expect(incidents.map(({ key, kind }) => [key, kind])).toEqual([['provider:anthropic', 'unexplained']]);
  });

  test('a provider’s incident hides none of ours', () => {
    const theirs = Array.from({ length: 6 }, () => broken('provider-side'));
    const ours = Array.from({ length: 2 }, () => broken('volatile-value'));
    const { incidents } = play([...theirs, ...ours]);
    expect(incidents.map(({ key }) => key)).toEqual(['provider:anthropic', 'coder']);
  });

  test('text that repeats and is never read is counted once its usual share is known', () => {
    const each = (count: number, unread: number): Said[] => healthy(count, { unread, gapSeconds: 350 });
    const { told, incidents } = play([...each(500, 200), ...each(300, 3_200), ...each(100, 200)]);
    expect(told).toEqual(['open #610 coder SEV3', 'close #850 coder SEV3']);
    expect(incidents[0]?.openedBy).toBe('pool');
    expect(incidents[0]?.sites[0]?.site).toBe('unread');
  });

  test('the same key within a day goes on with its incident', () => {
    const breaks = sevenths(30, 'volatile-value').map((said, index) => (index === 0 ? {} : said));
    const { told, incidents } = play([
      ...breaks,
      ...healthy(60, { gapSeconds: 150 }),
      ...breaks.map(said => ({ ...said, session: 's2' })),
    ]);
    expect(told).toEqual(['open #15 coder SEV2', 'close #79 coder SEV2', 'reopen #105 coder SEV2']);
    expect(incidents).toHaveLength(1);
    expect(incidents[0]).toMatchObject({
      ...{ reopened: 1, closedAt: null, breaks: 8 },
      ...{ onset: { request: '#8' }, openedAt: { request: '#15' }, reopenedAt: { request: '#105' } },
    });
    expect(incidentsOf(incidents)[0]).toMatch(
      /from ##8, opened at ##15 at \S+, closed for a time, reopened at ##105 at \S+, open; 8 breaks in all, /,
    );
  });

  test('a new incident after more than a day is another one', () => {
    const breaks = [broken('volatile-value'), broken('volatile-value')];
    const { incidents } = play([
      ...breaks,
      ...healthy(60),
      ...breaks.map(said => ({ ...said, gapSeconds: 90_000, session: 's2' })),
    ]);
    expect(incidents.map(({ reopened, closedAt }) => [reopened, closedAt === null])).toEqual([
      [0, false],
      [0, true],
    ]);
  });
});

describe('severity', () => {
  test('rises by money of the last hour, from the third break on', () => {
    const dear = { ...broken('history-edited', 40_000), cost: 6 };
    const { told } = play([...healthy(60), dear, dear, dear, dear, dear, dear, dear, dear, dear]);
    expect(told.at(-1)).toBe('rise #69 coder SEV1');
    const spread = { ...dear, gapSeconds: 1_900 };
    expect(play([...healthy(60), spread, spread, spread, spread, spread, spread]).told.join()).not.toContain(
      'SEV1',
    );
  });
});

describe('without times', () => {
  test('an incident opens and closes by requests alone, and nothing is learned', () => {
    const isTimeless = true;
    const { told, detector } = play([
      ...healthy(20, { isTimeless }),
      ...Array.from({ length: 3 }, () => ({ ...broken('volatile-value'), isTimeless })),
      ...healthy(60, { isTimeless }),
      { ...broken('volatile-value'), isTimeless },
      { ...broken('volatile-value'), isTimeless },
    ]);
    expect(told.map(line => line.replace(/ coder.*/, ''))).toEqual([
      'open #22',
      'rise #23',
      'close #73',
      'open #85',
    ]);
    expect([...detector.learned().values()].map(({ pools }) => pools)).toEqual([[]]);
  });
});

describe('an incident that nothing is heard of', () => {
  test('stays open for seven days, and is over then', () => {
    const start = [broken('volatile-value'), broken('volatile-value')];
    const later = (days: number): Said => ({ gapSeconds: days * 86_400, agent: 'other', session: 's2' });
    expect(play([...start, later(6)]).told).toEqual(['open #2 coder SEV1']);
    expect(play([...start, later(8)]).told).toEqual(['open #2 coder SEV1', 'close #3 coder SEV1']);
  });
});

describe('what came in', () => {
  const rollout = (count: number): Said[] =>
    Array.from({ length: count }, (_, index) => {
      const session = `s${index % 8}`;
      const isNew = index % 8 < 3;
      return { session, version: isNew ? 'v2' : 'v1', ...(isNew ? broken('volatile-value') : {}) };
    });

  test('is said to have brought it where other versions went on without it', () => {
    const { incidents } = play([...healthy(30, { version: 'v1' }), ...rollout(80)]);
    expect(incidents[0]?.cameIn).toEqual([{ how: 'came-with', what: 'version', name: null, value: 'v2' }]);
    expect(incidentsOf(incidents)[0]).toMatch(/; came with version v2\.$/);
  });

  test('is only first seen where no other version can be compared', () => {
    const all = healthy(6, { ...broken('volatile-value'), version: 'v2' });
    const { incidents } = play([...healthy(30, { version: 'v1' }), { version: 'v2' }, ...all]);
    expect(incidents[0]?.cameIn).toEqual([
      { how: 'first-seen', what: 'version', name: null, value: 'v2', beforeMs: 20_000 },
    ]);
    expect(incidentsOf(incidents)[0]).toMatch(/; version v2 was first seen 20s before it began\.$/);
  });

  test('is nothing where the version is a day older than the onset', () => {
    const all = healthy(6, { ...broken('volatile-value'), version: 'v2' });
    const { incidents } = play([
      { version: 'v1' },
      { version: 'v2' },
      ...healthy(300, { version: 'v2', gapSeconds: 320 }),
      ...all,
    ]);
    expect(incidents[0]?.cameIn).toEqual([]);
  });

  test('may be a model: with evidence it brought it, else it was first seen then', () => {
    const models = rollout(80).map(({ version = '', ...said }) => ({ ...said, model: version }));
    const shown = play([...healthy(30, { model: 'v1' }), ...models]).incidents[0];
    expect(shown?.cameIn).toEqual([{ how: 'came-with', what: 'model', name: null, value: 'v2' }]);
    const { incidents } = play([...healthy(30), ...healthy(6, { ...broken('volatile-value'), model: 'm2' })]);
    expect(incidentsOf(incidents)[0]).toMatch(/; model m2 was first seen when it began\.$/);
  });

  test('is no model that was there all along, whatever the others lose', () => {
    const models = rollout(80).map(({ version = '', ...said }) => ({ ...said, model: version }));
    const before = ['v1', 'v2'].flatMap(model => healthy(300, { model, gapSeconds: 320 }));
    expect(play([...before, ...models]).incidents[0]).toMatchObject({ models: ['v2'], cameIn: [] });
  });

  test('may be a setting, one that was not there before too', () => {
    const low = { effort: '"low"', lifetime: '1h' };
    const { incidents } = play([
      ...healthy(30, { settings: low }),
      ...healthy(6, { ...broken('volatile-value'), settings: { ...low, effort: '"high"' } }),
    ]);
    expect(incidents[0]?.cameIn).toMatchObject([{ what: 'setting', name: 'effort', value: '"high"' }]);
    const added = play([
      ...healthy(30, { settings: low }),
      ...healthy(6, { ...broken('volatile-value'), settings: { ...low, output_format: '#8f2a' } }),
    ]);
    expect(incidentsOf(added.incidents)[0]).toMatch(
      /; another output_format was first seen when it began\.$/,
    );
    const settings = rollout(80).map(({ version, ...said }) => ({
      ...said,
      settings: version === 'v2' ? { ...low, lifetime: '5m' } : low,
    }));
    const shown = play([...healthy(30, { settings: low }), ...settings]);
    expect(incidentsOf(shown.incidents)[0]).toMatch(/; came with lifetime 5m\.$/);
  });

  test('is no model and no setting that only some of what breaks has, or that was always there', () => {
    const settings = { effort: '"low"' };
    const { incidents } = play([
      ...healthy(30, { settings }),
      ...healthy(3, { ...broken('volatile-value'), settings }),
      ...healthy(3, { ...broken('volatile-value'), model: 'm2', settings: { effort: '"high"' } }),
    ]);
    expect(incidents[0]?.cameIn).toEqual([]);
  });
});

describe('what was learned', () => {
  test('hides an incident only with a word: what is usual, and what is lost now', () => {
    const prompts = 500 * 80_000;
    const size = 80_000;
    const lost = { days: [[19_990, 0.4 * prompts, prompts, 500, 500 * 0.2]], waiting: [] } as const;
    const pool = { typical: 80_000, seen: 200, lost, unread: null };
    const learned = { ...NOTHING_LEARNED, pools: [['coder\nopus', pool]] as const };
    const said = (share: number, from: Learned = learned): readonly string[] => {
      const each = Array.from({ length: 10 }, () => broken('tool-changed', share * 80_000));
      const { told, detector } = play(each, createIncidents(from));
      return [...told, ...detector.usual().map(usualSentence)];
    };
    expect(said(0.3)).toEqual(['coder usually loses 28.7 points: 30.0 now, more, and no incident yet']);
    expect(said(0.28)).toEqual(['coder usually loses 28.7 points: 28.0 now, as usual, and no incident']);
    expect(said(0.2)).toEqual(['coder usually loses 28.7 points: 20.0 now, less, and no incident']);
    // A fault in prompts that are small beside the usual ones waits longer, and says why.
    const large = { typical: 8 * size, seen: 200, lost: { days: [], waiting: [] }, unread: null };
    expect(said(0.5, { ...NOTHING_LEARNED, pools: [['coder\nopus', large]] })).toEqual([
      'coder usually loses 0.5 points: 50.0 now, more, and no incident yet: its prompts have 80 k, usually 613 k tokens',
    ]);
    // Who is not known to lose anything has an incident, and no other word.
    expect(said(0.3, NOTHING_LEARNED).filter(text => text.includes('usually'))).toEqual([]);
    expect(said(0.3, NOTHING_LEARNED)[0]).toMatch(/^open /);
    // Who loses nothing now hears nothing of what was usual.
    expect(play(healthy(20), createIncidents(learned)).detector.usual()).toEqual([]);
  });

  test('is handed on: a detector that is given it goes on where the other one was', () => {
    const each = (count: number, unread: number): Said[] => healthy(count, { unread, gapSeconds: 350 });
    const { detector } = play(each(500, 200));
    const learned = joinLearned([...detector.learned().values()], 0);
    expect(JSON.stringify(learned).length).toBeLessThan(40_000);
    const at = 20_000 * 86_400_000 + 500 * 350_000;
    const next = createIncidents(learned);
    const told = each(300, 3_200).flatMap((said, index) =>
      next
        .observe(observationOf(said, index + 1, at + (index + 1) * 350_000))
        .map(({ what }) => `${what} #${index + 1}`),
    );
    expect(told).toEqual(['open #110']);
  });

  test('does not hold what was known before, so that nothing is learned twice', () => {
    const { detector } = play(healthy(300));
    const first = joinLearned([...detector.learned().values()], 0);
    const again = play(healthy(300), createIncidents(first)).detector;
    expect(again.learned()).toEqual(detector.learned());
  });

  test('an incident goes on in another session under its id, and does not open a second time', () => {
    const { detector, incidents } = play([{}, broken('tool-changed'), broken('tool-changed')]);
    const learned = joinLearned([...detector.learned().values()], 20_000 * 86_400_000);
    expect(learned.incidents).toMatchObject([{ key: 'coder', closedAt: null, reopened: 0 }]);
    const next = play([{}, broken('tool-changed'), broken('tool-changed')], createIncidents(learned));
    expect(next.told).toEqual(['reopen #3 coder SEV1']);
    expect(next.incidents[0]).toMatchObject({ id: incidents[0]?.id, reopened: 1 });
    expect(joinLearned([learned], 20_008 * 86_400_000).incidents).toEqual([]);
  });
});
