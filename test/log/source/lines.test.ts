import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineSplitter, type LineSplitter, type LogLine } from '../../../src/log/source/lines.js';

function split(chunks: readonly Buffer[], longest?: number): LogLine[] {
  const splitter = createLineSplitter(longest === undefined ? {} : { longest });
  const lines = chunks.flatMap(chunk => pushed(splitter, chunk));
  const last = splitter.end();
  return last === null ? lines : [...lines, kept(last)];
}

function pushed(splitter: LineSplitter, chunk: Buffer): LogLine[] {
  const lines: LogLine[] = [];
  splitter.push(chunk, line => void lines.push(kept(line)));
  return lines;
}

/** A line is given until the next one is. */
function kept({ bytes, ...line }: LogLine): LogLine {
  return { ...line, bytes: bytes === null ? null : Buffer.from(bytes) };
}

function texts(lines: readonly LogLine[]): [number, string][] {
  return lines.map(line => [line.number, line.bytes?.toString() ?? '(too long)']);
}

describe('line splitter', () => {
  it('holds a half line back until its newline comes', () => {
    const splitter = createLineSplitter();
    expect(pushed(splitter, Buffer.from('{"a":'))).toEqual([]);
    expect(splitter.pending).toBe(5);
    expect(texts(pushed(splitter, Buffer.from('1}\n{')))).toEqual([[1, '{"a":1}']]);
    expect(splitter.pending).toBe(1);
    expect(splitter.lines).toBe(1);
  });

  it('gives a half line once where only its newline is missing, and counts on', () => {
    const splitter = createLineSplitter();
    expect(pushed(splitter, Buffer.from('a\n{"b'))).toHaveLength(1);
    const asked: string[] = [];
    const ask = (isWhole: boolean): LogLine | null =>
      splitter.settle(bytes => {
        asked.push(bytes.toString());
        return isWhole;
      });
    expect([ask(false), ask(false)]).toEqual([null, null]);
    pushed(splitter, Buffer.from('"}'));
    expect(ask(true)).toMatchObject({ number: 2, offset: 2, length: 5 });
    expect(ask(true)).toBeNull();
    expect(pushed(splitter, Buffer.from('\nc\n'))).toMatchObject([{ number: 3, offset: 8, length: 1 }]);
    // Asked once for each length.
    expect(asked).toEqual(['{"b', '{"b"}']);
  });

  it('counts blank lines but does not give them', () => {
    expect(texts(split([Buffer.from('\n  \r\na\n\nb')]))).toEqual([
      [3, 'a'],
      [5, 'b'],
    ]);
  });

  it('takes carriage returns for part of the newline, also when the chunk ends between the two', () => {
    expect(texts(split([Buffer.from('a\r'), Buffer.from('\nb\r\n')]))).toEqual([
      [1, 'a'],
      [2, 'b'],
    ]);
  });

  it('skips a byte order mark at the start only, and counts it in the offset', () => {
    const bom = Buffer.from([0xef, 0xbb, 0xbf]);
    const lines = split([bom.subarray(0, 2), Buffer.concat([bom.subarray(2), Buffer.from('a\n'), bom])]);
    expect(lines[0]?.bytes?.toString()).toBe('a');
    expect(lines[0]?.offset).toBe(3);
    expect(lines[1]?.bytes).toEqual(bom);
  });

  it('gives only the length of a line above the limit and goes on behind it', () => {
    const lines = split([Buffer.from('abc'), Buffer.from('def\nxy\n')], 4);
    expect(lines[0]).toEqual({ number: 1, offset: 0, bytes: null, length: 6 });
    expect(lines[1]?.bytes?.toString()).toBe('xy');
    expect(lines[1]?.offset).toBe(7);
  });

  it('does not copy a line that lies in one chunk', () => {
    const chunk = Buffer.from('abc\ndef\n');
    const isView: boolean[] = [];
    createLineSplitter().push(chunk, line => void isView.push(line.bytes?.buffer === chunk.buffer));
    expect(isView).toEqual([true, true]);
  });

  it('reads a line of 6 MB that comes in small chunks', () => {
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const lines = split([...Array<Buffer>(96).fill(chunk), Buffer.from('\n')]);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.length).toBe(96 * 64 * 1024);
  });

  it('gives the same lines, numbers and offsets however the bytes are cut', () => {
    const piece = fc.constantFrom('a', 'é', '\n', '\r\n', ' ', '\n\n', 'xyz');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.array(fc.nat(60)), (pieces, cuts) => {
        const bytes = Buffer.from(pieces.join(''));
        const at = [...cuts.filter(cut => cut < bytes.length), 0, bytes.length].sort((a, b) => a - b);
        const chunks = at.slice(1).map((end, index) => bytes.subarray(at[index], end));
        const lines = split(chunks);
        const expected = bytes
          .toString()
          .split('\n')
          .map((text, index): [number, string] => [index + 1, text.trimEnd()])
          .filter(([, text]) => text !== '');
        expect(texts(lines)).toEqual(expected);
        for (const line of lines) {
          expect(bytes.subarray(line.offset, line.offset + line.length)).toEqual(line.bytes);
        }
      }),
    );
  });
});
