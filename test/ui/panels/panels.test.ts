import { describe, expect, it } from 'vitest';
import type { Model, RequestEntry, Wound } from '../../../src/diagnosis/model.js';
import { totalsOf } from '../../../src/diagnosis/sums/totals.js';
import type { SourceState } from '../../../src/log/record.js';
import { stopAt, withData } from '../../../src/store/moves.js';
import type { State, View } from '../../../src/store/state.js';
import { createStore } from '../../../src/store/store.js';
import { plain } from '../../../src/ui/line.js';
import { breaks } from '../../../src/ui/panels/breaks.js';
import { clock } from '../../../src/ui/panels/clock.js';
import { diff } from '../../../src/ui/panels/diff.js';
import { footer } from '../../../src/ui/panels/edges/footer.js';
import { header } from '../../../src/ui/panels/edges/header.js';
import { empty } from '../../../src/ui/panels/empty.js';
import { facts } from '../../../src/ui/panels/facts.js';
import { gauge } from '../../../src/ui/panels/gauge.js';
import { scopes } from '../../../src/ui/panels/over/scopes.js';
import { prefix } from '../../../src/ui/panels/prefix.js';
import { requests, windowStart } from '../../../src/ui/panels/requests.js';
import { costText, verdict, verdictTitle } from '../../../src/ui/panels/verdict.js';
import { wounds } from '../../../src/ui/panels/wounds/wounds.js';
import { type Panel, sceneOf } from '../../../src/ui/scene.js';
import {
  broke,
  cause,
  modelOf,
  PATH,
  request,
  START,
  sixRequestsModel,
  source,
  unbilled,
  usage,
  wound,
} from '../fixture.js';

function draw(
  panel: Panel,
  model: Model,
  width: number,
  height: number,
  view: Partial<View> = {},
  isReading = false,
): string[] {
  const data = { model, sources: [], now: START, arrivedAt: START, isReading };
  const state = withData(createStore().getState(), data);
  const scene = sceneOf({ ...state, view: { ...state.view, ...view } }, 'wide');
  return panel(scene, { width, height, focused: false }).map(plain);
}

describe('a log that is being read', () => {
  const opening = (requests: Model, width: number): readonly string[] => {
    const sources = [source({ bytes: 312e6 })];
    const first = createStore().getState();
    const data = { model: requests, sources, now: START + 9_000, arrivedAt: START, isReading: true };
    const state = { ...withData(first, data), backlog: { since: START, bytes: 1e9 } };
    const scene = sceneOf(state, 'wide');
    return [header, empty].map(panel =>
      panel(scene, { width, height: 12, focused: false }).map(plain).join('\n'),
    );
  };

  it('says how far it is, as far as there is room for it', () => {
    const model = modelOf([request(1), request(2)]);
    expect(opening(model, 140)[0]).toContain('READING 312.0 MB of 1.0 GB, 2 requests, ~19s left');
    expect(opening(model, 90)[0]).toContain('READING 31 %, 2 requests, ~19s left');
    expect(opening(model, 60)[0]).toContain('READING 31 %, ~19s left');
  });

  it('says so before the first request as well', () => {
    const [, pane = ''] = opening(modelOf([]), 140);
    expect(pane).toMatch(/Reading \S+: 312\.0 MB of 1\.0 GB, 0 requests, ~19s left\./);
  });
});

describe('gauge', () => {
  it('fills to scale: a healthy run reads all that it can', () => {
    const model = modelOf([request(1, { usage: usage(500, 500) })]);
    const [, bar = ''] = draw(gauge, model, 80, 6);
    const cells = bar.slice(bar.indexOf('█'), bar.indexOf(' of 50 % possible'));
    expect(cells.length).toBeGreaterThan(30);
    expect(cells.match(/█/g)).toHaveLength(Math.floor(cells.length / 2));
    expect(cells).not.toMatch(/[▓│]/);
  });

  it('shows what breaks took between what was read and what was possible', () => {
    const [, bar = ''] = draw(gauge, sixRequestsModel, 120, 6);
    const cells = bar.slice(bar.indexOf('█'), bar.indexOf(' of 99 % possible'));
    expect(cells).toMatch(/^█+▓+░+$/);
    expect(cells.match(/█/g)).toHaveLength(Math.floor((608_066 / 1_077_155) * cells.length));
  });

  it('says what usage lacks, and not that there is none', () => {
    const usage = { input: null, cacheRead: null, cacheWrite: null, output: 30, promptTotal: 5_000 };
    const silent = { ...usage, cacheWrite5m: null, cacheWrite1h: null };
    const model = modelOf([request(1, { usage: silent, hitRate: null, cost: null })]);
    const text = draw(gauge, model, 80, 6).join('\n');
    expect(text).toContain('usage without cached counts');
    expect(text).not.toMatch(/without usage|no usage/);
    // The other panes neither call it healthy nor empty.
    const sessions = model.sessions.map(session => ({
      ...session,
      lanes: session.lanes.map(lane => ({ ...lane, warm: null })),
    }));
    expect(draw(clock, { ...model, sessions }, 60, 6).join('\n')).toContain('what is cached is not known');
    expect(draw(requests, model, 140, 12).join('\n')).toMatch(
      /Whether it broke is not known\. How much of its 5 000 tokens came from the cache is not in this log\./,
    );
  });

  it('shows what was read and written where there is no rate, and why there is none', () => {
    const some = { ...usage(500, 40), input: null };
    const text = draw(gauge, modelOf([request(1, { usage: some, hitRate: null })]), 80, 6).join('\n');
    expect(text).toContain('read 500   written 40   no rate: the size of the prompts is not known');
  });

  it('shows · and no 0 before any usage is known', () => {
    const model = modelOf([request(1, { usage: null, hitRate: null, cost: null })]);
    const text = draw(gauge, model, 80, 6).join('\n');
    expect(text).toContain('session     ·');
    expect(text).toContain('read ·   written ·   1 without usage');
    expect(text).not.toMatch(/[ ~]0 %/);
  });

  it('shows beside the money how much of the plan is used, and · of a window that has begun anew since', () => {
    const window = (name: string, usedPercent: number, resetsAt: number) => ({
      ...{ window: name, usedPercent, resetsAt },
      minutes: null,
    });
    const limits = [window('5h', 42, START + 1000), window('7d', 97, START - 1000)];
    const [first, ...others] = sixRequestsModel.requests;
    if (!first) throw new Error('six requests');
    const model = modelOf([{ ...first, limits }, ...others]);
    expect(draw(gauge, model, 120, 6).join('\n')).toMatch(/lost to breaks \S+ {3}plan 5h 42 % {2}7d · {3}/);
    expect(draw(gauge, sixRequestsModel, 120, 6).join('\n')).not.toContain('plan');
  });

  it('says beside a sum that leaves requests out how many, even where there is room for nothing else', () => {
    const known = sixRequestsModel;
    const [session] = known.sessions;
    if (!session) throw new Error('one session');
    const totals = { ...session.totals, unpriced: 3, leftOut: { ...session.totals.leftOut, cost: 3 } };
    const model = { ...known, sessions: [{ ...session, totals }] };
    expect(draw(gauge, model, 80, 6).join('\n')).toMatch(
      /spent ~\$\d+\.\d\d \(3 unpriced\) {3}lost to breaks/,
    );
    expect(draw(gauge, model, 36, 6).join('\n')).toMatch(/spent ~\$\d+\.\d\d \(3 unpriced\) /);
    const lost = { ...model, sessions: [{ ...session, totals: { ...totals, cost: null, lostToBreaks: 2 } }] };
    expect(draw(gauge, lost, 90, 6).join('\n')).toContain(
      'spent ·   lost to breaks $2.00   a count or the rate is not known',
    );
  });

  it('says of the written tokens how many came at breaks and how many were written again, in words that fit', () => {
    const rowAt = (width: number): string => draw(gauge, sixRequestsModel, width, 6)[3]?.trim() ?? '';
    expect(rowAt(130)).toMatch(/written 469 k: 466 k \(99 %\) by requests that broke, 462 k \(98 %\) again/);
    expect(rowAt(77)).toMatch(/read 608 k {3}written 469 k: 466 k \(99 %\) at breaks, 462 k \(98 %\) again/);
    expect(rowAt(57)).toMatch(/read 608 k {3}written 469 k: 462 k \(98 %\) again +│$/);
  });

  it('keeps what breaks took on narrow screens, and of the newest request and the turn what fits', () => {
    expect(draw(gauge, sixRequestsModel, 77, 6)[2]).toContain(
      'last request 20 %   ▼ 43 pts by breaks since #2   turn 48 %',
    );
    expect(draw(gauge, sixRequestsModel, 57, 6)[2]).toContain('last 20 %   ▼ 43 pts by breaks   turn 48 %');
    expect(draw(gauge, sixRequestsModel, 60, 2)[0]).toMatch(/last 20 % {2}▼ 43 pts by breaks *$/);
    expect(draw(gauge, sixRequestsModel, 80, 2)[0]).toMatch(
      /of 99 % possible {2}last 20 % {2}▼ 43 pts by breaks *$/,
    );
  });

  it('says nothing of what was possible, and no good news, while a part of the log is still to be read', () => {
    const model = modelOf([request(1, { usage: usage(0, 900) })]);
    expect(draw(gauge, model, 80, 6).join('\n')).toContain('of 0 % possible');
    const reading = draw(gauge, model, 80, 6, {}, true).join('\n');
    expect(reading).not.toContain('possible');
    expect(reading).toContain('Hit rate of what is read so far');
    expect(draw(header, model, 120, 1).join()).toContain('no breaks');
    for (const panel of [header, facts, scopes])
      expect(draw(panel, model, 120, 12, {}, true).join('\n')).not.toMatch(/no breaks|not known/);
    expect(draw(header, sixRequestsModel, 120, 1, {}, true).join()).toContain('✗ 3 breaks');
  });

  it('says nothing of breaks in a session without one', () => {
    const model = modelOf([request(1, { usage: usage(0, 900) }), request(2, { usage: usage(900, 10) })]);
    expect(draw(gauge, model, 80, 6).join('\n')).not.toContain('▼');
  });
});

describe('what breaks lost', () => {
  it('is not known where breaks rest on bytes alone, and never at least nothing', () => {
    const model = modelOf([
      request(1),
      request(2, { usage: null, cost: null, break: broke({ predicted: true, cost: null }) }),
    ]);
    const text = draw(gauge, model, 90, 6).join('\n');
    expect(text).toContain('lost to breaks not known');
    expect(text).not.toContain('n/a');
  });
});

it('calls nothing good of which nothing was ever cached, and no miss a break that the header does not count', () => {
  const none = modelOf([1, 2, 3].map(n => request(n, { usage: usage(0, 0, 500), hitRate: 0 })));
  expect(draw(header, none, 120, 1).join('')).toMatch(/no caching $/);
  const toneOf = (model: Model): (string | undefined)[] => {
    const state = withData(createStore().getState(), { model, sources: [], now: START, arrivedAt: START });
    return (
      gauge(sceneOf(state, 'wide'), { width: 80, height: 6, focused: false })[1]?.map(({ tone }) => tone) ??
      []
    );
  };
  expect(toneOf(none)).not.toContain('good');
  expect(toneOf(modelOf([request(1)]))).toContain('good');

  const missed = broke({ ringing: false, causes: [cause('provider-side')], lostTokens: 800 });
  const silent = modelOf([request(1), request(2, { break: missed, usage: usage(200, 810) })]);
  const text = draw(gauge, silent, 80, 6).join('\n');
  expect(text).toMatch(/▼ \d+ pts by misses/);
  expect(text).toContain('lost to misses $0.61');
});

describe('header', () => {
  it('says of breaks that are coming elsewhere that they are', () => {
    const left = { usage: null, hitRate: null, outcome: 'pending', foreseen: broke() } as const;
    const model = modelOf([request(1), request(2, { ...left, session: 'other', parent: null })]);
    const scope = { kind: 'session', session: 'openclaw' } as const;
    expect(draw(header, model, 120, 1, { scope }).join('')).toMatch(/openclaw \+1 session ✗~ 1 elsewhere/);
    expect(draw(header, model, 120, 1, { scope: { kind: 'all' } }).join('')).toMatch(/✗~ 1 coming/);
  });

  it('gives the room of the program to the name of the scope where there is little', () => {
    const at = (width: number): string => draw(header, sixRequestsModel, width, 1).join('');
    expect(at(80)).toMatch(/^ cachequake {2}openclaw/);
    expect(at(46)).toMatch(/^ openclaw {4}… STARTING/);
    expect(at(30)).toMatch(/^ openclaw +… STARTING/);
  });

  it('announces a coming break in few words rather than not at all', () => {
    const left = { usage: null, hitRate: null, outcome: 'pending', foreseen: broke() } as const;
    const model = modelOf([request(1, { break: broke() }), request(2, left)]);
    const at = (width: number): string => draw(header, model, width, 1).join('');
    expect(at(80)).toMatch(/✗~ 1 coming ~−\$0\.61/);
    expect(at(60)).toMatch(/^ openclaw +… STARTING {3}✗ 1 break {3}✗~ 1 coming ~−\$0\.61 $/);
    expect(at(50)).toMatch(/^ openclaw +… STARTING {3}✗ 1 break {3}✗~ 1 coming $/);
  });

  it('masks a secret in the name of a session or a model before it cuts the name', () => {
    const key = 'sk-ant-api03-abcdefghijklmnopqrstuvwxyz0123456789';
    const session = `a/${key}`;
    const { sessions, ...rest } = modelOf([request(1, { session, model: `m ${key}` })]);
    const model = { ...rest, sessions: sessions.map(known => ({ ...known, id: session })) };
    const [top = ''] = draw(header, model, 120, 1);
    expect(top).toContain('a/[secret:49 chars]');
    expect(top).toContain('m [secret:49 chars]');
  });
});

describe('the list of scopes', () => {
  it('names the program that sent the requests, and what a lane is', () => {
    const by = (name: string) => ({ client: { name, version: '1' } });
    const model = modelOf([
      request(1, by('openclaw')),
      request(2, { ...by('openclaw'), lane: 'explorer', parent: null }),
      request(3, { ...by('claude-code'), session: 'workshop', parent: null }),
    ]);
    const rows = draw(scopes, model, 120, 12);
    expect(rows[2]).toMatch(/scope +agent +model +hit +breaks +lost +cache +seen/);
    const at = rows[2]?.indexOf('agent') ?? 0;
    expect(rows.slice(3, 9).map(row => row.slice(at, at + 13).trim())).toEqual([
      ...['follows it', '2 agents', 'openclaw', '', 'subagent', 'claude-code'],
    ]);
  });

  it('keeps its columns where nothing is known of breaks', () => {
    const known = modelOf([request(1, { lane: 'main' }), request(2, { lane: 'aside', usage: null })]);
    const [session] = known.sessions;
    if (!session) throw new Error('one session');
    const lanes = session.lanes.map(lane => ({ ...lane, totals: totalsOf(known.requests.slice(1)) }));
    const rows = draw(scopes, { ...known, sessions: [{ ...session, lanes }] }, 120, 12);
    const ends = rows.filter(row => / left|cold/.test(row)).map(row => row.search(/(?<= left|cold) /));
    expect(rows.join('\n')).toContain('breaks not known');
    expect([ends.length > 2, new Set(ends).size]).toEqual([true, 1]);
  });
});

it('calls nothing good where something was missed that nothing explains, and says what it cost', () => {
  const missed = broke({ ringing: false, causes: [cause('unknown')], cost: 0.3 });
  const model = modelOf([request(1), request(2, { break: missed })]);
  expect(model.totals.unexplained).toBe(1);
  const [top = ''] = draw(header, model, 120, 1);
  expect(top).toMatch(/○ 1 unexplained miss {3}−\$0\.30 $/);
  expect(draw(scopes, model, 120, 9).join('\n')).toMatch(/○ 1 unexplained +−\$0\.30/);
  expect(top).not.toContain('no breaks');
});

describe('a break that no usage confirms', () => {
  const foretold = broke({
    predicted: true,
    actualRead: null,
    rewritten: null,
    cost: null,
    causes: [cause('tool-changed')],
  });
  const own = { ...wound, requests: [`${PATH}#2`], rewritten: null, cost: null, lostTokens: 5_400 };
  const model = modelOf([request(1), unbilled(2, { break: foretold })], { wounds: [own] });

  it('wears its ~ wherever it stands', () => {
    expect(draw(header, model, 120, 1).join('')).toContain('✗ ~1 break');
    expect(draw(requests, model, 90, 14).join('\n')).toMatch(
      /✗~ 2 [\s\S]*├─ #2 ✗~ tool-changed {3}~177 k lost, no price ─/u,
    );
    expect(draw(scopes, model, 120, 12).join('\n')).toContain('✗ ~1');
    expect(draw(wounds, model, 120, 3)[1]).toMatch(/~M3\.7 .* ~5\.4 k /);
  });

  it('says on what it rests', () => {
    const data = { model, sources: [], now: START, arrivedAt: START };
    const scene = sceneOf(withData(createStore().getState(), data), 'wide');
    expect(verdict(scene, 200).map(plain).join(' ')).toContain('foretold by its bytes alone');
  });
});

describe('the title of the verdict', () => {
  it('does not call certain what is only coming', () => {
    const left = {
      usage: null,
      hitRate: null,
      outcome: 'pending',
      foreseen: broke({ predicted: true, actualRead: null, causes: [cause('tool-changed')] }),
    } as const;
    const text = draw(requests, modelOf([request(1), request(2, left)]), 90, 14).join('\n');
    expect(text).toMatch(/#2 ✗~ tool-changed coming {3}~−\$0\.61 ─/);
  });

  it('counts the causes that it has no room to name', () => {
    const causes = (['tool-changed', 'system-changed', 'history-edited'] as const).map(id => cause(id));
    const model = modelOf([request(1), request(2, { break: broke({ causes, cost: 0.61 }) })]);
    const titleIn = (cells: number): string => {
      const state = withData(createStore().getState(), { model, sources: [], now: START, arrivedAt: START });
      return plain(verdictTitle(sceneOf(state, 'wide'), cells));
    };
    expect(titleIn(90)).toBe('#2 ✗ tool-changed   −$0.61   certain  + system-changed, history-edited');
    expect(titleIn(62)).toBe('#2 ✗ tool-changed   −$0.61   certain  + system-changed, 1 more');
    expect(titleIn(50)).toBe('#2 ✗ tool-changed   −$0.61   certain  +2 more');
    expect(titleIn(41)).toBe('#2 ✗ tool-changed   −$0.61   certain  +2');
  });
});

describe('the caption of a demo', () => {
  const draws = (width: number, of: RequestEntry): string => {
    const data = { model: modelOf([of]), sources: [source()], now: START, arrivedAt: START };
    const state = withData(createStore({ played: 'demo' }).getState(), data);
    return footer(sceneOf(state, 'wide'), { width, height: 1, focused: false }).map(plain).join('');
  };

  it('calls no hit what read nothing', () => {
    const cold = request(1, { usage: usage(0, 900) });
    expect(draws(120, cold)).toContain('Request #1 read none of its 900 tokens from the cache, as was to be');
    expect(draws(120, request(1, { usage: usage(800, 100) }))).toContain(
      'Request #1 was a hit: 800 of its 900',
    );
  });

  it('is not cut on a narrow screen', () => {
    const [, broken] = sixRequestsModel.requests;
    if (!broken) throw new Error('six requests');
    expect(draws(120, broken)).toContain('Request #2 broke the cache: 0 of its 179 k tokens were there.');
    expect(draws(80, broken)).toContain('#2 broke it: 0 of 179 k were cached.');
    for (const of of [broken, request(1), unbilled(1), unbilled(2), request(1, { usage: usage(0, 9) })])
      expect(draws(80, of)).not.toContain('…');
  });
});

describe('the footer', () => {
  const foot = (width: number, change: Partial<State>, model = sixRequestsModel): string => {
    const state = { ...createStore().getState(), sources: [source()], model, now: START, ...change };
    return footer(sceneOf(state, 'wide'), { width, height: 1, focused: false }).map(plain).join('');
  };
  const long =
    'b.jsonl: a new session beside 0193c2e0-7f4a-7d51-b4b5-0123456789ab.jsonl: followed too, and more';

  it('keeps help, quit, move and break beside a message, which is shortened', () => {
    const shown = foot(120, { messages: [{ at: START, text: long }] });
    expect(shown).toContain(' ? help  q quit  j/k move  ]/[ break   b.jsonl: a new session beside');
  });

  it('says what happened to a log for a while only, and what is wrong with one as long as it is', () => {
    const message = 'a new session beside a.jsonl: followed too';
    const said = {
      sources: [source({ path: '/b.jsonl', message, isNews: true })],
      messages: [{ at: START, text: message }],
    };
    expect(foot(200, said)).toContain(message);
    expect(foot(200, { ...said, now: START + 15_000 })).not.toContain(message);
    const gone = [source({ path: '/b.jsonl', state: 'gone', message: 'no such folder' })];
    expect(foot(200, { sources: gone, now: START + 15_000 })).toContain('b.jsonl: no such folder');
  });

  it('says first how to go on, while time is stopped', () => {
    const stopped = stopAt({ ...createStore().getState(), model: sixRequestsModel }, START).view;
    const most = ' space go on  . step  > next break  G now';
    expect(foot(80, { view: stopped }).startsWith(most)).toBe(true);
    const told = [source({ path: '/b.jsonl', state: 'gone', message: long })];
    expect(foot(120, { view: stopped, sources: told }).startsWith(most)).toBe(true);
    expect(foot(200, {})).toContain('space stop the log');
  });
});

describe('the table of requests', () => {
  it('names the first section that changed, and how many more did, where there is no room for hashes', () => {
    const changed = ['tools', 'system'] as const;
    const rows = draw(requests, modelOf([request(1), request(2, { changed })]), 50, 8).join('\n');
    expect(rows).toContain('changed');
    expect(rows).toContain(' ▸tools+1');
  });
});

describe('the wound of a break', () => {
  it('is told as one that goes on until it is healed', () => {
    const panel: Panel = (scene, { width }) => verdict(scene, width);
    const selected = sixRequestsModel.requests[4]?.id ?? null;
    const told = (change: Partial<Wound>): string => {
      const model = modelOf(sixRequestsModel.requests, { wounds: [{ ...wound, ...change }] });
      return draw(panel, model, 110, 20, { selected }).join('\n');
    };
    expect(told({})).toContain('2 breaks so far, 287 k written');
    expect(told({ healed: true })).toContain('2 breaks, 287 k written, $0.98');
  });
});

describe('prefix', () => {
  it('draws read, unchanged but resent, and resent after the difference to scale', () => {
    const [, , bar = '', legend = ''] = draw(prefix, sixRequestsModel, 104, 5);
    const cells = bar.slice(2, -2);
    expect(cells).toHaveLength(100);
    // 36 654 read, the breakpoint there, the difference at 45 700, of 181 102 tokens in 100 cells.
    expect(cells).toMatch(/^▓{20}▲▒{4}✗░{73}▲$/);
    expect(legend).toContain(
      '▓ read 37 k   ▒ unchanged but resent ~9.0 k   ░ resent after the difference ~135 k',
    );
  });

  it('tells what became of each breakpoint, and which are too small', () => {
    const [point] = request(1).checkpoints;
    if (!point) throw new Error('the fixture has breakpoints');
    const small = { ...point, tokens: 20, belowMinimum: true, outcome: 'none' as const };
    const model = modelOf([request(1, { checkpoints: [small, { ...point, path: 'system[3]' }] })]);
    const text = draw(prefix, model, 104, 12).join('\n');
    expect(text).toContain('▲ system[1]  5m  after 20 tokens  too small: 1 024 at least');
    expect(text).toContain('▲ system[3]  5m  after 37 k tokens  hit');
  });

  it('marks a breakpoint on the last cell that it covers', () => {
    const [point] = request(1).checkpoints;
    const checkpoints = point ? [50, 100].map(tokens => ({ ...point, tokens })) : [];
    const model = modelOf([request(1, { usage: usage(50, 50), checkpoints })]);
    const [, , bar = ''] = draw(prefix, model, 104, 5);
    expect(bar.slice(2, -2)).toBe(`${'▓'.repeat(49)}▲${'░'.repeat(49)}▲`);
  });

  it('draws no places where the log replaced text', () => {
    const model = modelOf([request(1, { fidelity: 'redacted' })]);
    const text = draw(prefix, model, 104, 5).join('\n');
    expect(text).toContain('sections are not to scale');
    expect(text).not.toContain('▲');
  });
});

describe('what no usage has named', () => {
  it('is marked as an estimate: the tokens of an entry, and those that were expected and lost', () => {
    const entries = (exact: boolean): string => {
      const sessions = sixRequestsModel.sessions.map(session => ({
        ...session,
        lanes: session.lanes.map(lane => ({ ...lane, warm: lane.warm && { ...lane.warm, exact } })),
      }));
      return draw(clock, { ...sixRequestsModel, sessions }, 60, 8).join('\n');
    };
    expect(entries(true)).toContain('entry 181 k tokens');
    expect(entries(false)).toContain('entry ~181 k tokens');
    const entry = sixRequestsModel.requests.find(({ break: found }) => found !== null);
    const found = entry?.break;
    if (entry === undefined || !found) throw new Error('no break');
    const text = (expectedExact: boolean): string =>
      costText({ ...entry, break: { ...found, expectedExact } });
    expect(text(true)).toContain(' of 176 706 expected tokens 0 came from the cache, 176 706 lost');
    expect(text(false)).toContain(' of ~176 706 expected tokens 0 came from the cache, ~176 706 lost');
  });
});

describe('breaks', () => {
  const many = (count: number): RequestEntry[] => Array.from({ length: count }, (_, i) => request(i + 1));

  it('scrolls to the newest request while following, and to the selected one otherwise', () => {
    const model = modelOf(many(500));
    const following = draw(breaks, model, 120, 8).join('\n');
    expect(following).toContain('◂396');
    expect(following).toContain('#500');
    const looking = draw(breaks, model, 120, 8, {
      follow: false,
      selected: model.requests[9]?.id ?? null,
    }).join('\n');
    expect(looking).toContain('#10');
    expect(looking).toContain('396▸');
  });

  it('draws breaks alone, and joins a wound by a heavy line', () => {
    const rows = draw(breaks, sixRequestsModel, 120, 7);
    // All three reach M5 and stand whole in M4 and M3; what the others add has no stroke.
    expect(rows[1]).toMatch(/M5 100 k ┤ {16}╻ {44}╻ {14}╻ /);
    expect(rows[3]).toMatch(/M3 {3}1 k ┤ {16}┃ {44}┃ {14}┃ /);
    expect(rows.join('\n').match(/[┃╻]/g)).toHaveLength(9);
    expect(rows[4]).toContain('┻━━━━━━━━━━━━━━●');
    expect(rows[5]).toContain('#6 ✗ M5.2 wound of #5');
  });

  it('has no stroke for what a first request writes, however much', () => {
    const model = modelOf([request(1, { usage: usage(0, 900_000) }), request(2)]);
    for (const height of [3, 5, 7, 8, 10]) {
      expect(draw(breaks, model, 120, height).join('\n')).not.toMatch(/[┃╻╷▁-█]/);
    }
  });

  it('explains the signs of what is predicted or not known while they are shown', () => {
    const foreseen = request(2, { usage: null, break: broke({ predicted: true }) });
    const [plainTitle = ''] = draw(breaks, modelOf(many(2)), 120, 8);
    expect(plainTitle).toMatch(/^╭─ Breaks ─/);
    const [title = ''] = draw(breaks, modelOf([request(1), foreseen]), 120, 8);
    expect(title).toMatch(/^╭─ Breaks {3}╎ predicted ─/);
    // The size is foretold, too.
    expect(draw(breaks, modelOf([request(1), foreseen]), 120, 8).join('\n')).toMatch(/#2 ✗~ ~M\d\.\d /);
    const [both = ''] = draw(breaks, modelOf([request(1, { usage: null }), foreseen]), 120, 8);
    expect(both).toMatch(/^╭─ Breaks {3}╎ predicted {3}· no usage known ─/);
  });

  it.each([
    [2, 3.2, ['·', '╻']],
    [2, 6.1, ['┃', '┃']],
    [3, 5.3, ['╻', '┃', '┃']],
    [4, 2.6, ['·', '·', '·', '╷']],
    [4, 6.7, ['┃', '┃', '┃', '┃']],
    [8, 4.6, ['·', '·', '·', '·', '╻', '┃', '┃', '┃']],
  ])('in %i rows a break of M%d stands in those whose label it reaches', (bars, magnitude, cells) => {
    const model = modelOf([request(1, { break: broke({ magnitude }) })]);
    const rows = draw(breaks, model, 60, bars + 4).slice(1, -3);
    expect(rows.map(row => row[14])).toEqual(cells.map(cell => (cell === '·' ? ' ' : cell)));
    const labels = rows.flatMap((row, i) => (/M(\d)/.exec(row)?.[1] ? [[i, /M(\d)/.exec(row)?.[1]]] : []));
    for (const [i, decade] of labels) {
      const stands = /[┃╻]/.test(rows[Number(i)]?.[14] ?? '');
      expect([decade, stands]).toEqual([decade, magnitude >= Number(decade)]);
    }
  });

  it('tells magnitudes apart where there is one row only', () => {
    const sizes = [2.5, 4, 5.2, 6.9].map((magnitude, i) => request(i + 1, { break: broke({ magnitude }) }));
    const [, row = ''] = draw(breaks, modelOf(sizes), 80, 5);
    expect(row).toMatch(/M3 to M6 ┤ ▁ +▃ +▅ +█ /);
  });

  it('never moves strokes by a new request until they no longer fit', () => {
    const before = draw(breaks, modelOf(many(20)), 120, 8);
    const after = draw(breaks, modelOf(many(21)), 120, 8);
    const start = before[5]?.slice(0, 12 + 19 * 4);
    expect(after[5]?.startsWith(start ?? '?')).toBe(true);
  });
});

describe('a break with two causes', () => {
  const [, second] = sixRequestsModel.requests;
  const found = second?.break;
  const cause = found?.causes[0];
  const place = found?.divergence;
  if (!second || !found || !cause || !place) throw new Error('the second request has a break with a place');
  const other = {
    ...cause,
    id: 'system-changed' as const,
    divergence: { ...place, section: 'system' as const, path: 'system[1].text' },
  };
  const both = { ...second, break: { ...found, causes: [cause, other] } };
  const model = modelOf([request(1), both]);

  it('names the other and its key, and says how many differences there are', () => {
    const width = 66;
    const [title = ''] = draw(diff, model, 56, 20);
    expect(title).toMatch(/^╭─ Diff #1 → #2 · difference 1 of 2, } next, { back ─+╮$/);
    const [wide = ''] = draw(diff, model, 100, 20);
    expect(wide).toMatch(/ · text · difference 1 of 2, } next, { back ─+ break 1 of 1 ─╮$/);
    expect(draw(requests, model, width, 14).join('\n')).toContain(
      `${cause.id}   −$0.61   certain  + system-changed (})`,
    );
  });

  it('says both words where the provider gives another reason', () => {
    const vendor = { by: 'anthropic', reason: 'messages_changed', missedTokens: null };
    const said = modelOf([request(1), { ...both, vendor, vendorAgrees: false }]);
    expect(draw(diff, said, 100, 40, { zoom: 'diff' }).join('\n')).toContain(
      `the provider says messages_changed (anthropic); this log shows ${cause.id}, system-changed`,
    );
  });
});

describe('a healthy request with a hint', () => {
  it('tells it quietly', () => {
    const hint = { id: 'x', summary: 'The tail changes.', fix: 'Leave it.', path: null };
    const text = draw(requests, modelOf([request(1, { hints: [hint] })]), 61, 14).join('\n');
    expect(text).toContain('hint: The tail changes. Leave it.');
    expect(text).not.toContain('✗');
  });
});

describe('windowStart', () => {
  it('shows the newest rows while following', () => {
    expect(windowStart(100, 10, 3, true)).toBe(90);
  });

  it('keeps the selected row in sight, and no row beyond the ends', () => {
    expect(windowStart(100, 10, 0, false)).toBe(0);
    expect(windowStart(100, 10, 50, false)).toBe(45);
    expect(windowStart(100, 10, 99, false)).toBe(90);
    expect(windowStart(3, 10, 2, false)).toBe(0);
  });
});

describe('what a log does not hold', () => {
  const two = (change: Partial<RequestEntry>): Model => modelOf([request(1, change), request(2, change)]);

  it.each([
    [
      { fidelity: 'usage-only', blocks: null },
      'USAGE ONLY',
      'Not in this log: the prompt, so not what changed',
    ],
    [{ fidelity: 'digests' }, 'DIGESTS', 'Not in this log: the text, so neither the byte'],
    [{ fidelity: 'redacted' }, 'REDACTED', 'Not in this log: a change inside a replaced part.'],
  ] as const)('is said in the header and in the pane that could have shown it: %o', (change, word, words) => {
    expect(draw(header, two(change), 120, 1).join('')).toContain(word);
    const pane = draw(diff, two(change), 110, 12).join('\n');
    expect(pane).toContain(words);
    expect(pane).not.toContain('nothing of its prefix changed');
  });

  it('includes its times', () => {
    expect(draw(header, two({ at: null }), 120, 1).join('')).toContain('NO TIMES');
    expect(draw(header, two({}), 120, 1).join('')).not.toContain('NO TIMES');
  });
});

describe('what the header knows', () => {
  it('says that a log holds only what was billed', () => {
    const top = (fidelity: 'wire' | 'usage-only'): string =>
      draw(header, modelOf([request(1, { fidelity })]), 120, 1).join('');
    expect(top('usage-only')).toContain('USAGE ONLY');
    expect(top('wire')).not.toContain('ONLY');
  });

  it('says that there are no breaks only where that is known', () => {
    const top = (...requests: readonly RequestEntry[]): string =>
      draw(header, modelOf(requests), 120, 1).join('');
    const unbilled = request(2, { usage: null, outcome: 'unknown' });
    expect(top(request(1))).toContain('no breaks ');
    expect(top(unbilled)).toContain('breaks not known');
    expect(top(request(1), unbilled)).toContain('no breaks seen');
  });
});

it('says in words that an entry goes cold, in the pane as it is', () => {
  const model = modelOf([request(1)]);
  const [lane] = model.sessions[0]?.lanes ?? [];
  const row = (left: number): string => {
    const now = (lane?.warm?.expiresAt ?? 0) - left;
    const state = withData(createStore().getState(), {
      ...{ model, now, arrivedAt: now },
      sources: [source()],
    });
    return clock(sceneOf(state, 'wide'), { width: 44, height: 6, focused: false }).map(plain)[1] ?? '';
  };
  expect(row(60_000)).toMatch(/▰▱{6} {2}1:00 left /);
  expect(row(40_900)).toMatch(/▰▰▱{6} {2}going cold in 40 s │$/);
  expect(row(900)).toContain('going cold in 0 s');
  expect(row(-1000)).toMatch(/cold since \d\d:\d\d /);
});

it('says that an entry goes cold, and what then is paid, where there is no room for a clock', () => {
  const model = modelOf([request(1)]);
  const expires = model.sessions[0]?.lanes[0]?.warm?.expiresAt ?? 0;
  const lines = (left: number, height: number, states: SourceState['state'] = 'live'): string =>
    gauge(
      sceneOf(
        withData(createStore().getState(), {
          ...{ model, now: expires - left, arrivedAt: expires - left },
          sources: [source({ state: states })],
        }),
        'stacked',
      ),
      { width: 80, height, focused: false },
    )
      .map(plain)
      .join('\n');
  for (const height of [1, 2]) {
    expect(lines(61_000, height)).not.toContain('cold');
    expect(lines(40_900, height)).toMatch(/going cold in 40 s: then \$0\.\d\d/);
    expect(lines(-1000, height, 'ended')).not.toContain('cold');
  }
  expect(lines(-1000, 1)).not.toContain('cold');
  expect(lines(-1000, 2)).toMatch(/cold: next \$0\.\d\d/);
});

it('says of which lane the next request is priced where there are several', () => {
  const model = modelOf([request(1), request(2, { lane: 'explorer', parent: null })]);
  const at = (scroll: number): string =>
    draw(clock, model, 44, 5, { scroll: { diff: 0, help: 0, messages: 0, clock: scroll, prefix: 0 } }).join(
      '\n',
    );
  expect(at(0)).toMatch(/main +5m[\s\S]*next main {2}warm/);
  expect(at(1)).toMatch(/explor[\s\S]*next explorer {2}warm/);
  expect(draw(clock, modelOf([request(1)]), 44, 5).join('')).toContain('next request  warm');
});

it('wears a ≈ on what a next request costs, where the rate is not quite the right one', () => {
  const { sessions, ...rest } = modelOf([request(1)]);
  const about = sessions.map(session => ({
    ...session,
    lanes: session.lanes.map(lane => ({
      ...lane,
      warm: lane.warm && { ...lane.warm, costApproximate: true },
    })),
  }));
  expect(draw(clock, { ...rest, sessions: about }, 60, 6).join('\n')).toContain('warm ≈$0.06  cold ≈$0.68');
});

describe('the list of scopes', () => {
  it('says what the numbers of several logs stand for', () => {
    const broken = sixRequestsModel.requests.map(entry => ({
      ...entry,
      label: `2.${entry.n}`,
      log: '/logs/two.jsonl',
    }));
    const model = { ...sixRequestsModel, requests: [{ ...request(1), log: '/logs/one.jsonl' }, ...broken] };
    const lines = draw(scopes, model, 100, 20);
    expect(lines.join('\n')).toMatch(/logs {3}1 one\.jsonl {3}2 two\.jsonl −\$1\.59/);
    expect(draw(scopes, sixRequestsModel, 100, 20).join('\n')).not.toContain('logs ');
  });
});
