import type { DemoOptions } from '../demo.js';
import type { DeclareCommand } from './command.js';
import { positive, withWatchOptions } from './options.js';

export const demo: DeclareCommand = (program, { io, finish }) => {
  withWatchOptions(
    program
      .command('demo')
      .description('play a demo log with its timing; needs no key and no network')
      .argument('[name]', 'which one', 'six-requests')
      .option('--speed <factor>', 'so many times faster', positive, 1)
      .option('--longest-wait <seconds>', 'shorten waits that would last longer', positive, 5),
  ).action(async (name: string, options: DemoOptions) => {
    const { runDemo } = await import('../demo.js');
    finish(await runDemo(name, options, io));
  });
};
