import { readFileSync } from 'node:fs';
import { beforeEach, expect, it } from 'vitest';
import { launchCachequake } from './cachequake.js';
import { PASSAGE, writeConversation } from './conversation.js';
import { scratchFolder } from './scratch.js';

const folder = scratchFolder();
let log: string;
beforeEach(() => {
  log = folder.in('log.jsonl');
});

const told = (verb: string, most: string): string =>
  `Send ${verb} message. ${PASSAGE.slice(0, 200)} Limits: ${most}.`;

it('steps through all that differs: the text, the next text, the parameters, each with its place', async () => {
  writeConversation(log, [
    { turns: 1, read: 0, write: 4000, tool: told('a', '10 per minute') },
    { turns: 2, read: 4000, write: 150, tool: told('a', '10 per minute') },
    {
      turns: 3,
      read: 0,
      write: 4300,
      tool: told('one', '20 per hour at most'),
      system: 'Be very brief.',
      change: { thinking: { type: 'enabled', budget_tokens: 1024 } },
    },
  ]);
  const program = launchCachequake([log], { cols: 120, rows: 36 });
  await program.waitFor(/tools\[0\]\.description +char 5 .*\n.*log\.jsonl:3:\d+/);
  await program.waitFor(/difference 1 of 5/);
  const first = program.screen().join('\n');
  expect(first).toContain('then alike up to char 227: 2 of 3 in this text');
  expect(first).not.toContain('the rest is alike');
  const places = new Set<string>();
  for (const [i, place] of [
    /tools\[0\]\.description +char 5 /,
    /tools\[0\]\.description +char 227 /,
    /tools\[0\]\.description +char 234 /,
    /system\[0\]\.text +char 3 /,
    /parameter thinking +char 0 /,
  ].entries()) {
    const screen = (await program.waitFor(lines => place.test(lines.join('\n')))).join('\n');
    expect(screen).toContain(`difference ${i + 1} of 5`);
    const [, line, byte] = /log\.jsonl:(\d+):(\d+)/.exec(screen) ?? [];
    expect(line).toBe('3');
    places.add(byte ?? '');
    program.press('}');
  }
  expect(places.size).toBe(5);
  // The place is that of the character: the log itself says so.
  const line = readFileSync(log).toString('latin1').split('\n')[2] ?? '';
  const [, second = ''] = [...places];
  expect(line.slice(Number(second), Number(second) + 11)).toBe('20 per hour');
  await program.waitFor(/difference 1 of 5/);
  program.press('{', '{');
  await program.waitFor(/difference 4 of 5[\s\S]*then 3 messages alike up to the next/);
});
