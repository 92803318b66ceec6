import { Option } from 'commander';
import type { ReportOptions } from '../report.js';
import type { DeclareCommand } from './command.js';
import { withRates } from './options.js';

export const report: DeclareCommand = (program, { io, finish }) => {
  withRates(program.command('report'))
    .description('explain logs: every request, every break, its cause and what it cost')
    .argument('<path...>', 'files or folders; any part of a recording stands for all')
    .addOption(new Option('--format <form>').choices(['text', 'json', 'markdown']).default('text'))
    .option('--ascii', 'ASCII characters only (text)')
    .action(async (paths: string[], options: ReportOptions) => {
      const { runReport } = await import('../report.js');
      finish(await runReport(paths, options, io));
    });
};
