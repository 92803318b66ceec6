import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DEMO_LOGS, launchCachequake } from './cachequake.js';
import { endAll } from './terminal.js';

const SIX = join(DEMO_LOGS, 'six-requests.jsonl');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cachequake-'));
  mkdirSync(join(folder, 'cachequake'));
});
afterEach(async () => {
  await endAll();
  rmSync(folder, { recursive: true });
});

it('shows the panes, the target and the breaks that the settings ask for', async () => {
  writeFileSync(
    join(folder, 'cachequake/config.json'),
    '{ "panes": ["gauge", "breaks"], "target": 0.9, "noiseFloor": 150000, // tokens\n}',
  );
  const program = launchCachequake([SIX], { cols: 120, rows: 36, env: { XDG_CONFIG_HOME: folder } });
  // Breaks of 144 k and 142 k tokens are none for this reader.
  const screen = (await program.waitFor(/IDLE.*✗ 1 break [\s\S]*\/6 ▼ following/)).join('\n');
  expect(screen).not.toMatch(/Diff|Prefix|Wounds|Cache clock/);
  expect(screen).toMatch(/session {2}\d\d % .*│.* possible/);
});
