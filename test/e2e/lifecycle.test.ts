import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { endAll, type LaunchedProgram, launch } from './terminal.js';

const APP = fileURLToPath(new URL('fixtures/app.tsx', import.meta.url));
const RUN = `${process.execPath} --import tsx ${APP}`;

afterEach(endAll);

/**
 * The program under a shell that afterwards tells the exit code and the terminal's modes. The shell stays until it is ended:
 * what a process writes last can be lost with its pseudo-terminal.
 */
async function startUnderShell(): Promise<{ program: LaunchedProgram; pid: number }> {
  const script = `echo before; ${RUN}; echo "code $?"; stty -a | grep -oE -- '-?(icanon|echo|isig|opost)\\b' | tr '\\n' ' '; echo; echo done; read -r`;
  const program = launch({ command: 'bash', args: ['-c', script], cols: 80, rows: 24 });
  const screen = await program.waitFor(/READY/);
  return { program, pid: Number(/pid (\d+)/.exec(screen.join('\n'))?.[1]) };
}

/** The program as it is typed at the prompt of a shell that has jobs. */
async function startFromPrompt(): Promise<LaunchedProgram> {
  const program = launch({
    command: 'bash',
    args: ['--norc', '--noprofile', '-i'],
    env: { PS1: 'prompt> ' },
    cols: 80,
    rows: 24,
  });
  await program.waitFor(/^prompt>/m);
  program.press(RUN, 'enter');
  await program.waitFor(/READY/);
  return program;
}

async function expectRestored(program: LaunchedProgram, code: number): Promise<string> {
  await program.waitFor(/^done$/m);
  const text = program.history().join('\n');
  expect(program.isAlternate).toBe(false);
  expect(program.isCursorShown).toBe(true);
  expect(text).toContain(`code ${code}\n`);
  expect(text).toMatch(/^opost isig icanon echo/m);
  expect(text).toMatch(/^before$/m);
  expect(text).not.toContain('READY');
  // Line wrap and pastes are as before.
  expect(program.raw().lastIndexOf('\u001B[?7h')).toBeGreaterThan(program.raw().lastIndexOf('\u001B[?7l'));
  expect(program.raw().lastIndexOf('\u001B[?2004l')).toBeGreaterThan(
    program.raw().lastIndexOf('\u001B[?2004h'),
  );
  expect(program.raw()).not.toContain('\u001B[3J');
  return text;
}

describe('the terminal is given back', () => {
  it.each(['q', 'ctrl+c'])('after %s, with code 0', async key => {
    const { program } = await startUnderShell();
    expect(program.isAlternate).toBe(true);
    expect(program.isCursorShown).toBe(false);
    program.press(key);
    expect(await expectRestored(program, 0)).toContain('said goodbye');
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGQUIT', 131],
  ] as const)('after %s, with code %d', async (signal, code) => {
    const { program, pid } = await startUnderShell();
    process.kill(pid, signal);
    await expectRestored(program, code);
  });

  it('after the terminal was lost, without a word', async () => {
    const { program } = await startUnderShell();
    program.press('e');
    expect(await expectRestored(program, 129)).not.toContain('EIO');
  });

  it.each([
    ['t', 'broken in a timer'],
    ['i', 'broken in an input handler'],
    ['b', 'broken while rendering'],
  ])('after an error (key %s), with the error on the main screen', async (key, message) => {
    const { program } = await startUnderShell();
    program.press(key);
    const text = await expectRestored(program, 1);
    expect(text).toContain(`Error: ${message}`);
    expect(text).toContain('app.tsx');
  });

  it('after an unhandled rejection, whose text cannot colour the screen', async () => {
    const { program } = await startUnderShell();
    program.press('r');
    expect(await expectRestored(program, 1)).toContain('Error: broken promise, ␛[31mnot red␛[0m');
  });
});

it('keeps what is printed off the screen, and shows it beside an error', async () => {
  const { program } = await startUnderShell();
  program.press('p');
  await program.waitFor(/keys \[p\]/);
  expect(program.screen().join('\n')).not.toContain('printed past');
  program.press('t');
  expect(await expectRestored(program, 1)).toContain('printed past the screen');
});

it('follows the size of the terminal', async () => {
  const { program } = await startUnderShell();
  program.resize(100, 10);
  await program.waitFor(lines => lines.join('\n').includes('size 100x10') && lines[9] === '='.repeat(100));
  program.resize(40, 5);
  const screen = await program.waitFor(
    lines => lines.join('\n').includes('size 40x5') && lines[4] === '='.repeat(40),
  );
  expect(screen.filter(line => line.includes('='))).toHaveLength(1);
});

it('paints again when ctrl+l is pressed', async () => {
  const { program } = await startUnderShell();
  const painted = program.raw().split('READY').length;
  program.press('ctrl+l');
  await program.waitFor(() => program.raw().split('READY').length > painted);
});

describe('ctrl+z', () => {
  it('gives the terminal to the shell, and takes it again on fg', async () => {
    const program = await startFromPrompt();
    program.press('x');
    await program.waitFor(/keys \[x\]/);
    program.press('ctrl+z');
    await program.waitFor(/Stopped/);
    expect(program.isAlternate).toBe(false);
    expect(program.isCursorShown).toBe(true);
    program.press('fg', 'enter');
    await program.waitFor(/keys \[x\]/);
    expect(program.isAlternate).toBe(true);
    expect(program.isCursorShown).toBe(false);
    program.press('y');
    await program.waitFor(/keys \[xy\]/);
    program.press('q');
    await program.waitFor(/said goodbye/);
    program.press('stty -a | grep -oE -- "-?icanon"', 'enter');
    await program.waitFor(/^icanon$/m);
    expect(program.isAlternate).toBe(false);
  });

  it('paints nothing on the screen of the shell, however fast it counts', async () => {
    const program = await startFromPrompt();
    program.press('c');
    await program.waitFor(/counted [1-9]/);
    program.press('ctrl+z');
    await program.waitFor(/Stopped/);
    program.press('fg', 'enter');
    await program.waitFor(/counted/);
    const raw = program.raw();
    const shell = raw.slice(raw.indexOf('\u001B[?1049l'), raw.lastIndexOf('\u001B[?1049h'));
    expect(shell).toContain('Stopped');
    expect(shell).not.toContain('\u001B[?2026h');
  });

  it('comes back by itself where no shell stops it', async () => {
    const program = launch({ command: process.execPath, args: ['--import', 'tsx', APP], cols: 80, rows: 24 });
    await program.waitFor(/READY/);
    program.press('ctrl+z');
    await program.waitFor(() => !program.isAlternate);
    await program.waitFor(/READY/);
    program.press('x');
    await program.waitFor(/keys \[x\]/);
    program.press('q');
    expect(await program.exited).toEqual({ code: 0, signal: 0 });
  });
});

it('draws nothing but ASCII if asked', async () => {
  const program = launch({
    command: process.execPath,
    args: ['--import', 'tsx', APP, '--ascii'],
    cols: 80,
    rows: 24,
  });
  await program.waitFor(/READY/);
  program.press('é', '│');
  await program.waitFor(/keys \[\?\|\]/);
  program.press('q');
  await program.exited;
});
