import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEMO_LOGS, launchCachequake } from './cachequake.js';
import { SIZES, scratchFolder } from './scratch.js';
import type { LaunchedProgram } from './terminal.js';

const SIX = join(DEMO_LOGS, 'six-requests.jsonl');

const folder = scratchFolder();

/** What stands in inverse video. */
function lit(program: LaunchedProgram): string {
  const { active } = program.terminal.buffer;
  return Array.from({ length: program.terminal.rows }, (_, row) =>
    Array.from({ length: program.terminal.cols }, (__, column) => {
      const cell = active.getLine(row)?.getCell(column);
      return cell?.isInverse() ? cell.getChars() : '';
    }).join(''),
  ).join('');
}

describe.each(SIZES.slice(0, 5))('hands at %d x %d', (cols, rows) => {
  const open = async (env: Record<string, string> = {}): Promise<LaunchedProgram> => {
    const program = launchCachequake([SIX], { cols, rows, env });
    await program.waitFor(/✗ 3 breaks[\s\S]*6\/6 ▼ following/);
    return program;
  };

  it('searches with highlight, goes on with n, and back with escape', async () => {
    const program = await open();
    program.press('/');
    program.press('tool-changed');
    await program.waitFor(/\/tool-changed▏/);
    program.press('enter');
    await program.waitFor(/▌✗ {2}2/);
    await program.waitFor(() => lit(program).includes('tool-changed'));
    program.press('n');
    await program.waitFor(/▌✗ {2}2/);
    program.press('/');
    program.press('no such text');
    program.press('enter');
    await program.waitFor(/not found: no such text/);
    program.press('escape');
    await program.waitFor(() => lit(program) === '');
  });

  it('lists only what a filter leaves, with chips, and says of a wrong one what is wrong', async () => {
    const program = await open();
    program.press('&');
    program.press('lost>10k tuna:3');
    await program.waitFor(/no `tuna:`/);
    program.press('enter');
    await program.waitFor(/&lost>10k tuna:3▏/);
    program.press('ctrl+u');
    program.press('cause:history-* hit<50 lost>10k turn:2');
    program.press('enter');
    // Chips give way to the position, and those without room are counted.
    const chips = /\[cause:history-\*\] {2}(?:&\+3|\[hit<50\] {2}(?:&\+2|\[lost>10k\])).* of 2, 6 in all/;
    const screen = (await program.waitFor(chips)).join('\n');
    expect(screen).not.toMatch(/^│.{4} 3▸?[ 7]/m);
    program.press('escape');
    await program.waitFor(/of 6 ─/);
    program.press('B');
    await program.waitFor(/\[is:break\]/);
  });

  it('finds actions, sessions and files by a few letters', async () => {
    const program = await open();
    program.press(':');
    await program.waitFor(/All commands, sessions and files/);
    program.press('brksonly');
    await program.waitFor(/▌ key {3}list the breaks only/);
    program.press('enter');
    await program.waitFor(/\[is:break\]/);
    program.press(':', 'six-req');
    await program.waitFor(/▌ file {2}six-requests\.jsonl/);
    program.press('escape');
    await program.waitFor(/▌✗ {2}\d/);
    program.press(':', 'harbour');
    await program.waitFor(/▌ scope quayside:harbour-ops/);
  });

  it('helps with F1 on the pane in focus, and says of a key that it means nothing', async () => {
    const program = await open();
    program.press('\u001BOP');
    await program.waitFor(/Help: Requests[\s\S]*✗~ +a break that is coming/);
    program.press('escape');
    await program.waitFor(/▌✗ {2}6/);
    program.press('tab', '?');
    await program.waitFor(/Help: Diff[\s\S]*The proof/);
    program.press('escape');
    await program.waitFor(/▌✗ {2}6/);
    program.press('Z');
    await program.waitFor(/Z does nothing here: \? lists the keys/);
  });

  it('compares any request with a marked one', async () => {
    const program = await open();
    program.press('g', 'm', 'G', "'");
    await program.waitFor(/Diff #1 → #6 · marked/);
    await program.waitFor(/tools\[8\]|difference 1 of/);
    program.press('escape');
    await program.waitFor(/Diff #5 → #6/);
  });
});

describe('the editor', () => {
  it('gets the terminal at the line of the difference, gives it back, and gets bodies pretty-printed', async () => {
    const editor = folder.in('editor');
    const told = folder.in('told');
    // It answers once it has a line: only a terminal that is not raw gives it one.
    writeFileSync(
      editor,
      `#!/bin/sh\nprintf '%s\\n' "$@" > '${told}'\necho "EDITING $1 $2"\nread -r line\necho "$line" >> '${told}'\n`,
    );
    chmodSync(editor, 0o755);
    const program = launchCachequake([SIX], {
      cols: 120,
      rows: 36,
      env: { EDITOR: editor, VISUAL: undefined },
    });
    await program.waitFor(/6\/6 ▼ following/);
    program.press('o');
    await program.waitFor(/EDITING/);
    expect(program.isAlternate).toBe(false);
    expect(program.isCursorShown).toBe(true);
    program.press('written', 'enter');
    await program.waitFor(/6\/6 ▼ following/);
    expect(program.isAlternate).toBe(true);
    expect(readFileSync(told, 'utf8')).toBe(`+11\n${SIX}\nwritten\n`);
    program.press('O');
    await program.waitFor(/EDITING \+\d+ [^\n]*request-6\.json/);
    const [at = '', body = ''] = readFileSync(told, 'utf8').split('\n');
    const pretty = readFileSync(body, 'utf8');
    expect(pretty.slice(0, 20)).toMatch(/^\{\n {2}"\w+": /);
    // The difference that is explained: messages[43].content[0].content.
    const { messages } = JSON.parse(pretty);
    expect(pretty.split('\n')[Number(at) - 1]).toContain(JSON.stringify(messages[43].content[0].content));
    program.press('enter');
    await program.waitFor(/6\/6 ▼ following/);
    program.press('q');
    expect(await program.exited).toEqual({ code: 0, signal: 0 });
    expect(() => readFileSync(body)).toThrow('ENOENT');
  });
});

it('says why nothing was edited', async () => {
  const env = { EDITOR: '/no/such/editor --wait', VISUAL: undefined };
  const program = launchCachequake([SIX], { cols: 120, rows: 36, env });
  await program.waitFor(/6\/6 ▼ following/);
  program.press('o');
  await program.waitFor(/the editor cannot be started: \/no\/such\/editor --wait/);
  expect(program.isAlternate).toBe(true);
});

it('tells of clicks only where it is asked to, and gives the mouse back', async () => {
  const program = launchCachequake([SIX, '--mouse'], { cols: 120, rows: 36 });
  const screen = await program.waitFor(/6\/6 ▼ following/);
  const row = screen.findIndex(line => /^│ +3 /.test(line)) + 1;
  program.press(`\u001B[<0;10;${row}M`);
  await program.waitFor(/▌ +3 [\s\S]*3\/6 not following/);
  program.press('q');
  await program.exited;
  const last = (text: string): number => program.raw().lastIndexOf(text);
  expect(last('\u001B[?1000l')).toBeGreaterThan(last('\u001B[?1000h'));
  expect(last('\u001B[?1000h')).toBeGreaterThan(0);

  const still = launchCachequake([SIX], { cols: 120, rows: 36 });
  await still.waitFor(/6\/6 ▼ following/);
  expect(still.raw()).not.toContain('\u001B[?1000');
});
