import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooserScreen } from '../../../src/ui/chooser/screen.js';
import type { ChooserState } from '../../../src/ui/chooser/state.js';
import { plain, widthOf } from '../../../src/ui/line.js';
import { toAscii } from '../../../src/ui/terminal/glyphs.js';
import { HOME, NOW, source, stateOf } from './fixture.js';

const live = source('live', {
  ...{ agent: 'cachequake', path: `${HOME}/.local/state/cachequake/recordings/r.jsonl`, live: true },
  ...{ format: 'cachequake', fidelity: 'wire', modifiedAt: NOW - 2000 },
});
const claude = source('c', {
  ...{ agent: 'claude-code', format: 'claude-code-transcript', workspace: `${HOME}/shop` },
});

function shown(state: ChooserState, columns = 80, rows = 24, ascii = false): string[] {
  return chooserScreen(state, { columns, rows }, { home: HOME, ascii }).map(line => plain(line).trimEnd());
}

describe('the list', () => {
  it('marks what is live, and says how old, what, how faithful and of which work the rest is', () => {
    expect(shown(stateOf(live, claude, source('b'))).slice(0, 5)).toEqual([
      ' cachequake  which log?                                      ● 1 live · 3 found',
      '╭─▸Logs on this machine, newest first ─────────────────────────────────────────╮',
      '│ ▌● live  cachequake recording     wire         …achequake/recordings/r.jsonl │',
      '│    5m    Claude Code transcript   usage-only   ~/shop                        │',
      '│    5m    Codex rollout            usage-only   ~/.codex/sessions/b.jsonl     │',
    ]);
  });

  it('leaves half of a narrow screen to what tells two logs of a kind apart', () => {
    expect(shown(stateOf(live, claude), 40, 10).slice(2, 4)).toEqual([
      '│ ▌● live  cachequake … …dings/r.jsonl │',
      '│    5m    Claude Code… ~/shop         │',
    ]);
  });

  it('tells of the selected log what it holds, what not, and how to get more', () => {
    const screen = shown({ ...stateOf(live, claude), selected: claude.path }).join('\n');
    expect(screen).toContain('│ ~/.codex/sessions/c.jsonl');
    expect(screen).toContain('4.1 kB, written 5m ago');
    expect(shown(stateOf(live)).join('\n')).toContain('4.1 kB, being written');
    expect(screen).toContain('It tells what was billed');
    expect(screen).toContain('Not in it: the prompt');
    expect(screen).toContain('More: cachequake record -- claude');
  });

  it('keeps the selected log in view', () => {
    const sources = Array.from({ length: 50 }, (_, n) => source(`n${n}`));
    const screen = shown({ ...stateOf(...sources), selected: sources[40]?.path ?? null });
    expect(screen.filter(row => row.includes('▌'))).toEqual([expect.stringContaining('n40.jsonl')]);
    expect(screen.filter(row => /n49\.jsonl/.test(row))).toEqual([]);
  });

  it('shows escapes in names instead of obeying them', () => {
    const hostile = source('h', { path: '/a\u001B[2J\u202E', workspace: '/w\u0007\n' });
    const screen = shown(stateOf(hostile)).join('\n');
    expect(screen).toContain('/w␇↵');
    expect(screen).toContain('/a␛[2J‹U+202E›');
  });

  it('says how to get a log where there is none', () => {
    const screen = shown(stateOf()).join('\n');
    expect(screen).toContain('No log on this machine yet.');
    expect(screen).toContain('cachequake record -- CMD');
    expect(screen).toContain('cachequake demo');
    expect(screen).toMatch(/ q quit$/);
    expect(screen).not.toContain('enter');
  });

  it('does not say that there is none before it has looked', () => {
    const screen = shown({ findings: null, selected: null, now: NOW }).join('\n');
    expect(screen).toContain('Looking for logs on this machine.');
    expect(screen).not.toContain('No log on');
  });

  it('shows the list itself where there is room for nothing else', () => {
    expect(shown(stateOf(live, claude), 30, 3)).toEqual([
      '▌● live  cachequa… …gs/r.jsonl',
      '   5m    Claude C… ~/shop',
      ' enter watch   j/k move',
    ]);
  });

  it('leaves out the borders where it is narrow', () => {
    const screen = shown(stateOf(live, claude), 30, 20);
    expect(screen[0]).toBe('▌● live  cachequa… …gs/r.jsonl');
    expect(screen.at(-1)).toBe(' enter watch   j/k move');
  });

  it('fills every size exactly, whatever the names are', () => {
    const names = fc.string({ unit: 'binary', maxLength: 60 });
    fc.assert(
      fc.property(
        fc.array(names, { maxLength: 6 }),
        fc.integer({ min: 1, max: 130 }),
        fc.integer({ min: 1, max: 40 }),
        fc.boolean(),
        (paths, columns, rows, ascii) => {
          const state = stateOf(...paths.map(path => source('x', { path, workspace: path })));
          const screen = chooserScreen(state, { columns, rows }, { home: HOME, ascii });
          expect(screen.map(widthOf)).toEqual(Array.from({ length: rows }, () => columns));
          if (ascii) expect(screen.map(line => toAscii(plain(line))).join('')).toMatch(/^[\x20-\x7E]*$/);
        },
      ),
    );
  });
});
