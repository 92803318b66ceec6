import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FrameWriter } from '../../../src/ui/terminal/frame-writer.js';
import { VirtualTerminal } from './virtual-terminal.js';

const SGR = '\u001B[31m';
const RESET = '\u001B[0m';

const line = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    'hit rate',
    '漢字漢字漢字漢字',
    `${SGR}red${RESET} plain`,
    `${SGR}red\u001B[39m \u001B[1;2mbold and dim\u001B[22m plain`,
    '\u001B[7mlit\u001B[27m and \u001B[44mon blue\u001B[49m',
    '\u001B[38;5;200mof many colours\u001B[39m',
    '\u001B]8;;https://example.test\u0007link\u001B]8;;\u0007 e\u0301 ',
    '─'.repeat(40),
    'x'.repeat(12),
  ),
  fc.string({ unit: fc.constantFrom('a', 'b', ' ', '漢', '│', `${SGR}c${RESET}`), maxLength: 30 }),
  // Without a wide character, and near to each other: written by cells.
  fc.string({
    unit: fc.constantFrom('a', 'a', 'a', ' ', ' ', '\u001B[1mb\u001B[22m', '\u001B[4;36m'),
    maxLength: 24,
  }),
);
// Ink writes an empty chunk as a barrier: it is no frame.
const frame = fc
  .array(line, { minLength: 1, maxLength: 12 })
  .map(lines => lines.join('\n'))
  .filter(text => text !== '');
const step = fc.oneof(
  { weight: 4, arbitrary: frame.map(text => ({ text, size: null })) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.integer({ min: 2, max: 40 }), fc.integer({ min: 1, max: 14 }))
      .map(size => ({ text: null, size })),
  },
);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** xterm parses on real timers. */
async function screenOf(terminal: VirtualTerminal): Promise<string[]> {
  vi.useRealTimers();
  const rows = await terminal.screen();
  vi.useFakeTimers();
  return rows;
}

describe('FrameWriter', () => {
  it('shows after any frames and resizes what a full repaint of the last frame would show', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async steps => {
        const used = new VirtualTerminal(20, 6);
        const writer = new FrameWriter(used);
        let last = '';
        for (const { text, size } of steps) {
          if (size) used.resize(...size);
          else {
            last = text;
            writer.write(text);
          }
          vi.advanceTimersByTime(60);
        }
        const fresh = new VirtualTerminal(used.columns, used.rows);
        new FrameWriter(fresh).write(last);
        vi.useRealTimers();
        expect(await used.looks()).toEqual(await fresh.looks());
        vi.useFakeTimers();
        expect(used.written).not.toMatch(/\u001B\[[23]J/);
      }),
      { numRuns: 200 },
    );
  });

  it('leaves no row blank at any byte of a repaint', async () => {
    const full = (letter: string): string => Array.from({ length: 5 }, () => letter.repeat(10)).join('\n');
    const out = new VirtualTerminal(10, 5);
    const writer = new FrameWriter(out);
    writer.write(full('a'));
    const first = out.written;
    writer.write(full('b'));
    writer.repaint();
    const rest = out.written.slice(first.length);
    for (let end = 0; end <= rest.length; end++) {
      const terminal = new VirtualTerminal(10, 5);
      terminal.write(first + rest.slice(0, end));
      for (const row of await screenOf(terminal)) expect(row.trim()).not.toBe('');
    }
  });

  it('writes only the lines that changed, and nothing for the same frame', () => {
    const out = new VirtualTerminal(10, 3);
    const writer = new FrameWriter(out);
    writer.write('one\ntwo\nthree');
    out.written = '';
    writer.write('one\ntwo\nthree');
    expect(out.written).toBe('');
    writer.write('one\n2\nthree');
    expect(out.written).toBe('\u001B[?2026h\u001B[2;1H2  \u001B[?2026l');
  });

  it('writes only the cells of a line that changed, those near each other in one run', () => {
    const out = new VirtualTerminal(40, 1);
    const writer = new FrameWriter(out);
    const text = (a: string, b: string, c: string): string =>
      `${a} and ${b}${' '.repeat(20)}${SGR}${c}${RESET} end`;
    writer.write(text('1', '2', 'x'));
    out.written = '';
    writer.write(text('3', '4', 'y'));
    expect(out.written).toBe(`\u001B[?2026h\u001B[1;1H3 and 4\u001B[28G${SGR}y${RESET}\u001B[?2026l`);
    out.written = '';
    writer.write('3');
    expect(out.written).toBe('\u001B[?2026h\u001B[1;3H     \u001B[28G     \u001B[?2026l');
  });

  it('writes a line as a whole where terminals may disagree on the width of what is in it', () => {
    const out = new VirtualTerminal(20, 1);
    const writer = new FrameWriter(out);
    writer.write('a ⚠️ warning 1');
    out.written = '';
    writer.write('a ⚠️ warning 2');
    expect(out.written).toContain('a ⚠️ warning 2');
  });

  it('paints nothing while the shell has the screen, and the newest frame when it is back', async () => {
    const out = new VirtualTerminal(10, 3);
    const writer = new FrameWriter(out);
    writer.write('one\ntwo\nthree');
    out.written = '';
    writer.pause();
    writer.write('one\n2\nthree');
    writer.refresh();
    expect(out.written).toBe('');
    writer.resume();
    for (const text of ['one', '2', 'three']) expect(out.written).toContain(text);
    expect((await screenOf(out)).map(row => row.trim())).toEqual(['one', '2', 'three']);
  });

  it('does not erase behind a line that ends at the edge', () => {
    const out = new VirtualTerminal(3, 1);
    new FrameWriter(out).write('abc');
    expect(out.written).not.toContain('\u001B[K');
  });

  it('cuts what is wider or higher than the screen', async () => {
    const out = new VirtualTerminal(4, 2);
    new FrameWriter(out).write(`${SGR}漢字漢字${RESET}\nabcdef\nnever`);
    expect(await screenOf(out)).toEqual(['漢字', 'abcd']);
    const odd = new VirtualTerminal(3, 1);
    new FrameWriter(odd).write('漢字');
    expect(await screenOf(odd)).toEqual(['漢 ']);
  });

  it('sends a slow link the newest frame only', () => {
    const out = new VirtualTerminal(10, 1);
    const writer = new FrameWriter(out);
    out.writableNeedDrain = true;
    writer.write('one');
    writer.write('two');
    expect(out.written).toBe('');
    out.writableNeedDrain = false;
    out.emit('drain');
    expect(out.written).toContain('two');
    expect(out.written).not.toContain('one');
    out.written = '';
    out.emit('drain');
    expect(out.written).toBe('');
  });

  it('hands on the first resize of a drag at once, then the newest of each interval', () => {
    const out = new VirtualTerminal(10, 2);
    const writer = new FrameWriter(out);
    const widths: number[] = [];
    writer.on('resize', () => widths.push(writer.columns));
    for (const width of [11, 12, 13]) out.resize(width, 2);
    expect(widths).toEqual([11]);
    vi.advanceTimersByTime(50);
    expect(widths).toEqual([11, 13]);
    vi.advanceTimersByTime(500);
    expect(widths).toEqual([11, 13]);
  });

  it('paints again when the window was changed and changed back in a blink', () => {
    const out = new VirtualTerminal(10, 2);
    const writer = new FrameWriter(out);
    writer.write('a\nb');
    out.written = '';
    writer.refresh();
    expect(out.written).toContain('\u001B[2;1Hb');
    out.resize(11, 2);
    vi.advanceTimersByTime(1);
    out.written = '';
    writer.refresh();
    expect(out.written).toBe('');
    vi.advanceTimersByTime(50);
    expect(out.written).toContain('\u001B[2;1Hb');
  });

  it('paints once for a resize, the frame that the tree settled on', () => {
    const out = new VirtualTerminal(10, 1);
    const writer = new FrameWriter(out);
    writer.write('old');
    out.written = '';
    writer.on('resize', () => {
      writer.write('half way');
      writer.write('settled');
    });
    out.resize(12, 1);
    expect(out.written).toBe('');
    vi.advanceTimersByTime(1);
    expect(out.written).toContain('settled');
    expect(out.written).not.toContain('half way');
  });

  it('writes nothing after it was closed', () => {
    const out = new VirtualTerminal(10, 1);
    const writer = new FrameWriter(out);
    writer.write('a');
    writer.close();
    out.written = '';
    writer.write('b');
    writer.repaint();
    out.emit('resize');
    out.emit('drain');
    expect(out.written).toBe('');
  });

  it('leaves the cursor to the session', () => {
    const out = new VirtualTerminal(10, 1);
    const writer = new FrameWriter(out);
    writer.write('\u001B[?25h');
    writer.write('\u001B[?25l');
    expect(out.written).toBe('');
  });
});
