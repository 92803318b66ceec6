import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { DEMO_LOGS, launchCachequake } from './cachequake.js';
import { scratchFolder } from './scratch.js';

const SIX = join(DEMO_LOGS, 'six-requests.jsonl');

const folder = scratchFolder();
beforeEach(() => {
  mkdirSync(join(folder.path, 'cachequake'));
});

it('shows the panes, the target and the breaks that the settings ask for', async () => {
  writeFileSync(
    folder.in('cachequake/config.json'),
    '{ "panes": ["gauge", "breaks"], "target": 0.9, "noiseFloor": 150000, // tokens\n}',
  );
  const program = launchCachequake([SIX], { cols: 120, rows: 36, env: { XDG_CONFIG_HOME: folder.path } });
  // Breaks of 144 k and 142 k tokens are none for this reader.
  const screen = (await program.waitFor(/IDLE.*✗ 1 break [\s\S]*\/6 ▼ following/)).join('\n');
  expect(screen).not.toMatch(/Diff|Prefix|Wounds|Cache clock/);
  expect(screen).toMatch(/session {2}\d\d % .*│.* possible/);
});
