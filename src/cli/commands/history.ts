import { Option } from 'commander';
import type { HistoryOptions } from '../history.js';
import { type DeclareCommand, examplesAnd } from './command.js';
import { ratesOption, since, withRedact } from './options.js';

const MORE = (): string =>
  examplesAnd(
    'Keeps sums of what it read in the state folder, without text, so that only logs that changed are read again. Ends with 0, or 2 if there is no log or one that was named cannot be read.',
    [
      ['cachequake history', 'the last seven days of all logs on this machine'],
      ['cachequake history --since 2026-11-01', 'since a day; --all: everything'],
      ['cachequake history logs/ --format json', 'of these logs, for programs'],
    ],
  );

export const history: DeclareCommand = (program, { io, finish }) => {
  withRedact(program.command('history'))
    .description('what all logs on this machine used and lost: by day, agent, project, model, version, cause')
    .argument('[path...]', 'files or folders (default: the logs on this machine)')
    .addOption(
      new Option('--since <time>', 'the first day: 30d, or 2026-11-20 (default: 7d)').argParser(since),
    )
    .addOption(new Option('--all', 'everything that the logs hold').conflicts('since'))
    .addOption(new Option('--format <form>').choices(['text', 'json']).default('text'))
    .addOption(ratesOption())
    .option('--ascii', 'ASCII characters only (text)')
    .addHelpText('after', MORE)
    .action(async (paths: string[], options: HistoryOptions) => {
      const { runHistory } = await import('../history.js');
      finish(await runHistory(paths, options, io));
    });
};
