import type { DemoOptions } from '../demo.js';
import { type DeclareCommand, examplesAnd } from './command.js';
import { withPlayOptions } from './options.js';

const MORE = (): string =>
  examplesAnd('Ends with 0 when it is over or left, or 2 if there is no demo of that name.', [
    ['cachequake demo', 'a turn with three breaks'],
    ['cachequake demo healthy-day --speed 10', null],
    ['cachequake demo message-id --plain', 'a line per request and per break'],
  ]);

export const demo: DeclareCommand = (program, { io, finish, follows }) => {
  withPlayOptions(
    follows(program.command('demo'))
      .description('play a demo log with its timing; needs no key and no network')
      .argument('[name]', 'which one', 'six-requests'),
    // The first break is announced within ten seconds.
    3,
  )
    .addHelpText('after', MORE)
    .action(async (name: string, options: DemoOptions) => {
      const { runDemo } = await import('../demo.js');
      finish(await runDemo(name, options, io));
    });
};
