import { Option } from 'commander';
import type { SourcesCommandOptions } from '../sources.js';
import { type DeclareCommand, examplesAnd } from './command.js';
import { withRedact } from './options.js';

const MORE = (): string =>
  examplesAnd('Ends with 0, also where nothing is found.', [
    [
      'cachequake sources',
      'what is here, newest first, and the line that makes each agent write a better log',
    ],
    ['cachequake sources --format json', 'cachequake.sources/1, for programs'],
  ]);

export const sources: DeclareCommand = (program, { io, finish }) => {
  withRedact(program.command('sources'))
    .description('list the logs on this machine, what they can tell, and how to make each agent write one')
    .addOption(new Option('--format <form>').choices(['text', 'json']).default('text'))
    .option('--ascii', 'ASCII characters only (text)')
    .addHelpText('after', MORE)
    .action(async (options: SourcesCommandOptions) => {
      const { runSources } = await import('../sources.js');
      finish(await runSources(options, io));
    });
};
