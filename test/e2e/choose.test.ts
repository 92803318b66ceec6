import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Home, LINES, makeHome } from '../log/find/home.js';
import { DEMO_LOGS, launchCachequake } from './cachequake.js';
import { endAll, type LaunchedProgram } from './terminal.js';

afterEach(endAll);

const RECORDING = '.local/state/cachequake/recordings/r.jsonl';
const sixRequests = readFileSync(join(DEMO_LOGS, 'six-requests.jsonl'), 'utf8');

/** Started in a home folder that holds nothing else. */
function launchIn(home: Home, args: readonly string[] = []): LaunchedProgram {
  const unset = Object.fromEntries(
    ['XDG_STATE_HOME', 'CLAUDE_CONFIG_DIR', 'CODEX_HOME', 'OPENCLAW_STATE_DIR', 'PI_CODING_AGENT_DIR'].map(
      name => [name, undefined],
    ),
  );
  return launchCachequake(args, { cols: 80, rows: 24, cwd: home.cwd, env: { ...unset, HOME: home.home } });
}

describe('cachequake without a path', () => {
  it('asks which log, and watches the one that was taken', async () => {
    const home = makeHome();
    home.put('.codex/sessions/2026/10/09/r.jsonl', LINES.codex, 60);
    home.put(RECORDING, sixRequests, 3600);
    const program = launchIn(home);
    const screen = await program.waitFor(/which log\?[\s\S]*Codex rollout[\s\S]*cachequake recording/);
    expect(screen.join('\n')).toMatch(/▌.*Codex rollout/);
    program.press('j');
    await program.waitFor(/▌.*cachequake recording/);
    program.press('enter');
    await program.waitFor(/✗ 3 breaks/);
    program.press('q');
    expect(await program.exited).toEqual({ code: 0, signal: 0 });
    expect([program.isAlternate, program.isCursorShown]).toEqual([false, true]);
  });

  it('finds a recording that begins while it asks', async () => {
    const home = makeHome();
    const program = launchIn(home);
    await program.waitFor(/No log on this machine yet/);
    home.put(RECORDING, sixRequests, (Date.parse('2026-10-10T12:00:00Z') - Date.now()) / 1000);
    await program.waitFor(/▌● live {2}cachequake recording/);
    program.press('enter');
    await program.waitFor(/✗ 3 breaks/);
  });

  it.each(['q', 'escape', 'ctrl+c'])('ends with nothing at %s', async key => {
    const program = launchIn(makeHome());
    await program.waitFor(/No log on this machine yet/);
    program.press(key);
    expect(await program.exited).toEqual({ code: 0, signal: 0 });
    expect([program.isAlternate, program.isCursorShown]).toEqual([false, true]);
  });

  it('survives any size, and shows the same as before when the old one is back', async () => {
    const home = makeHome();
    home.put(RECORDING, sixRequests, 3600);
    const program = launchIn(home);
    const before = await program.waitFor(/▌.*cachequake recording/);
    for (const [cols, rows] of [
      [200, 60],
      [39, 7],
      [2, 1],
      [80, 24],
    ] as const)
      program.resize(cols, rows);
    await program.waitFor(lines => lines.join('\n') === before.join('\n'));
    expect(program.raw()).not.toMatch(/\u001B\[[23]J/);
  });
});

it.each([[[]], [['--latest']]])(
  'prefers the recording of a session to its transcript, with %j',
  async args => {
    const home = makeHome();
    const now = (Date.parse('2026-10-10T12:00:00Z') - Date.now()) / 1000;
    home.put(RECORDING, sixRequests, now + 5);
    home.put('.codex/sessions/2026/10/09/r.jsonl', LINES.codex, now);
    const program = launchIn(home, args);
    if (args.length === 0) {
      const shown = (await program.waitFor(/cachequake recording/)).join('\n');
      expect(shown).toMatch(/Codex rollout[\s\S]*▌.*cachequake recording/);
      program.press('enter');
    }
    await program.waitFor(/✗ 3 breaks/);
  },
);

it('--latest watches the newest without asking', async () => {
  const home = makeHome();
  home.put('.codex/sessions/2026/10/09/r.jsonl', LINES.codex, 3600);
  home.put(RECORDING, sixRequests, 60);
  const program = launchIn(home, ['--latest']);
  await program.waitFor(/✗ 3 breaks/);
  expect(program.raw()).not.toContain('which log?');
});
