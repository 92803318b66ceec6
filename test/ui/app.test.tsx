import { afterEach, describe, expect, it } from 'vitest';
import type { Model } from '../../src/diagnosis/model.js';
import type { SourceState } from '../../src/log/record.js';
import { stopAt, withData } from '../../src/store/moves.js';
import { createStore, type Store } from '../../src/store/store.js';
import { toAscii } from '../../src/ui/terminal/glyphs.js';
import { type FakeTimer, fakeTimer } from '../store/fake-timer.js';
import { modelOf, PATH, request, START, sixRequestsModel, source } from './fixture.js';
import { type Shown, show } from './harness.js';

const NOW = START + 160_000;
const open: Shown[] = [];

afterEach(() => {
  for (const shown of open.splice(0)) shown.unmount();
});

interface SetUp {
  readonly store: Store;
  readonly timer: FakeTimer;
  readonly shown: Shown;
}

async function setUp(
  columns: number,
  rows: number,
  model: Model = sixRequestsModel,
  sources: readonly SourceState[] = [source()],
  copy?: (text: string) => boolean,
): Promise<SetUp> {
  const timer = fakeTimer(NOW);
  const store = createStore({ now: NOW });
  const arrivedAt = model.requests.length > 0 ? NOW - 4400 : null;
  store.setState(state => withData(state, { model, sources, now: NOW, arrivedAt }));
  const shown = await show(store, columns, rows, { timer, ...(copy ? { copy } : {}) });
  open.push(shown);
  return { store, timer, shown };
}

describe('the six requests, without colour', () => {
  it.each([
    [120, 36],
    [80, 24],
    [60, 18],
    [40, 12],
    [10, 3],
  ])('at %ix%i', async (columns, rows) => {
    const { shown } = await setUp(columns, rows);
    expect(shown.lines()).toHaveLength(rows);
    expect(shown.frame()).toMatchSnapshot();
  });

  it('says in words and signs what colour would say', async () => {
    const { shown } = await setUp(120, 36);
    expect(shown.frame()).not.toContain('\u001B');
    expect(shown.frame()).toMatch(/● LIVE 4s {3}✗ 3 breaks {3}−\$1\.59/);
    expect(shown.frame()).toContain('▸b3310f9c');
    expect(shown.frame()).toContain('▌✗  6');
    expect(shown.frame()).toContain('#6 ✗ history-edited (compacted)   −$0.49   certain');
  });
});

describe('on an ASCII screen', () => {
  it('has an ASCII likeness for each sign of our own', async () => {
    const { shown } = await setUp(120, 36);
    expect(toAscii(shown.frame())).not.toMatch(/[^\x00-\x7F]|[?](?! help)/);
  });
});

describe('states', () => {
  it('tells how to get data before the first request', async () => {
    const waiting = source({ state: 'waiting', lines: 0, bytes: 0, format: null, fidelity: null });
    const { shown } = await setUp(80, 24, modelOf([]), [waiting]);
    expect(shown.frame()).toMatchSnapshot();
    expect(shown.frame()).toContain('cachequake demo');
  });

  it.each<[string, Partial<SourceState>, string]>([
    ['a followed file', { state: 'live' }, '● LIVE 4s'],
    ['a file that is gone', { state: 'gone' }, '✗ FILE GONE'],
    ['a file read to its end', { state: 'ended' }, '○ ENDED'],
  ])('names the state of %s', async (_, change, word) => {
    const { shown } = await setUp(120, 36, sixRequestsModel, [source(change)]);
    expect(shown.lines()[0]).toContain(word);
  });

  it('says what stands in the place of a log', async () => {
    const pipe = source({ path: '/tmp/pipe', state: 'gone', message: 'a pipe, not a file' });
    const { shown } = await setUp(120, 36, modelOf([]), [pipe]);
    expect(shown.frame()).toContain('/tmp/pipe: a pipe, not a file.');
    expect(shown.frame()).not.toContain('is gone');
  });

  it('shows lines that could not be read', async () => {
    const skipped = { path: PATH, line: 17, reason: 'not JSON' };
    const { shown } = await setUp(120, 36, { ...sixRequestsModel, skipped: [skipped], skippedCount: 3 });
    expect(shown.frame()).toContain('3 lines not read in full (L)');
    expect(shown.frame()).toContain('? help');
    await shown.type('L');
    expect(shown.frame()).toContain('payload.jsonl:17: not JSON');
  });

  it('marks a prediction with ~ and what is not known with ·', async () => {
    const predicted = { cacheRead: 1200, cacheWrite: 34, input: 5, certain: true };
    const model = modelOf([
      request(1),
      request(2, { usage: null, hitRate: null, predicted, outcome: 'pending' }),
      request(3, { usage: null, hitRate: null, predicted: null, outcome: 'unknown' }),
    ]);
    const { shown } = await setUp(120, 36, model);
    const row = (n: number): string => shown.lines().find(line => line.includes(`  ${n} e179b6f2`)) ?? '';
    expect(row(2)).toMatch(/~34 +~1 200 +~96%/);
    expect(row(3)).toMatch(/ · +· +· /);
  });
});

describe('keys', () => {
  it('moves between breaks and shows the diff of each', async () => {
    const { shown } = await setUp(120, 36);
    expect(shown.frame()).toContain('Diff #5 → #6');
    await shown.type('[');
    expect(shown.frame()).toContain('Diff #4 → #5');
    await shown.type('[');
    expect(shown.frame()).toContain('Diff #1 → #2');
    await shown.type('[');
    expect(shown.frame()).toContain('no break before this request');
    await shown.type(']');
    await shown.type(']');
    expect(shown.frame()).toContain('Diff #5 → #6');
  });

  it('moves up and down, counts what is new, and follows again with G', async () => {
    const { shown, store } = await setUp(120, 36);
    await shown.type('g');
    expect(shown.frame()).toContain('1/6 not following');
    await shown.type('jj');
    expect(shown.frame()).toContain('3/6 not following');
    const grown = modelOf([...sixRequestsModel.requests, request(7), request(8)]);
    store.setState(state => withData(state, { model: grown, sources: [source()], now: NOW, arrivedAt: NOW }));
    await shown.settle();
    expect(shown.frame()).toContain('3/8 ▼ 2 new');
    await shown.type('G');
    expect(shown.frame()).toContain('8/8 ▼ following');
  });

  it('zooms the pane in focus and steps back with q before it quits', async () => {
    const { shown } = await setUp(120, 36);
    await shown.type('\t');
    await shown.type('\r');
    expect(shown.lines()[2]).toContain('▸Diff #5 → #6');
    expect(shown.frame()).not.toContain('Cache clock');
    await shown.type('q');
    expect(shown.frame()).toContain('Cache clock');
    expect(shown.isOver()).toBe(false);
    await shown.type('q');
    expect(shown.isOver()).toBe(true);
  });

  it('opens help over everything and closes it with ? or escape', async () => {
    const { shown } = await setUp(80, 24);
    await shown.type('?');
    expect(shown.frame()).toMatchSnapshot();
    await shown.type('\u001B');
    expect(shown.frame()).toContain('Requests');
  });

  it('shows the diff as text, bytes and structure', async () => {
    const { shown } = await setUp(120, 36);
    expect(shown.frame()).toContain('[1 text]');
    await shown.type('2');
    expect(shown.frame()).toContain('55 6e 69 71');
    await shown.type('3');
    expect(shown.frame()).toContain('✗ messages  269   b3310f9c → 5a90e1d2');
  });

  it('says of a key that it means nothing, until the next one', async () => {
    const { shown } = await setUp(120, 36);
    await shown.type('Z');
    expect(shown.frame()).toContain('Z does nothing here: ? lists the keys');
    await shown.type('k');
    expect(shown.frame()).not.toContain('does nothing here');
  });

  it('copies the break as a note, in which the log is no markup', async () => {
    const copied: string[] = [];
    const { shown } = await setUp(120, 36, sixRequestsModel, [source()], text => copied.push(text) > 0);
    await shown.type('Y');
    expect(copied).toEqual([
      `**Prompt cache break, request 6** (\`claude-sonnet-4-6\`)

- read 36 654 of 179 191 tokens that were in the cache, 142 537 lost, $0.49
- \`history-edited (compacted)\`, certain: An old tool result became a placeholder: all after it was rewritten. Fix: Compact later results, in one batch, or compact to a summary.
- at \`messages[43].content[0].content\`, char 59, byte 59
- in the log: \`payload.jsonl:6:39811\`
- before: \`Unique system prompts: 16↵Hashes: ['fd5b3946', '0cc175b9', '92eb5ffe', '4a8a08f0', '8277e091']\`
- after: \`[compacted: tool output removed to free context]\`
`,
    ]);
    expect(shown.frame()).toContain('to the clipboard: a note of #6');
    await shown.type('kk');
    await shown.type('Y');
    expect(copied).toHaveLength(1);
  });

  it('copies where the difference is', async () => {
    const copied: string[] = [];
    const { shown } = await setUp(120, 36, sixRequestsModel, [source()], text => copied.push(text) > 0);
    await shown.type('y');
    expect(copied).toEqual([`${PATH}:6:39811 messages[43].content[0].content char 59`]);
    expect(shown.frame()).toContain('to the clipboard: ');
  });

  it('takes no paste for keys it does not know', async () => {
    const { shown } = await setUp(120, 36);
    const before = shown.frame();
    await shown.type('\u001B[200~qqq\u001B[201~');
    expect(shown.frame()).toBe(before);
    expect(shown.isOver()).toBe(false);
  });
});

describe('the mouse', () => {
  const at = (shown: Shown, text: string): string => {
    const row = shown.lines().findIndex(line => line.includes(text));
    return `${(shown.lines()[row]?.indexOf(text) ?? 0) + 1};${row + 1}`;
  };

  it('selects the row that is clicked, and gives a pane the focus', async () => {
    const { shown } = await setUp(120, 36);
    await shown.type(`\u001B[<0;${at(shown, '3 e179b6f2')}M`);
    expect(shown.frame()).toContain('3/6 not following');
    await shown.type(`\u001B[<0;${at(shown, 'goes on from')}M`);
    expect(shown.frame()).toContain('▸Diff');
    expect(shown.frame()).toContain('3/6 not following');
    await shown.type(`\u001B[<0;${at(shown, ' cachequake')}M`);
    expect(shown.frame()).toContain('▸Diff');
  });

  it('moves by the wheel what lies below it, whatever has the focus', async () => {
    const { shown } = await setUp(120, 36);
    await shown.type(`\u001B[<64;${at(shown, '3 e179b6f2')}M`);
    expect(shown.frame()).toContain('5/6 not following');
    await shown.type(`\u001B[<65;${at(shown, '3 e179b6f2')}M`);
    expect(shown.frame()).toContain('6/6 ▼ following');
    await shown.type('?');
    await shown.type('\u001B[<65;5;5M');
    expect(shown.frame()).toContain('▲');
    await shown.type('\u001B');
    await shown.type(':');
    await shown.type('\u001B[<65;5;5M');
    expect(shown.lines()[3]).toMatch(/^│ {3}key/);
    expect(shown.lines()[4]).toMatch(/^│ ▌ key/);
  });
});

describe('leaving', () => {
  it('asks first where somebody would be harmed, and takes another key for a no', async () => {
    const store = createStore({ now: NOW });
    store.setState(state =>
      withData(state, { model: sixRequestsModel, sources: [source()], now: NOW, arrivedAt: NOW }),
    );
    const shown = await show(store, 120, 36, { whyStay: () => '6 requests went through this' });
    open.push(shown);
    await shown.type('q');
    expect(shown.frame()).toContain('6 requests went through this');
    await shown.type('j');
    await shown.type('q');
    expect(shown.isOver()).toBe(false);
    await shown.type('q');
    expect(shown.isOver()).toBe(true);
  });
});

describe('panes on the whole screen', () => {
  const lanes = Array.from({ length: 40 }, (_, i) =>
    request(i + 1, { lane: i === 0 ? 'main' : `worker ${i}` }),
  );

  it('reach the clock of every lane, with its prices', async () => {
    const { shown } = await setUp(120, 36, modelOf(lanes));
    expect(shown.frame()).toContain('38 more: tab, j');
    await shown.type('\u001B[Z');
    await shown.type('j'.repeat(38));
    expect(shown.frame()).toMatch(/38 above, 0 below/);
    await shown.type('\r');
    const [first, last] = [/main .*left .*next {2}warm +\$0\.06 {2}cold +\$0\.68/, /worker \d+ .*\$0\.68/];
    await shown.type('k'.repeat(40));
    expect(shown.frame()).toMatch(first);
    expect(shown.frame()).toMatch(last);
  });

  it('give each wound a row below the seismograph', async () => {
    const { shown } = await setUp(120, 36);
    await shown.type('\t\t');
    await shown.type('\r');
    expect(shown.frame()).toMatch(/├─ Wounds ─+┤\n│ ✗ open +M5\.2 +#5 #6/);
  });
});

describe('time', () => {
  it('counts ages once a second while something counts', async () => {
    const { shown, timer } = await setUp(120, 36);
    expect(shown.frame()).toContain('4:20 left');
    timer.pass(1000);
    await shown.settle();
    expect(shown.frame()).toContain('● LIVE 5s');
    expect(shown.frame()).toContain('4:19 left');
  });

  it('goes on counting when a timer fires a millisecond early, as real ones do', async () => {
    const timer = fakeTimer(NOW);
    const early = {
      now: timer.now,
      after: (ms: number, run: () => void) => timer.after(Math.max(0, ms - 1), run),
    };
    const store = createStore({ now: NOW });
    const data = { model: sixRequestsModel, sources: [source()], now: NOW, arrivedAt: NOW };
    store.setState(state => withData(state, data));
    const shown = await show(store, 120, 36, { timer: early });
    open.push(shown);
    for (let i = 0; i < 3; i++) {
      timer.pass(1000);
      await shown.settle();
    }
    expect(shown.lines()[0]).toContain('● LIVE 3s');
  });

  it('leaves a session that is never answered though nothing comes any more', async () => {
    const dead = request(1, { session: 'killed', outcome: 'pending', at: NOW - 4400 });
    const { shown, store, timer } = await setUp(120, 36, modelOf([dead]));
    const model = modelOf([dead, request(2, { session: 'alive', parent: null, at: NOW })]);
    store.setState(state => withData(state, { model, sources: [source()], now: NOW, arrivedAt: NOW }));
    const names: boolean[] = [];
    for (let seconds = 0; seconds < 57; seconds += 1) {
      await shown.settle();
      names.push(shown.lines()[0]?.includes('killed') ?? false);
      timer.pass(1000);
    }
    await shown.settle();
    expect([names.indexOf(false), shown.lines()[0]]).toEqual([56, expect.stringContaining('alive')]);
  });

  it('shows no number that stands still while paused, and draws nothing', async () => {
    const { shown, timer, store } = await setUp(120, 36);
    store.setState(state => stopAt(state, NOW));
    await shown.settle();
    expect(shown.lines()[0]).toMatch(/‖ STOPPED at \d\d:\d\d:\d\d/);
    expect(shown.frame()).toMatch(/until \d\d:\d\d:\d\d/);
    expect(shown.frame()).not.toMatch(/left/);
    const frames = shown.frames.length;
    timer.pass(600_000);
    await shown.settle();
    expect(shown.frames.length).toBe(frames);
    expect(timer.pending).toBe(0);
  });

  it('draws nothing and sets no timer where nothing is alive', async () => {
    const cold = modelOf([request(1, { at: NOW - 86_400_000 })]);
    const { shown, timer } = await setUp(120, 36, cold, [source({ state: 'ended' })]);
    const frames = shown.frames.length;
    timer.pass(3_600_000);
    await shown.settle();
    expect(shown.frames.length).toBe(frames);
    expect(timer.pending).toBe(0);
    // A time of day alone would read as today's.
    expect(shown.frame()).toMatch(/cold since \d+ \w{3}/);
  });

  it('goes from LIVE to IDLE after a minute and then counts minutes only', async () => {
    const old = modelOf([request(1, { at: NOW - 86_400_000 })]);
    const { shown, timer, store } = await setUp(120, 36, old);
    const second = async (): Promise<void> => {
      timer.pass(1000);
      await shown.settle();
    };
    while (timer.now() < NOW + 56_000) await second();
    expect(shown.lines()[0]).toContain('○ IDLE 1m');
    let changes = 0;
    store.subscribe(() => changes++);
    while (timer.now() < NOW + 176_000) await second();
    expect(shown.lines()[0]).toContain('○ IDLE 3m');
    expect(changes).toBe(2);
  });
});

describe('resize', () => {
  it('draws for the new size at once', async () => {
    const { shown } = await setUp(120, 36);
    await shown.resize(80, 24);
    expect(shown.lines()).toHaveLength(24);
    await shown.resize(10, 3);
    expect(shown.lines()).toHaveLength(3);
    await shown.resize(120, 36);
    expect(shown.frame()).toContain('Cache clock');
  });
});
