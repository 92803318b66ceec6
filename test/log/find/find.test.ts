import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Machine } from '../../../src/log/find/agent.js';
import { type FoundSource, findSources, latestOf } from '../../../src/log/find/find.js';
import { type Home, LINES, makeHome, NOW } from './home.js';

/** What was found, as a reader would say it. */
async function found(machine: Machine): Promise<string[]> {
  const { sources } = await findSources(machine);
  return sources.map(
    ({ agent, path, format, fidelity }) =>
      `${agent} ${format} ${fidelity} ${path.replace(`${machine.home}/`, '')}`,
  );
}

describe('the places of each agent', () => {
  const usual: readonly [path: string, text: string, reads: string][] = [
    ['.local/state/cachequake/recordings/r.jsonl', LINES.recording, 'cachequake cachequake wire'],
    ['.claude/projects/-srv/s.jsonl', LINES.claudeCode, 'claude-code claude-code-transcript usage-only'],
    [
      '.config/claude/projects/-srv/s.jsonl',
      LINES.claudeCode,
      'claude-code claude-code-transcript usage-only',
    ],
    [
      '.openclaw/logs/anthropic-payload.jsonl',
      LINES.openclawPayload,
      'openclaw openclaw-payload reserialised',
    ],
    ['.openclaw/logs/cache-trace.jsonl', LINES.openclawTrace, 'openclaw openclaw-trace digests'],
    ['.openclaw/agents/main/sessions/s.jsonl', LINES.transcript, 'openclaw agent-transcript usage-only'],
    ['.openclaw-work/logs/cache-trace.jsonl', LINES.openclawTrace, 'openclaw openclaw-trace digests'],
    [
      '.clawdbot/logs/anthropic-payload.jsonl',
      LINES.openclawPayload,
      'openclaw openclaw-payload reserialised',
    ],
    ['.codex/sessions/2026/10/09/rollout-a.jsonl', LINES.codex, 'codex codex usage-only'],
    ['.codex/archived_sessions/rollout-a.jsonl', LINES.codex, 'codex codex usage-only'],
    ['.pi/agent/sessions/--srv--/t_s.jsonl', LINES.transcript, 'pi agent-transcript usage-only'],
    ['.gemini/tmp/3f2a/chats/session-a.jsonl', LINES.gemini, 'gemini gemini-cli usage-only'],
    ['.gemini/tmp/3f2a/chats/session-b.json', LINES.gemini, 'gemini gemini-cli usage-only'],
    ['.kimi/sessions/3f2a/s1/wire.jsonl', LINES.kimi, 'kimi kimi usage-only'],
    ['.qwen/projects/-srv/chats/s.jsonl', LINES.qwen, 'qwen qwen-code usage-only'],
    ['.qwen/tmp/3f2a/chats/s.jsonl', LINES.qwen, 'qwen qwen-code usage-only'],
    [
      '.config/Code/User/globalStorage/saoudrizwan.claude-dev/tasks/1/ui_messages.json',
      LINES.cline,
      'cline cline usage-only',
    ],
    [
      'Library/Application Support/Cursor/User/globalStorage/rooveterinaryinc.roo-cline/tasks/1/ui_messages.json',
      LINES.cline,
      'cline cline usage-only',
    ],
    ['.cline/data/tasks/1/ui_messages.json', LINES.cline, 'cline cline usage-only'],
    ['work/.claude-trace/log-a.jsonl', LINES.claudeTrace, 'claude-trace claude-trace reserialised'],
    ['work/.traces/2026-10-09/trace_1.jsonl', LINES.claudeTap, 'claude-tap claude-tap reserialised'],
  ];

  it.each(usual)('finds %s', async (path, text, reads) => {
    const home = makeHome();
    home.put(path, text);
    expect(await found(home)).toEqual([`${reads} ${path}`]);
  });

  const named: readonly [variable: string, value: string, path: string, text: string][] = [
    ['XDG_STATE_HOME', '/x', 'x/cachequake/recordings/r.jsonl', LINES.recording],
    ['CLAUDE_CONFIG_DIR', '~/x', 'x/projects/-srv/s.jsonl', LINES.claudeCode],
    ['OPENCLAW_STATE_DIR', '~/x', 'x/logs/anthropic-payload.jsonl', LINES.openclawPayload],
    ['OPENCLAW_ANTHROPIC_PAYLOAD_LOG_FILE', '~/x.log', 'x.log', LINES.openclawPayload],
    ['OPENCLAW_CACHE_TRACE_FILE', 'x.log', 'work/x.log', LINES.openclawTrace],
    ['OPENCLAW_HOME', '~/x', 'x/.openclaw/logs/anthropic-payload.jsonl', LINES.openclawPayload],
    ['CODEX_HOME', '~/x', 'x/sessions/2026/10/09/rollout-a.jsonl', LINES.codex],
    ['KIMI_SHARE_DIR', '~/x', 'x/sessions/3f2a/s1/wire.jsonl', LINES.kimi],
    ['QWEN_HOME', '~/x', 'x/projects/-srv/chats/s.jsonl', LINES.qwen],
    [
      'XDG_CONFIG_HOME',
      '/x',
      'x/VSCodium/User/globalStorage/saoudrizwan.claude-dev/tasks/1/ui_messages.json',
      LINES.cline,
    ],
    ['PI_CODING_AGENT_DIR', '~/x', 'x/sessions/--srv--/s.jsonl', LINES.transcript],
  ];

  it.each([
    ['.gemini/tmp/3f2a/chats/session-b.json', LINES.gemini, 'gemini gemini-cli usage-only'],
    ['.cline/data/tasks/1/ui_messages.json', LINES.cline, 'cline cline usage-only'],
  ])('finds %s, a whole document, indented or without a newline at its end', async (path, text, reads) => {
    const value: unknown = JSON.parse(text);
    for (const written of [
      JSON.stringify(value),
      JSON.stringify(value, null, 2),
      JSON.stringify(value, null, 1),
    ]) {
      const home = makeHome();
      home.put(path, written);
      expect(await found(home)).toEqual([`${reads} ${path}`]);
    }
  });

  it.each(named)('looks where %s says', async (variable, value, path, text) => {
    const home = makeHome();
    const file = home.put(path, text);
    const absolute = value.startsWith('/') ? home.home + value : value;
    const { sources } = await findSources(home.with({ [variable]: absolute }));
    expect(sources.map(source => source.path)).toEqual([file]);
  });

  it.each([
    ['CLAUDE_CONFIG_DIR', '.claude/projects/-srv/s.jsonl', LINES.claudeCode],
    ['OPENCLAW_STATE_DIR', '.openclaw/logs/cache-trace.jsonl', LINES.openclawTrace],
    ['CODEX_HOME', '.codex/sessions/2026/10/09/rollout-a.jsonl', LINES.codex],
  ])('does not look at the usual place where %s names another', async (variable, path, text) => {
    const home = makeHome();
    home.put(path, text);
    expect(await found(home.with({ [variable]: join(home.home, 'elsewhere') }))).toEqual([]);
  });

  it('takes each of a list in CLAUDE_CONFIG_DIR', async () => {
    const home = makeHome();
    home.put('a/projects/-srv/s.jsonl', LINES.claudeCode, 20);
    home.put('b/projects/-srv/s.jsonl', LINES.claudeCode, 10);
    const { sources } = await findSources(home.with({ CLAUDE_CONFIG_DIR: '~/a, ~/b' }));
    expect(sources.map(({ path }) => path.replace(home.home, ''))).toEqual([
      '/b/projects/-srv/s.jsonl',
      '/a/projects/-srv/s.jsonl',
    ]);
  });

  it.each([
    ['its variable', (home: Home) => home.with({ OTEL_LOG_RAW_API_BODIES: `file:${home.home}/raw` })],
    [
      'the settings of the user',
      (home: Home) => {
        const env = { OTEL_LOG_RAW_API_BODIES: `file:${home.home}/raw` };
        home.put('.claude/settings.json', JSON.stringify({ env }));
        return home;
      },
    ],
  ])('finds raw bodies of Claude Code by %s, as one log', async (_, machineOf) => {
    const home = makeHome();
    home.put('raw/a.request.json', '{}');
    home.put('raw/b.request.json', '{}');
    const { sources } = await findSources(machineOf(home));
    expect(sources).toMatchObject([
      { path: join(home.home, 'raw'), format: 'claude-code-bodies', fidelity: 'reserialised', bytes: null },
    ]);
  });

  it('finds raw bodies by the local settings, too, beside what they say of other things', async () => {
    const home = makeHome();
    const env = { OTEL_LOG_RAW_API_BODIES: 'file:~/raw' };
    home.put('.claude/settings.json', '{"model":"x"}');
    home.put('.claude/settings.local.json', JSON.stringify({ env }));
    home.put('raw/index.jsonl', '');
    expect(await found(home)).toEqual(['claude-code claude-code-bodies reserialised raw']);
  });

  it('takes subagents of Claude Code for lanes of their session, not for logs', async () => {
    const home = makeHome();
    home.put('.claude/projects/-a/agent-1.jsonl', LINES.claudeCode);
    home.put('.claude/projects/-a/s/subagents/agent-2.jsonl', LINES.claudeCode);
    expect(await found(home)).toEqual([]);
  });

  it.each([
    'root/etc/claude-code/managed-settings.json',
    'root/etc/claude-code/managed-settings.d/50-logs.json',
    'root/Library/Application Support/ClaudeCode/managed-settings.json',
  ])('finds raw bodies that an organisation asks for in %s', async path => {
    const home = makeHome();
    home.put(path, JSON.stringify({ env: { OTEL_LOG_RAW_API_BODIES: 'file:~/raw' } }));
    home.put('raw/index.jsonl', '');
    expect(await found(home)).toEqual(['claude-code claude-code-bodies reserialised raw']);
  });

  it.each([
    [
      'a cache trace',
      "// by hand\n{ diagnostics: { cacheTrace: { enabled: true, filePath: '~/elsewhere/x.jsonl', }, }, }",
      LINES.openclawTrace,
      'openclaw openclaw-trace digests',
    ],
    [
      'a payload log by its variable',
      '{"env": {"OPENCLAW_ANTHROPIC_PAYLOAD_LOG_FILE": "~/elsewhere/x.jsonl"}}',
      LINES.openclawPayload,
      'openclaw openclaw-payload reserialised',
    ],
    [
      'a payload log among its variables',
      '{"env": {"vars": {"OPENCLAW_ANTHROPIC_PAYLOAD_LOG_FILE": "~/elsewhere/x.jsonl"}}}',
      LINES.openclawPayload,
      'openclaw openclaw-payload reserialised',
    ],
  ])('finds %s that the config of OpenClaw names', async (_, config, text, reads) => {
    const home = makeHome();
    home.put('.openclaw/openclaw.json', config);
    home.put('elsewhere/x.jsonl', text);
    expect(await found(home)).toEqual([`${reads} elsewhere/x.jsonl`]);
    home.put('config.json', config);
    home.put('.openclaw/openclaw.json', '{}');
    expect(await found(home.with({ OPENCLAW_CONFIG_PATH: '~/config.json' }))).toEqual([
      `${reads} elsewhere/x.jsonl`,
    ]);
  });

  it('says that the config of OpenClaw is broken, and finds the rest', async () => {
    const home = makeHome();
    const path = home.put('.openclaw/openclaw.json', '{"env":');
    home.put('.openclaw/logs/cache-trace.jsonl', LINES.openclawTrace);
    const { sources, problems } = await findSources(home);
    expect([sources.length, problems]).toEqual([
      1,
      [{ path, reason: 'not JSON, so where OpenClaw writes its logs is not known' }],
    ]);
  });

  it.each([
    ['.claude-trace/log-a.jsonl', LINES.claudeTrace, 'claude-trace claude-trace reserialised'],
    ['.traces/trace_1.jsonl', LINES.claudeTap, 'claude-tap claude-tap reserialised'],
  ])('finds %s at the root of the repository that it is run in', async (path, text, reads) => {
    const home = makeHome();
    home.put(path, text);
    const below = { ...home, cwd: join(home.home, 'work/deep') };
    mkdirSync(below.cwd);
    mkdirSync(join(home.home, '.git'));
    expect(await found(below)).toEqual([`${reads} ${path}`]);
    // Below another repository, what lies above it is no concern of its.
    mkdirSync(join(home.home, 'work/.git'));
    expect(await found(below)).toEqual([]);
  });

  it('takes raw bodies that are written inline for none', async () => {
    const home = makeHome();
    expect((await findSources(home.with({ OTEL_LOG_RAW_API_BODIES: '1' }))).sources).toEqual([]);
  });

  it("finds each session of opencode's storage, a folder a log", async () => {
    const home = makeHome();
    home.put('.local/share/opencode/storage/message/ses_a/msg_1.json', '{}');
    home.put('.local/share/opencode/storage/message/ses_b/other.json', '{}');
    expect(await found(home)).toEqual([
      'opencode opencode usage-only .local/share/opencode/storage/message/ses_a',
    ]);
  });

  it('gives the folder that the agent works in', async () => {
    const home = makeHome();
    home.put('.claude/projects/-srv/s.jsonl', LINES.claudeCode);
    expect((await findSources(home)).sources[0]?.workspace).toBe('/srv/shop');
  });
});

describe('what no format reads', () => {
  const kept: readonly [path: string, named: string, sentence: RegExp][] = [
    ['.local/share/claude-tap/traces.sqlite3', '.local/share/claude-tap/traces.sqlite3', /claude-tap export/],
    [
      '.openclaw/agents/main/agent/openclaw-agent.sqlite',
      '.openclaw/agents/main/agent/openclaw-agent.sqlite',
      /OPENCLAW_ANTHROPIC_PAYLOAD_LOG=1/,
    ],
    [
      '.local/share/opencode/opencode-next.db',
      '.local/share/opencode/opencode-next.db',
      /record -- opencode/,
    ],
    ['.context-lens/captures/1-000000.json', '.context-lens/captures', /LHAR/],
  ];

  it.each(kept)('names %s and what to do instead', async (path, named, sentence) => {
    const home = makeHome();
    home.put(path, 'SQLite format 3\0');
    const { sources, unreadable, problems } = await findSources(home);
    expect([sources, problems]).toEqual([[], []]);
    expect(unreadable).toEqual([{ path: join(home.home, named), reason: expect.stringMatching(sentence) }]);
  });

  it.each([
    ['XDG_DATA_HOME', '', 'opencode/opencode.db'],
    ['CLOUDTAP_DB', '/tap.sqlite3', 'tap.sqlite3'],
    ['CONTEXT_LENS_CAPTURE_DIR', '/captures', 'captures/1-000000.json'],
    ['GEMINI_TELEMETRY_OUTFILE', '/telemetry.log', 'telemetry.log'],
  ])('looks where %s says', async (variable, value, path) => {
    const home = makeHome();
    home.put(`x/${path}`, 'x');
    const { unreadable } = await findSources(home.with({ [variable]: `${home.home}/x${value}` }));
    expect(unreadable).toHaveLength(1);
  });

  it.each([
    ['.gemini/settings.json', '~/out.log', 'out.log'],
    ['work/.gemini/settings.json', 'out.log', 'work/out.log'],
  ])('looks where %s puts the telemetry of Gemini CLI', async (settings, outfile, path) => {
    const home = makeHome();
    home.put(settings, `{ "telemetry": { "outfile": "${outfile}" } /* local */ }`);
    const file = home.put(path, 'x');
    expect((await findSources(home)).unreadable.map(found => found.path)).toEqual([file]);
  });
});

describe('how faithful a log is', () => {
  it('is told by its first lines, not by its format alone', async () => {
    const home = makeHome();
    home.put('.openclaw/logs/anthropic-payload.jsonl', LINES.openclawRedacted);
    expect((await findSources(home)).sources[0]?.fidelity).toBe('redacted');
  });

  it('is told by the first request, behind much else', async () => {
    const home = makeHome();
    const user = LINES.claudeCode.trimEnd();
    const line = (value: unknown): string => `${JSON.stringify(value)}\n`;
    home.put(
      '.claude/projects/-srv/s.jsonl',
      `${user}\n`.repeat(1500) +
        line({
          type: 'api-request-shape',
          sessionId: 'S',
          shapeHash: 'h',
          shape: { system: [], tools: [] },
        }) +
        line({
          type: 'api-request-blob',
          sessionId: 'S',
          hash: 'm',
          message: { role: 'user', content: 'hi' },
        }) +
        line({
          ...{ type: 'api-request', sessionId: 'S', id: 'r', shapeHash: 'h', keep: 0, tail: ['m'] },
          params: { model: 'claude-x' },
        }),
    );
    expect((await findSources(home)).sources[0]?.fidelity).toBe('reserialised');
  });

  it('is not known of an empty file', async () => {
    const home = makeHome();
    home.put('.codex/sessions/2026/10/09/rollout-a.jsonl', '');
    expect(await found(home)).toEqual(['codex null null .codex/sessions/2026/10/09/rollout-a.jsonl']);
  });

  it('is what its place is for where a document is too long for a quick look, or has not ended', async () => {
    const home = makeHome();
    const messages = [{ ts: 1_790_000_000_000, type: 'say', say: 'task', text: 'x'.repeat(2 ** 21) }];
    home.put('.cline/data/tasks/1/ui_messages.json', JSON.stringify(messages, null, 2), 20);
    home.put('.cline/data/tasks/2/ui_messages.json', '[\n  {\n    "ts": 1', 30);
    expect(await found(home)).toEqual([
      'cline cline usage-only .cline/data/tasks/1/ui_messages.json',
      'cline null null .cline/data/tasks/2/ui_messages.json',
    ]);
  });

  it('leaves out a document that is of another kind', async () => {
    const home = makeHome();
    home.put('.gemini/tmp/3f2a/chats/session-b.json', '{\n  "compilerOptions": {}\n}\n');
    expect(await found(home)).toEqual([]);
  });

  it('is what its place is for where the first line is too long for a quick look', async () => {
    const home = makeHome();
    home.put('.openclaw/logs/anthropic-payload.jsonl', `{"stage":"request","a":"${'x'.repeat(2 ** 21)}"}\n`);
    expect((await findSources(home)).sources[0]?.format).toBe('openclaw-payload');
  });

  it('leaves out what is no text, however long its first line', async () => {
    const home = makeHome();
    home.put('.claude/projects/-srv/s.jsonl', `PK\x03\x04${'x'.repeat(2 ** 21)}`);
    expect(await found(home)).toEqual([]);
  });

  it('leaves out files that hold something else', async () => {
    const home = makeHome();
    home.put('.claude/projects/-srv/notes.jsonl', '{"note":1}\n');
    expect(await found(home)).toEqual([]);
  });

  it('reads a file again as long as it was empty, and then no more', async () => {
    const home = makeHome();
    const glances = new Map();
    const path = home.put('.codex/sessions/2026/10/09/rollout-a.jsonl', '');
    const look = async (): Promise<unknown> => (await findSources(home, { glances })).sources[0]?.format;
    expect(await look()).toBeNull();
    writeFileSync(path, LINES.codex);
    expect(await look()).toBe('codex');
    writeFileSync(path, LINES.claudeCode);
    expect(await look()).toBe('codex');
  });
});

describe('freshness', () => {
  it('puts the newest first and marks what was written within two minutes', async () => {
    const home = makeHome();
    home.put('.claude/projects/-a/old.jsonl', LINES.claudeCode, 121);
    home.put('.codex/sessions/2026/10/09/new.jsonl', LINES.codex, 5);
    home.put('.pi/agent/sessions/--a--/middle.jsonl', LINES.transcript, 119);
    const { sources } = await findSources(home);
    expect(sources.map(({ agent, live, modifiedAt }) => [agent, live, NOW - modifiedAt])).toEqual([
      ['codex', true, 5000],
      ['pi', true, 119_000],
      ['claude-code', false, 121_000],
    ]);
  });

  it('counts a session of Claude Code as new as its subagents', async () => {
    const home = makeHome();
    home.put('.claude/projects/-a/s.jsonl', LINES.claudeCode, 600);
    home.put('.claude/projects/-a/s/subagents/agent-x.jsonl', LINES.claudeCode, 3);
    const { sources } = await findSources(home);
    expect(sources.map(({ live, modifiedAt }) => [live, NOW - modifiedAt])).toEqual([[true, 3000]]);
  });

  const source = (path: string, age: number, fidelity: FoundSource['fidelity']): FoundSource => ({
    ...{ agent: 'a', format: 'f', workspace: null, bytes: 1, live: true },
    ...{ path, fidelity, modifiedAt: NOW - age * 1000 },
  });

  it('takes the most faithful of the logs that are written together as the latest', () => {
    const sources = [source('transcript', 1, 'usage-only'), source('recording', 9, 'wire')];
    expect(latestOf(sources)?.path).toBe('recording');
  });

  it('takes the newest where the more faithful is older than that', () => {
    const sources = [source('transcript', 1, 'usage-only'), source('recording', 60, 'wire')];
    expect(latestOf(sources)?.path).toBe('transcript');
    expect(latestOf([])).toBeNull();
  });
});

describe('a home that makes it hard', () => {
  it('looks at a limited number of files, the newest folders and the last names first', async () => {
    const home = makeHome();
    for (let n = 100; n < 140; n++) home.put(`.codex/sessions/2026/10/09/r-${n}.jsonl`, LINES.codex, 9);
    const { sources, cut } = await findSources(home, { mostLooks: 20 });
    // Half of 20 for each level of folders that there is one of, the rest for files.
    expect(sources).toHaveLength(17);
    expect(sources.every(({ path }) => path > join(home.home, '.codex/sessions/2026/10/09/r-122'))).toBe(
      true,
    );
    expect(cut).toEqual([join(home.home, '.codex/sessions')]);
  });

  it('looks into the newest folders first', async () => {
    const home = makeHome();
    for (const name of ['a', 'b', 'c', 'd']) {
      for (const n of [1, 2, 3, 4]) home.put(`.claude/projects/${name}/${n}.jsonl`, LINES.claudeCode);
      const time = NOW / 1000 - (name === 'b' ? 1 : 100);
      utimesSync(join(home.home, '.claude/projects', name), time, time);
    }
    // Eight looks: half of them for the four folders, the rest for the files of one.
    const { sources } = await findSources(home, { mostLooks: 8 });
    expect(sources.map(({ path }) => path.slice(-9))).toEqual([
      'b/1.jsonl',
      'b/2.jsonl',
      'b/3.jsonl',
      'b/4.jsonl',
    ]);
  });

  it('finds something where there are more folders than it may look at', async () => {
    const home = makeHome();
    for (let n = 10; n < 30; n++) home.put(`.claude/projects/${n}/s.jsonl`, LINES.claudeCode);
    expect((await findSources(home, { mostLooks: 10 })).sources).toHaveLength(5);
  });

  it('gives a log once that two settings name', async () => {
    const home = makeHome();
    const env = { OTEL_LOG_RAW_API_BODIES: `file:${home.home}/raw` };
    home.put('.claude/settings.json', JSON.stringify({ env }));
    home.put('raw/index.jsonl', '');
    expect((await findSources(home.with(env))).sources).toHaveLength(1);
  });

  it('gives no more than it is asked for, and counts the others', async () => {
    const home = makeHome();
    for (let n = 0; n < 5; n++) home.put(`.claude/projects/-a/${n}.jsonl`, LINES.claudeCode, n);
    const { sources, more } = await findSources(home, { most: 2 });
    expect([sources.map(({ path }) => path.slice(-7)), more]).toEqual([['0.jsonl', '1.jsonl'], 3]);
  });

  it('follows links to folders once, and never in a circle', async () => {
    const home = makeHome();
    home.put('dotfiles/projects/-a/s.jsonl', LINES.claudeCode);
    symlinkSync(join(home.home, 'dotfiles'), join(home.home, '.claude'));
    symlinkSync(join(home.home, 'dotfiles/projects'), join(home.home, 'dotfiles/projects/-up'));
    symlinkSync(join(home.home, 'dotfiles/projects/-a'), join(home.home, 'dotfiles/projects/-b'));
    symlinkSync('nowhere', join(home.home, 'dotfiles/projects/-c'));
    const { sources, problems } = await findSources(home);
    expect([sources.length, problems]).toEqual([1, []]);
  });

  it('says that settings are broken, and finds the rest', async () => {
    const home = makeHome();
    home.put('.claude/settings.json', '{"env":');
    home.put('.claude/projects/-a/s.jsonl', LINES.claudeCode);
    const { sources, problems } = await findSources(home);
    expect(sources).toHaveLength(1);
    expect(problems).toEqual([
      {
        path: join(home.home, '.claude/settings.json'),
        reason: 'not JSON, so where raw bodies go is not known',
      },
    ]);
  });

  it('reads no settings that never end, and no logs', async () => {
    const home = makeHome();
    home.put('.claude/projects/-a/s.jsonl', LINES.claudeCode);
    symlinkSync('/dev/zero', join(home.home, '.claude/settings.json'));
    execFileSync('mkfifo', ['.claude/settings.local.json', '.claude/projects/-a/f.jsonl'], {
      cwd: home.home,
    });
    const { sources, problems } = await findSources(home);
    expect(sources).toHaveLength(1);
    expect(problems).toEqual([
      { path: join(home.home, '.claude/settings.json'), reason: 'a device, not a file' },
      {
        path: join(home.home, '.claude/settings.local.json'),
        reason: 'a pipe, not a file',
      },
    ]);
  });

  it.skipIf(process.getuid?.() === 0)('says that a folder may not be read, and finds the rest', async () => {
    const home = makeHome();
    const closed = join(home.home, '.codex/sessions');
    mkdirSync(closed, { recursive: true });
    chmodSync(closed, 0o000);
    home.put('.claude/projects/-a/s.jsonl', LINES.claudeCode);
    const { sources, problems } = await findSources(home);
    chmodSync(closed, 0o700);
    expect(sources).toHaveLength(1);
    expect(problems).toEqual([
      { path: closed, reason: 'no permission to read it: check its owner and mode' },
    ]);
  });

  it('says why a folder cannot be read', async () => {
    const home = makeHome();
    mkdirSync(join(home.home, '.codex'));
    symlinkSync('sessions', join(home.home, '.codex/sessions'));
    expect((await findSources(home)).problems).toEqual([
      { path: join(home.home, '.codex/sessions'), reason: 'a symbolic link that leads back to itself' },
    ]);
  });

  it('finds nothing on an empty one', async () => {
    expect(await findSources(makeHome())).toEqual({
      sources: [],
      more: 0,
      unreadable: [],
      problems: [],
      cut: [],
    });
  });
});
