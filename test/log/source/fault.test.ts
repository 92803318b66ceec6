import { expect, test, vi } from 'vitest';
import { createEngine } from '../../../src/engine.js';
import type { LogFormat } from '../../../src/log/formats/format.js';
import { createRecordReader } from '../../../src/log/source/detect.js';
import { type Fault, onFault } from '../../../src/log/source/fault.js';
import { createSource } from '../../../src/log/source/source.js';
import { conversation, request, usage } from '../../agent.js';

function hearing<T>(run: () => T): { readonly result: T; readonly faults: readonly Fault[] } {
  const faults: Fault[] = [];
  const silence = onFault(fault => void faults.push(fault));
  try {
    return { result: run(), faults };
  } finally {
    silence();
  }
}

test('an exception in a format costs the line, which is named, and no other', () => {
  const broken: LogFormat = {
    id: 'broken',
    title: 'broken',
    fidelity: 'wire',
    recognises: () => true,
    open: () => ({
      read: ({ value, origin }) => {
        if (value.bad === true) throw new TypeError('no such thing');
        return [{ kind: 'notice', origin, at: null, session: null, text: 'fine' }];
      },
    }),
  };
  const reader = createRecordReader('log.jsonl', [broken]);
  const read = (number: number, text: string) =>
    reader.read({ number, offset: 0, bytes: Buffer.from(text), length: text.length });
  const { result, faults } = hearing(() =>
    ['{}', '{"bad":true}', '{}'].flatMap((text, i) => read(i + 1, text)),
  );
  expect(result.map(({ kind }) => kind)).toEqual(['notice', 'skipped', 'notice']);
  expect(result[1]).toMatchObject({
    origin: { path: 'log.jsonl', line: 2 },
    reason: expect.stringContaining('a fault of cachequake (TypeError: no such thing)'),
  });
  expect(faults.map(({ origin }) => origin.line)).toEqual([2]);
});

test('an exception in the engine costs the record, and the conversation goes on', () => {
  const engine = createEngine();
  const trap = request('b', 3, { body: conversation(2), at: 1_000 });
  const body = new Proxy(conversation(2), {
    get() {
      throw new RangeError('too odd');
    },
  });
  const { faults } = hearing(() => {
    engine.accept(request('a', 1, { body: conversation(1), at: 0 }));
    engine.accept(usage('a', 2, { read: 0, write: 9_000 }));
    engine.accept({ ...trap, body });
    engine.accept(request('c', 5, { body: conversation(2), at: 2_000 }));
    engine.accept(usage('c', 6, { read: 9_000, write: 1_200 }));
  });
  const { requests, skipped, skippedCount } = engine.model();
  expect(requests.map(({ parent, break: broken }) => [parent === null, broken])).toEqual([
    [true, null],
    [false, null],
  ]);
  expect([skippedCount, skipped[0]?.line]).toEqual([1, 3]);
  expect(skipped[0]?.reason).toContain('RangeError: too odd');
  expect(faults).toHaveLength(1);
});

test('an exception before any format sees the line costs the line too', () => {
  const parse = JSON.parse;
  const spy = vi.spyOn(JSON, 'parse').mockImplementation((text, ...more) => {
    if (String(text).includes('boom')) throw new RangeError('too long');
    return parse(text, ...more);
  });
  try {
    const line = (content: string): string =>
      JSON.stringify({ body: { model: 'm', messages: [{ role: 'user', content }] } });
    const source = createSource('log.jsonl');
    const text = [line('a'), line('boom'), line('c')].map(each => `${each}\n`).join('');
    const { result, faults } = hearing(() => source.push(Buffer.from(text)));
    expect(result.filter(({ kind }) => kind === 'skipped')).toMatchObject([
      { origin: { path: 'log.jsonl', line: 2 }, reason: expect.stringContaining('RangeError: too long') },
    ]);
    expect(result.filter(({ kind }) => kind === 'request')).toHaveLength(2);
    expect(faults).toHaveLength(1);
  } finally {
    spy.mockRestore();
  }
});
