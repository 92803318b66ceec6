import { Option } from 'commander';
import type { SourcesCommandOptions } from '../sources.js';
import type { DeclareCommand } from './command.js';

export const sources: DeclareCommand = (program, { io, finish }) => {
  program
    .command('sources')
    .description('list the logs on this machine, what they can tell, and how to make each agent write one')
    .addOption(new Option('--format <form>').choices(['text', 'json']).default('text'))
    .option('--ascii', 'ASCII characters only (text)')
    .action(async (options: SourcesCommandOptions) => {
      const { runSources } = await import('../sources.js');
      finish(await runSources(options, io));
    });
};
