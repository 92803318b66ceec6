import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { DEMO_LOGS, launchCachequake } from './cachequake.js';
import { SIZES, scratchFolder } from './scratch.js';

const lines = readFileSync(join(DEMO_LOGS, 'six-requests.jsonl'), 'utf8').split(/(?<=\n)/);

const folder = scratchFolder();
let log: string;
beforeEach(() => {
  log = folder.in('log.jsonl');
  writeFileSync(log, lines.slice(0, 8).join(''));
});

describe.each(SIZES)('a break before it is billed, at %d x %d', (cols, rows) => {
  it('stands on the screen when its request has left, and gives way to what was billed', async () => {
    const program = launchCachequake([log], { cols, rows });
    await program.waitFor(/\/4 ▼ following/);
    appendFileSync(log, lines[8] ?? '');
    const before = (await program.waitFor(/✗~ 1 coming/)).join('\n');
    // Header, chart, strip and verdict agree on it, and nothing of it is counted as a break.
    expect(before).toMatch(/✗ 1 break {3}✗~ 1 coming ~−\$0\.49/);
    expect(before).toMatch(/#5 ✗~ history-edited \(compacted\) coming {3}~−\$0\.49/);
    expect(before).toMatch(/✗~ comes .*~−\$0\.49/);
    expect(before).toMatch(/▌✗~ 5/);
    // In few rows the chart has its strokes alone: the strip says what they are.
    if (rows >= 22) expect(before).toMatch(/#5 ✗~ (?!history-edited \(compacted\) coming)|#5 ✗~$/m);
    expect(before).toMatch(/messages\[41\]\.content/);
    appendFileSync(log, lines[9] ?? '');
    const after = (await program.waitFor(/✗ 2 breaks/)).join('\n');
    expect(after).not.toContain('✗~');
    expect(after).toMatch(/#5 ✗ history-edited \(compacted\) {3}−\$0\.49/);
    expect(after).toMatch(/▌✗ {2}5/);
    // One that only continues a wound takes the screen as well.
    appendFileSync(log, lines[10] ?? '');
    const again = (await program.waitFor(/▌✗~ 6/)).join('\n');
    expect(again).toMatch(/#6 ✗~ history-edited \(compacted\) coming {3}~−\$0\.49/);
    expect(again).toMatch(/messages\[43\]\.content/);
    appendFileSync(log, lines[11] ?? '');
    await program.waitFor(/▌✗ {2}6[\s\S]*#6 ✗ history-edited \(compacted\) {3}−\$0\.49/);
  });
});

it('clears itself where the answer shows that the cache held, and says so', async () => {
  const program = launchCachequake([log], { cols: 120, rows: 36 });
  await program.waitFor(/\/4 ▼ following/);
  appendFileSync(log, lines[8] ?? '');
  await program.waitFor(/✗~ 1 coming/);
  const spared = (lines[9] ?? '')
    .replace(/"cacheRead":\d+/, '"cacheRead":181060')
    .replace(/"cacheWrite":\d+/, '"cacheWrite":541');
  expect(spared).not.toBe(lines[9]);
  appendFileSync(log, spared);
  const shown = (await program.waitFor(lines => !lines.join('\n').includes('✗~'))).join('\n');
  expect(shown).toMatch(/✗ 1 break {3}−\$0\.61/);
  expect(shown).toMatch(/#5: the break that was foretold did not come/);
  await program.waitFor(/A break was foretold \(history-edited\) and did not come/);
});
