import { Option } from 'commander';
import type { ReportOptions } from '../report.js';
import { type DeclareCommand, examplesAnd } from './command.js';
import { since, withRates, withRedact } from './options.js';

const MORE = (): string =>
  examplesAnd(
    'Ends with 0, or 2 if a log is not there or cannot be opened, or if none holds a request; what could be read is reported all the same.',
    [
      ['cachequake report payload.jsonl', 'the answer, tables, and every break with its evidence'],
      [
        'cachequake report --latest --redact --format markdown',
        'the newest log here, without text of prompts, for an issue',
      ],
      ['cachequake report --since 7d --format html > week.html', 'all logs of a week as one page'],
      ['my-agent | cachequake report -', 'what comes in on standard input'],
    ],
  );

export const report: DeclareCommand = (program, { io, finish }) => {
  withRedact(withRates(program.command('report')))
    .description('explain logs: every request, every break, its cause and what it cost')
    .argument('[path...]', 'files or folders; any part of a recording stands for all; - reads standard input')
    .addOption(new Option('--format <form>').choices(['text', 'json', 'markdown', 'html']).default('text'))
    .option('--latest', 'the newest log on this machine')
    .option(
      '--since <time>',
      'only what happened since: 7d, 12h, 2026-11-20; without a path, of all logs on this machine',
      since,
    )
    .option('--ascii', 'ASCII characters only (text)')
    .addHelpText('after', MORE)
    .action(async (paths: string[], options: ReportOptions) => {
      const { runReport } = await import('../report.js');
      finish(await runReport(paths, options, io));
    });
};
