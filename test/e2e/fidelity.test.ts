import { utimesSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { launchCachequake } from './cachequake.js';
import { conversationLine } from './conversation.js';
import { SIZES, scratchFolder } from './scratch.js';

const folder = scratchFolder();
let log: string;
beforeEach(() => {
  log = folder.in('log.jsonl');
});

const lines = [
  conversationLine({ turns: 1, read: 0, write: 4_000 }),
  conversationLine({ turns: 2, read: 4_000, write: 200 }),
];

describe.each(SIZES)('what a log does not hold, at %d x %d', (cols, rows) => {
  it('says that it has no times, and is not live for that it was opened', async () => {
    writeFileSync(log, lines.join('').replace(/"ts":"[^"]*",/g, ''));
    const daysAgo = new Date(Date.now() - 3 * 86_400_000);
    utimesSync(log, daysAgo, daysAgo);
    const program = launchCachequake([log], { cols, rows });
    // Until then it says that it reads.
    const [header = ''] = await program.waitFor(/IDLE 3d/);
    expect(header).toContain('NO TIMES');
    expect(header).not.toContain('LIVE');
  });

  it('calls nothing good where no cached count is in it', async () => {
    writeFileSync(log, lines.join('').replace(/"cache_(?:read|creation)_input_tokens":\d+,/g, ''));
    const program = launchCachequake([log], { cols, rows });
    // Until then it says that it reads.
    const screen = await program.waitFor(/breaks not known[\s\S]*\/2 ▼ following/);
    expect(screen.join('\n')).not.toMatch(/no breaks|100 %/);
    // Cyan is the colour of good news; only `following` wears it.
    const cyan = screen.flatMap((text, row) =>
      [...text].flatMap((_, column) => {
        const cell = program.terminal.buffer.active.getLine(row)?.getCell(column);
        return cell?.isFgPalette() && cell.getFgColor() === 6 ? [cell.getChars()] : [];
      }),
    );
    expect(cyan.join('').trim()).toMatch(/^(?:▼ ?following)?$/);
  });
});
