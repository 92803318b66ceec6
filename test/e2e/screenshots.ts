/** The pictures of the README, taken of the real program: `npm run screenshots`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchCachequake } from './cachequake.js';
import { screenToSvg } from './svg.js';
import type { Condition } from './terminal.js';

export interface Shot {
  /** Path of the picture, from the root of the repository. */
  readonly path: string;
  readonly title: string;
  readonly args: readonly string[];
  readonly cols: number;
  readonly rows: number;
  /** What the screen shows when nothing more will change. */
  readonly settled: Condition;
}

const SIX_REQUESTS = {
  args: ['demo', 'six-requests', '--speed', '2000'],
  // The demo has ended, and the newest request has its usage: no prediction is left.
  settled: (lines: readonly string[]) => /ENDED/.test(lines.join('\n')) && /3 breaks/.test(lines.join('\n')),
};

export const SHOTS: readonly Shot[] = [
  {
    ...SIX_REQUESTS,
    path: 'docs/screen-120x36.svg',
    title: 'cachequake on six requests of an agent: three cache breaks, where, why, and what they cost',
    cols: 120,
    rows: 36,
  },
  {
    ...SIX_REQUESTS,
    path: 'docs/screen-80x24.svg',
    title: 'cachequake on six requests of an agent, in a terminal of 80 by 24',
    cols: 80,
    rows: 24,
  },
];

export async function take({ args, cols, rows, settled, title }: Shot): Promise<string> {
  const program = launchCachequake(args, { cols, rows, env: { COLORTERM: undefined } });
  await program.waitFor(settled);
  const picture = screenToSvg(program.terminal, { title });
  program.press('q');
  await program.exited;
  return picture;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

async function main(): Promise<void> {
  for (const shot of SHOTS) {
    const path = join(ROOT, shot.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, await take(shot));
    console.log(shot.path);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
