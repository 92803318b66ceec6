import { describe, expect, test } from 'vitest';
import { createPlainPrinter } from '../../../src/cli/live/print-plain.js';
import type { RequestEntry } from '../../../src/diagnosis/model.js';
import type { EngineEvent } from '../../../src/engine.js';
import { broke, modelOf, request, source, usage } from '../../ui/fixture.js';

const open = (n: number, lane = 'main'): RequestEntry =>
  request(n, { lane, usage: null, hitRate: null, outcome: 'pending', what: 'sent' });
const left = (entry: RequestEntry): EngineEvent => ({ type: 'request', request: entry });
const known = (entry: RequestEntry): EngineEvent => ({
  type: 'update',
  agent: 'agent',
  judged: null,
  request: { ...entry, outcome: 'ok' },
});

/** The numbers of the requests that were printed. */
function printed(...events: readonly EngineEvent[]): readonly string[] {
  let out = '';
  const printer = createPlainPrinter(
    { write: text => (out += text) },
    { ascii: false, laneName: lane => lane },
  );
  events.forEach(printer.event);
  return [...out.matchAll(/#(\d+)/g)].map(([, n = '']) => n);
}

describe('the plain printer', () => {
  test('says once that a log is followed, however often the player waits', () => {
    let out = '';
    const printer = createPlainPrinter(
      { write: text => (out += text) },
      { ascii: false, laneName: () => 'main' },
    );
    const live = source({ path: '/a', state: 'live', format: 'cachequake' });
    const told = [
      live,
      { ...live, message: '0:08 of waiting left out' },
      live,
      { ...live, state: 'gone' as const },
    ];
    for (const state of [...told, live]) printer.source(state);
    const following = '/a: following (cachequake)\n';
    expect(out).toBe(`${following}/a: 0:08 of waiting left out\n/a: gone (cachequake)\n${following}`);
  });

  test('says once why a whole file cannot be read', () => {
    let out = '';
    const printer = createPlainPrinter(
      { write: text => (out += text) },
      { ascii: false, laneName: () => 'main' },
    );
    const reason = 'a ZIP archive';
    printer.event({ type: 'skipped', path: '/a', line: 1, reason });
    printer.source(source({ path: '/a', format: null, message: reason }));
    printer.source(source({ path: '/b', format: null, message: reason }));
    expect(out).toBe(`/a:1 not read in full: ${reason}\n/b: ${reason}\n`);
  });

  test('prints a request when it is known how it ended, and once', () => {
    expect(printed(left(open(1)))).toEqual([]);
    expect(printed(left(open(1)), known(open(1)), known(open(1)))).toEqual(['1']);
  });

  test('prints a request of which nothing more came when the next one of its lane leaves', () => {
    expect(printed(left(open(1)), left(open(2, 'explorer')), left(open(3)))).toEqual(['1']);
  });

  test('says that a break that was told as coming did not come', () => {
    let out = '';
    const printer = createPlainPrinter(
      { write: text => (out += text) },
      { ascii: false, laneName: lane => lane },
    );
    const foretold = { ...open(2), foreseen: broke({ predicted: true }) };
    const spared: EngineEvent = known({ ...foretold, usage: usage(1000, 10) });
    printer.event(left(foretold));
    printer.event(spared);
    expect(out).not.toContain('foretold');
    printer.event(left(foretold));
    printer.coming?.(foretold);
    printer.event(spared);
    expect(out.match(/COMING #2 {2}main {2}predicted/g)).toHaveLength(1);
    expect(out.match(/#2: the break that was foretold did not come/g)).toHaveLength(1);
  });

  test('prints at the end what was never answered', () => {
    let out = '';
    const printer = createPlainPrinter(
      { write: text => (out += text) },
      { ascii: false, laneName: () => 'main' },
    );
    printer.event(left(open(1)));
    printer.end(modelOf([open(1)]));
    expect(out).toContain(' #1    read         ·  wrote         ·      ·  main  sent');
  });

  test('says at the end what the numbers of several logs stand for', () => {
    let out = '';
    const printer = createPlainPrinter(
      { write: text => (out += text) },
      { ascii: false, laneName: () => 'main' },
    );
    const second = { ...request(1), label: '2.1', log: '/logs/b/log.jsonl' };
    printer.end(modelOf([{ ...request(1), log: '/logs/a/log.jsonl' }, second]));
    expect(out).toContain('logs: 1 a/log.jsonl 0 breaks · 2 b/log.jsonl 0 breaks\n');
    out = '';
    printer.end(modelOf([request(1)]));
    expect(out).not.toContain('logs:');
  });

  test('says what happens to a source, and shows hostile text without obeying it', () => {
    let out = '';
    const printer = createPlainPrinter(
      { write: text => (out += text) },
      { ascii: false, laneName: () => 'main' },
    );
    printer.source(source({ state: 'waiting', format: null }));
    printer.event({ type: 'skipped', path: 'a\u001b[2J', line: 3, reason: 'not JSON' });
    expect(out).toBe(`${source().path}: WAITING for it\na␛[2J:3 not read in full: not JSON\n`);
  });

  test('masks a secret in the name of a lane and in what a line could not be read for', () => {
    const key = 'sk-ant-api03-abcdefghijklmnopqrstuvwxyz0123456789';
    let out = '';
    const printer = createPlainPrinter(
      { write: text => (out += text) },
      { ascii: false, laneName: () => key },
    );
    printer.event(left(request(1)));
    printer.event({ type: 'skipped', path: 'a', line: 3, reason: `the kind "${key}"` });
    expect(out).toContain('%  [secret:49 chars]  ');
    expect(out).toContain('a:3 not read in full: the kind "[secret:49 chars]"\n');
  });
});
