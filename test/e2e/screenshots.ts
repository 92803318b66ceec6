/** The pictures of the README and of docs/screen.md, taken of the real program: `npm run screenshots`. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEMO_LOGS, launchCachequake } from './cachequake.js';
import { conversationLine } from './conversation.js';
import { screenToSvg, type ThemeName } from './svg.js';
import type { Condition } from './terminal.js';

export interface Shot {
  /** Path of the picture, from the root of the repository. */
  readonly path: string;
  readonly title: string;
  readonly args: readonly string[];
  readonly cols: number;
  readonly rows: number;
  /** Keys to press, each when the screen shows what stands before them. */
  readonly steps?: readonly (readonly [until: Condition, ...keys: string[]])[];
  /** What the screen shows when nothing more will change. */
  readonly settled: Condition;
  /** Files in the folder in which it runs, by name. */
  readonly files?: Readonly<Record<string, string>>;
  /** @default 'dark' */
  readonly theme?: ThemeName;
}

const SIX_REQUESTS = {
  args: ['demo', 'six-requests', '--speed', '2000'],
  // The demo has ended, and the newest request has its usage: no prediction is left.
  settled: (lines: readonly string[]) => /ENDED/.test(lines.join('\n')) && /3 breaks/.test(lines.join('\n')),
};

const berth = (where: string, metres: number, holds: string): string =>
  `Book a berth in ${where} harbour. Boats of up to ${metres} metres; longer ones wait outside until a pilot takes them in. A booking holds for ${holds} and can be moved once.`;
const INNER = berth('the inner', 10, '30 minutes');

/** The third request changes a tool in three places, the system text and a parameter. */
const FIVE_DIFFERENCES = [
  conversationLine({ ts: '2026-11-20T10:00:00Z', turns: 1, read: 0, write: 4000, tool: INNER }),
  conversationLine({ ts: '2026-11-20T10:00:20Z', turns: 2, read: 4000, write: 150, tool: INNER }),
  conversationLine({
    ...{ ts: '2026-11-20T10:00:40Z', turns: 3, read: 0, write: 4300, tool: berth('any', 14, '2 hours') },
    system: 'Be very brief.',
    change: { thinking: { type: 'enabled', budget_tokens: 1024 } },
  }),
].join('');

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
  {
    ...SIX_REQUESTS,
    path: 'docs/screen-light.svg',
    title: 'cachequake on six requests of an agent, in a light terminal',
    cols: 120,
    rows: 30,
    theme: 'light',
  },
  {
    path: 'docs/screen-coming.svg',
    title: 'A break before it is billed: the fifth request has left, and what it will cost is foretold',
    args: ['demo', 'six-requests'],
    cols: 120,
    rows: 36,
    steps: [
      [/#1 has left/, 'space'],
      [/STOPPED/, '>'],
      [/✗ 1 break\b/, '>'],
      [/✗ 2 breaks/, 'left'],
    ],
    settled: /✗~ 1 coming[\s\S]*5\/5 ‖ as known then, 1 newer/,
  },
  {
    path: 'docs/screen-scopes.svg',
    title: 'The list of scopes: sessions and lanes with hit rate, breaks and money',
    args: ['replay', ...readDemoLogs(), '--speed', '1000000'],
    cols: 120,
    rows: 24,
    steps: [[/ENDED/, 's']],
    settled: /Scope[\s\S]*quayside/,
  },
  {
    path: 'docs/screen-differences.svg',
    title: 'All differences of a request, one after the other, each with its bytes and its place in the log',
    args: ['replay', 'harbour.jsonl', '--speed', '100000'],
    files: { 'harbour.jsonl': FIVE_DIFFERENCES },
    cols: 120,
    rows: 30,
    steps: [
      [/ENDED/, 'tab', 'enter'],
      [/difference 1 of 5/, '}'],
    ],
    settled: /difference 2 of 5/,
  },
];

function readDemoLogs(): string[] {
  return ['six-requests', 'healthy-day', 'message-id'].map(name => join(DEMO_LOGS, `${name}.jsonl`));
}

export async function take(shot: Shot): Promise<string> {
  const { args, cols, rows, settled, steps = [], files = {} } = shot;
  const cwd = mkdtempSync(join(tmpdir(), 'cachequake-shot-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  const program = launchCachequake(args, { cols, rows, cwd, env: { COLORTERM: undefined } });
  for (const [until, ...keys] of steps) {
    await program.waitFor(until);
    program.press(...keys);
  }
  await program.waitFor(settled);
  const picture = screenToSvg(program.terminal, shot);
  program.press('ctrl+c');
  await program.exited;
  rmSync(cwd, { recursive: true });
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
