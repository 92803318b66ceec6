import type { DemoOptions } from '../demo.js';
import type { DeclareCommand } from './command.js';
import { withPlayOptions } from './options.js';

export const demo: DeclareCommand = (program, { io, finish }) => {
  withPlayOptions(
    program
      .command('demo')
      .description('play a demo log with its timing; needs no key and no network')
      .argument('[name]', 'which one', 'six-requests'),
    // The first break is announced within ten seconds.
    3,
  ).action(async (name: string, options: DemoOptions) => {
    const { runDemo } = await import('../demo.js');
    finish(await runDemo(name, options, io));
  });
};
