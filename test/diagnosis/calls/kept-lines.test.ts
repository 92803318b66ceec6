import { expect, it } from 'vitest';
import { createKeptLines } from '../../../src/diagnosis/calls/kept-lines.js';
import type { RawLine } from '../../../src/log/record.js';

const line = (bytes: number): RawLine => ({ bytes: new Uint8Array(bytes), bodyAt: [], bodyIsText: false });

it('keeps the newest lines that fit the room, and the last two whatever their size', () => {
  const lines = createKeptLines(100);
  const [a, b, c, large, small] = [line(30), line(30), line(40), line(500), line(1)];
  lines.keep('a', a);
  lines.keep('b', b);
  lines.keep('none', null);
  lines.keep('c', c);
  expect(['a', 'b', 'none', 'c'].map(lines.of)).toEqual([a, b, null, c]);
  lines.keep('small', small);
  expect(['a', 'b', 'c', 'small'].map(lines.of)).toEqual([null, b, c, small]);
  lines.keep('large', large);
  expect(['b', 'c', 'small', 'large'].map(lines.of)).toEqual([null, null, small, large]);
});

it('has room again for a line that nobody looks up any more', () => {
  const lines = createKeptLines(100);
  const [a, b, c, d] = [line(40), line(40), line(40), line(20)];
  lines.keep('a', a);
  lines.keep('b', b);
  lines.drop('a');
  lines.drop('unknown');
  lines.keep('c', c);
  lines.keep('d', d);
  expect(['a', 'b', 'c', 'd'].map(lines.of)).toEqual([null, b, c, d]);
});
