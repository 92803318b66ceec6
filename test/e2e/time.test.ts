import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEMO_LOGS, launchCachequake } from './cachequake.js';
import { SIZES, scratchFolder } from './scratch.js';

const SIX = join(DEMO_LOGS, 'six-requests.jsonl');
const lines = readFileSync(SIX, 'utf8').split(/(?<=\n)/);

const folder = scratchFolder();

describe.each(SIZES)('time at %d x %d', (cols, rows) => {
  it('replays a log: stops, steps, goes to the next break, back, and to now', async () => {
    const program = launchCachequake(['replay', SIX, '--longest-wait', '600'], { cols, rows });
    await program.waitFor(/▸ REPLAY/);
    program.press('space');
    await program.waitFor(/‖ STOPPED at/);
    program.press('>');
    await program.waitFor(/✗ 1 break[\s\S]*2\/2 ‖ as known then/);
    program.press('>');
    await program.waitFor(/✗ 2 breaks[\s\S]*5\/5 ‖ as known then/);
    program.press('left', 'left');
    await program.waitFor(/✗ 1 break[\s\S]*4\/4 ‖ as known then, 1 newer: G/);
    program.press('.');
    await program.waitFor(/5\/5 ‖ as known then, 1 newer: G/);
    program.press('G');
    await program.waitFor(/▸ REPLAY[\s\S]*5\/5 ▼ following/);
    program.press('+', '+');
    await program.waitFor(/▸ REPLAY 4x/);
    program.press('q');
    expect(await program.exited).toEqual({ code: 0, signal: 0 });
  });

  it('stops what is shown of a log that is followed, counts what comes, and goes on', async () => {
    const log = folder.in('log.jsonl');
    writeFileSync(log, lines.slice(0, 6).join(''));
    const program = launchCachequake([log], { cols, rows });
    await program.waitFor(/\/3 ▼ following/);
    program.press('space');
    await program.waitFor(/‖ STOPPED at/);
    appendFileSync(log, lines.slice(6, 8).join(''));
    await program.waitFor(/3\/3 ‖ as known then, 1 newer: G/);
    program.press('space');
    await program.waitFor(/\/4 ▼ following/);
  });
});

it('the demo says what it is, and announces a break within ten seconds in plain words', async () => {
  const began = performance.now();
  const program = launchCachequake(['demo'], { cols: 120, rows: 36 });
  await program.waitFor(/▸ DEMO[\s\S]*Request #1 has left: tools, instructions/);
  await program.waitFor(/Request #2 left with another prefix.*a break is coming, ~\$0\.61\./);
  expect(performance.now() - began).toBeLessThan(10_000);
  program.press('>');
  await program.waitFor(/#2 broke (the cache: 0 of its 179 k tokens were there|it: 0 of 179 k were cached)/);
});
