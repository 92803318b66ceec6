import { Command, CommanderError } from 'commander';
import { ownVersion } from '../library/version.js';
import { type Fault, onFault } from '../log/source/fault.js';
import { onParsedWhole } from '../log/values/parsed-whole.js';
import { shown } from '../text/shown.js';
import { COMMANDS } from './commands/index.js';
import { type Io, refuse } from './io.js';
import { letSignalsEnd } from './live/held-signal.js';
import { misspelt } from './similar.js';

/** Runs one command line, without the two words in front of it. Never ends the process. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  let code = 0;
  const program = new Command('cachequake')
    .description(
      'A seismograph for prompt caches: every cache break as it happens, the byte that caused it, and why.',
    )
    .version(ownVersion())
    .option(
      '--verbose',
      'where a fault of cachequake itself happened and which lines it could not read the fast way, on standard error',
    )
    .exitOverride()
    .configureOutput({
      writeOut: text => io.stdout.write(text),
      writeErr: text => io.stderr.write(shown(text, { newline: 'keep' })),
      outputError: (text, write) => write(text.replace(/^error: /, 'cachequake: ')),
    })
    .showHelpAfterError('(cachequake --help lists the commands)');
  const following = new Set<Command>();
  for (const declare of COMMANDS) {
    declare(program, {
      io,
      follows: command => {
        following.add(command);
        return command;
      },
      finish: ended => {
        code = ended;
      },
    });
  }
  const mistaken = await misspelt(args);
  if (mistaken !== null) return refuse(io, mistaken);
  let silence = (): void => {};
  program.hook('preAction', async (_, command) => {
    if (!following.has(command)) await letSignalsEnd();
    if (program.opts().verbose === true) silence = tellAll(io);
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (isWithoutFolder(error)) {
      return refuse(io, 'the working folder does not exist any more: change to another one, and try again');
    }
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : 2;
  } finally {
    silence();
  }
  return code;
}

/** Asked for the working folder, the system had none. */
const isWithoutFolder = (error: unknown): boolean =>
  error instanceof Error && 'syscall' in error && error.syscall === 'uv_cwd';

function tellAll(io: Io): () => void {
  const slow = new Map<string, number>();
  const ends = [
    onFault(fault => tell(fault, io)),
    onParsedWhole(({ path }) => void slow.set(path, (slow.get(path) ?? 0) + 1)),
  ];
  return () => {
    for (const end of ends) end();
    for (const [path, count] of slow) {
      const lines =
        count === 1
          ? 'line was parsed whole: it holds a key twice'
          : 'lines were parsed whole: they hold a key twice';
      io.stderr.write(`${shown(path)}: ${count} ${lines}, which costs time and nothing else\n`);
    }
  };
}

function tell({ error, origin }: Fault, io: Io): void {
  const where = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.stderr.write(`${shown(`${origin.path}:${origin.line}: `)}${shown(where, { newline: 'keep' })}\n`);
}
