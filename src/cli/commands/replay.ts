import type { DemoOptions } from '../demo.js';
import type { DeclareCommand } from './command.js';
import { withPlayOptions } from './options.js';

export const replay: DeclareCommand = (program, { io, finish }) => {
  withPlayOptions(
    program
      .command('replay')
      .description('play a finished log with its timing; space stops it, the arrow keys go back')
      .argument('<path...>', 'the log'),
    5,
  ).action(async (paths: string[], options: DemoOptions) => {
    const { runReplay } = await import('../replay.js');
    finish(await runReplay(paths, options, io));
  });
};
