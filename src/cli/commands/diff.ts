import type { DiffOptions } from '../diff.js';
import { type DeclareCommand, examplesAnd } from './command.js';
import { withRates, withRedact } from './options.js';

const MORE = (): string =>
  examplesAnd(
    'A file whose name is a number is named with its folder: ./5. Ends with 0 if the request only adds, 1 if it differs, 2 if that could not be said.',
    [
      ['cachequake diff payload.jsonl 5', 'where request 5 leaves the request it should extend'],
      ['cachequake diff payload.jsonl 5 2', 'where it leaves request 2'],
      ['cachequake diff one.jsonl two.jsonl 2.5', 'request 5 of the second log, as the report numbers it'],
      ['cachequake diff one.jsonl two.jsonl 2.5 1.3', 'against request 3 of the first'],
    ],
  );

export const diff: DeclareCommand = (program, { io, finish }) => {
  withRedact(withRates(program.command('diff')))
    .usage('[options] <path...> <n> [m]')
    .description('show where request N leaves its parent, or request M; ends with 1 if it does')
    .argument('<words...>', 'the log or the logs, then the number of the request, and of another one')
    .option('--ascii', 'ASCII characters only')
    .addHelpText('after', MORE)
    .action(async (words: string[], options: DiffOptions) => {
      const { runDiff } = await import('../diff.js');
      finish(await runDiff(words, options, io));
    });
};
