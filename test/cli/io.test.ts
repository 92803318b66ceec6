import { expect, test } from 'vitest';
import { say, writeAll } from '../../src/cli/io.js';
import { cachequake } from './captured-io.js';

test('a line feed in the name of a file begins no line of ours', async () => {
  const { code, err } = await cachequake('report', '/nowhere/x\ncachequake: all is well\u001B[31m');
  expect(code).toBe(2);
  expect(err.split('\n')).toHaveLength(2);
  expect(err).toMatch(/^cachequake: \/nowhere\/x.cachequake: all is well.*no such file\n$/);
  expect(err).not.toContain('\u001B');
});

test('each of several sentences is a line', () => {
  let err = '';
  const io = {
    stdout: { write: () => {} },
    stderr: { write: (text: string) => (err += text) },
    stdinIsTTY: false,
    env: {},
  };
  say(io, ['one', 'two\nthree']);
  expect(err.split('\n').filter(line => line.startsWith('cachequake: '))).toHaveLength(2);
  expect(err.trimEnd().split('\n')).toHaveLength(2);
});

test('what a reader has not taken is not written on top of', async () => {
  const taken: string[] = [];
  let drained: (() => void) | undefined;
  const output = {
    write: (text: string) => {
      taken.push(text);
      return text !== 'two';
    },
    once: (_: 'drain', listener: () => void) => {
      drained = listener;
    },
  };
  const written = writeAll(output, ['one', 'two', 'three']);
  await Promise.resolve();
  expect(taken).toEqual(['one', 'two']);
  drained?.();
  await written;
  expect(taken).toEqual(['one', 'two', 'three']);
});
