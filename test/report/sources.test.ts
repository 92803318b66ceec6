import { describe, expect, it } from 'vitest';
import { AGENTS } from '../../src/log/find/agents/index.js';
import type { Findings, FoundSource } from '../../src/log/find/find.js';
import { sourcesJson, sourcesText } from '../../src/report/sources.js';

const NOW = Date.parse('2026-10-10T12:00:00Z');
const HOME = '/home/ada';
const OPTIONS = { home: HOME, now: NOW };

function source(change: Partial<FoundSource>): FoundSource {
  return {
    ...{ agent: 'codex', path: `${HOME}/.codex/sessions/r.jsonl`, format: 'codex', fidelity: 'usage-only' },
    ...{ workspace: null, modifiedAt: NOW - 300_000, bytes: 4100, live: false },
    ...change,
  };
}

const found = (...sources: FoundSource[]): Findings => ({
  sources,
  more: 0,
  unreadable: [],
  problems: [],
  cut: [],
});
const text = (findings: Findings, ascii = false): string =>
  sourcesText(findings, AGENTS, { ...OPTIONS, ascii });

describe('sources as text', () => {
  it('says how fresh, what, how faithful, how large and where each log is', () => {
    const live = source({
      path: `${HOME}/.local/state/cachequake/recordings/r.jsonl`,
      ...{ format: 'cachequake', fidelity: 'wire', modifiedAt: NOW - 12_000, bytes: 1_200_000, live: true },
    });
    expect(
      text(found(live, source({ workspace: `${HOME}/shop` })))
        .split('\n')
        .slice(0, 10),
    ).toEqual([
      '2 logs found, newest first (●: written in the last two minutes):',
      '',
      '● 12s   cachequake recording       wire            1.2 MB',
      '        ~/.local/state/cachequake/recordings/r.jsonl',
      '  5m    Codex rollout              usage-only      4.1 kB  ~/shop',
      '        ~/.codex/sessions/r.jsonl',
      '',
      'cachequake PATH watches one of them, cachequake asks which, and',
      'cachequake --latest takes the newest.',
      '',
    ]);
  });

  it('explains the fidelities that occur, and no others', () => {
    const said = text(found(source({})));
    expect(said).toContain('  usage-only    what was billed: that a break happened, its size and its cost.');
    expect(said).not.toMatch(/^ {2}wire/m);
  });

  it('names what no format reads, with what to do instead', () => {
    const unreadable = [{ path: `${HOME}/x\u202e.db`, reason: 'an SQLite database: record it' }];
    expect(text({ ...found(), unreadable })).toContain(
      'Found, but not to be read\n  ~/x‹U+202E›.db\n    an SQLite database: record it\n',
    );
    expect(JSON.parse(sourcesJson({ ...found(), unreadable }, AGENTS, OPTIONS))).toMatchObject({
      unreadable,
    });
  });

  it('gives each agent the exact lines', () => {
    const lines = text(found())
      .split('\n')
      .map(line => line.trim());
    for (const line of [
      'CLAUDE_CODE_ENABLE_TELEMETRY=1 OTEL_LOG_RAW_API_BODIES=file:/abs/dir claude',
      'OPENCLAW_ANTHROPIC_PAYLOAD_LOG=1 OPENCLAW_CACHE_TRACE=1 openclaw gateway',
      'cachequake record -- codex -c openai_base_url=http://127.0.0.1:4380/openai',
      'cachequake record -- pi',
      'cachequake record -- opencode',
      'cachequake record -- CMD',
    ])
      expect(lines).toContain(line);
    expect(lines[0]).toBe('No log found on this machine. What follows makes an agent write one.');
  });

  it('fits 80 columns but for paths', () => {
    const long = source({ workspace: `/w${'/folder'.repeat(30)}`, path: `/p${'/folder'.repeat(30)}` });
    const said = text({ ...found(...Array.from({ length: 14 }, () => long)), more: 3 });
    for (const line of said.split('\n'))
      if (!line.startsWith('        /p')) expect(line.length).toBeLessThanOrEqual(80);
    expect(said).toContain('  … and 5 older; --format json lists up to 100');
  });

  it('says what could not be looked at', () => {
    const problems = [{ path: `${HOME}/.claude/settings.json`, reason: 'not JSON' }];
    expect(text({ ...found(), problems, cut: ['/big'] })).toContain(
      [
        'Could not be looked at',
        '  ~/.claude/settings.json: not JSON',
        '  /big: too much in it, so only the newest was looked at',
      ].join('\n'),
    );
  });

  it('does not call what was counted all where not all was looked at', () => {
    expect(text({ ...found(source({})), cut: ['/big'] })).toMatch(/^More than 1 log found/);
  });

  it('shows escapes in names instead of obeying them', () => {
    const hostile = source({ path: `${HOME}/a\u001B[2J\u202E.jsonl`, workspace: '/w\n\u001B]0;x\u0007' });
    const said = text(found(hostile));
    expect(said).toContain('~/a␛[2J‹U+202E›.jsonl');
    expect(said).not.toMatch(/[\u001B\u0007\u202E]/);
  });

  it('keeps to ASCII where it is asked to', () => {
    const hostile = source({ path: `${HOME}/é.jsonl`, live: true, workspace: '/ü' });
    const said = text({ ...found(hostile), more: 20, cut: ['/ö'] }, true);
    expect(said).toMatch(/^[\x20-\x7E\n]*$/);
  });
});

describe('sources as JSON', () => {
  it('says the same, with absolute paths', () => {
    const json: unknown = JSON.parse(sourcesJson(found(source({})), AGENTS, OPTIONS));
    expect(json).toMatchObject({
      schema: 'cachequake.sources/1',
      sources: [
        {
          ...{
            agent: 'codex',
            path: `${HOME}/.codex/sessions/r.jsonl`,
            format: 'codex',
            fidelity: 'usage-only',
          },
          ...{ modifiedAt: '2026-10-10T11:55:00.000Z', age: 300, bytes: 4100, live: false, workspace: null },
          tells: 'what was billed: that a break happened, its size and its cost',
        },
      ],
      more: 0,
    });
    expect(json).toHaveProperty('agents.0.advice.0.line', 'cachequake record -- CMD');
  });
});
