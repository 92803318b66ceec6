/** What a stranger has to find on the screen, and the way to it, at every size: one walk through one log. */
import { writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { launchCachequake } from './cachequake.js';
import { conversationLine, type Sent } from './conversation.js';
import { SIZES, scratchFolder } from './scratch.js';

const folder = scratchFolder();
let log: string;
beforeEach(() => {
  log = folder.in('log.jsonl');
});

const tool = (verb: string, most: string): string =>
  `Send ${verb} message to the harbour. Limits: ${most}. Ask before you send it twice.`;
const [BEFORE, AFTER] = [tool('a', '10 a minute'), tool('one', '20 an hour')];

/** A healthy session, then one whose third request changes a tool in two places and that goes on for long. */
function lines(): string[] {
  let at = Date.UTC(2026, 10, 20, 10);
  const line = (sent: Sent): string => {
    at += 20_000;
    return conversationLine({ ts: new Date(at).toISOString(), ...sent });
  };
  const healthy = [
    line({ session: 'morning', turns: 1, read: 0, write: 4000 }),
    line({ session: 'morning', turns: 2, read: 4000, write: 150 }),
  ];
  const broken = Array.from({ length: 24 }, (_, i) =>
    line({
      session: 'evening',
      turns: i + 1,
      tool: i < 2 ? BEFORE : AFTER,
      read: i === 0 || i === 2 ? 0 : 4000 + 150 * (i - 1),
      write: i === 0 ? 4000 : i === 2 ? 4300 : 150,
    }),
  );
  return [...healthy, '{"half of a line\n', ...broken];
}

/** The screen as one text, without borders: a sentence may be wrapped. */
const told = (screen: readonly string[]): string =>
  screen
    .flatMap(row => row.split('││').slice(0, 1))
    .join(' ')
    .replace(/[│╭╮╰╯├┤]/g, ' ')
    .replace(/\s+/g, ' ');

describe.each(SIZES)('at %d x %d', (cols, rows) => {
  it('a stranger finds scope, cause, price, fix, every difference, the other session, the clocks and what was skipped', async () => {
    writeFileSync(log, lines().join(''));
    const program = launchCachequake([log], { cols, rows });
    const has = (condition: RegExp): Promise<string[]> => program.waitFor(condition);

    // One second: one scope, a state in words, breaks, money. The explained request is a row that is marked.
    const first = await has(/evening[^\n]* IDLE [^\n]*✗ 1 break {3}−\$0\.01[\s\S]*▌✗ {2}5▸/);
    const screen = told(first);
    expect(first[0]).toMatch(cols >= 80 ? /evening \+1 session/ : /evening \+1/);
    expect(screen).toMatch(/#5 ✗ tool-changed −\$0\.01 certain/);
    expect(screen).toContain('The definition of `send` changed at tools[0].description.');
    const fix = 'fix: Build tool descriptions and schemas once per session from sorted, constant data.';
    expect(screen).toContain(cols >= 80 ? fix : fix.slice(0, 40));
    if (cols >= 100) expect(screen).toMatch(/session \d\d % █.* of \d\d % possible/);
    // What a healthy run of the same requests would show is all that breaks took more.
    expect(screen).toMatch(/▼ \d+ pts by breaks/);
    // The newest row stays in sight, and what was skipped is said beside the keys, never instead of them.
    expect(first.join('\n')).toMatch(/^│ +26 /m);
    expect(first.at(-1)).toMatch(/\? help {2}q quit.*log\.jsonl:3: broken.* 3\/24 ▼ following/);

    // The proof: all differences, none called the last that is not.
    expect(first.join('\n')).toMatch(/1 of 2/);
    expect(first.join('\n')).not.toContain('the rest is alike');
    program.press('}');
    await has(/2 of 2[\s\S]*char 41/);

    // Down and up start from what is visible; the last row follows again.
    program.press('j');
    await has(/▌ +6 [\s\S]*4\/24 not following/);
    program.press('G');
    await has(/▼ following/);

    // The other session, all of it and nothing else.
    program.press('s');
    await has(/Scope[\s\S]*evening[\s\S]*morning/);
    program.press('morn', 'enter');
    const other = await has(/^ (?:cachequake {2})?morning[\s\S]*2\/2 ▼ following/);
    expect(other[0]).toMatch(/no breaks/);
    expect(other.slice(1).join('\n')).not.toMatch(/tool-changed|✗/);

    // The clocks of its lanes, and what was said.
    program.press('shift+tab', 'enter');
    await has(/Cache clock[\s\S]*main +5m[\s\S]*cold since 20 Nov/);
    program.press('escape', 'L');
    await has(/Messages[\s\S]*log\.jsonl:3/);
    program.press('escape', '?');
    await has(/Help/);
    program.press('escape', 'q');
    expect(await program.exited).toEqual({ code: 0, signal: 0 });
  });
});
