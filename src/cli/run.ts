import { Command, CommanderError } from 'commander';
import { COMMANDS } from './commands/index.js';
import type { Io } from './io.js';
import { ownVersion } from './version.js';

/** Runs one command line, without the two words in front of it. Never ends the process. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  let code = 0;
  const program = new Command('cachequake')
    .description(
      'A seismograph for prompt caches: every cache break as it happens, the byte that caused it, and why.',
    )
    .version(ownVersion())
    .exitOverride()
    .configureOutput({ writeOut: text => io.stdout.write(text), writeErr: text => io.stderr.write(text) })
    .showHelpAfterError('(cachequake --help lists the commands)');
  for (const declare of COMMANDS) {
    declare(program, {
      io,
      finish: ended => {
        code = ended;
      },
    });
  }
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : 2;
  }
  return code;
}
