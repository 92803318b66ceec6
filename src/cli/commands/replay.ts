import type { DemoOptions } from '../demo.js';
import { type DeclareCommand, examplesAnd } from './command.js';
import { withPlayOptions } from './options.js';

const MORE = (): string =>
  examplesAnd('Ends with 0 when it is over or left, or 2 if the log cannot be read.', [
    ['cachequake replay payload.jsonl', 'with its time; space stops it, the arrow keys go back'],
    ['cachequake replay payload.jsonl --json --speed 1000', 'its events, a line each'],
  ]);

export const replay: DeclareCommand = (program, { io, finish, follows }) => {
  withPlayOptions(
    follows(program.command('replay'))
      .description('play a finished log with its timing; space stops it, the arrow keys go back')
      .argument('<path...>', 'the log'),
    5,
  )
    .addHelpText('after', MORE)
    .action(async (paths: string[], options: DemoOptions) => {
      const { runReplay } = await import('../replay.js');
      finish(await runReplay(paths, options, io));
    });
};
