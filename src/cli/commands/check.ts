import { InvalidArgumentError, Option } from 'commander';
import type { CheckOptions } from '../check.js';
import { type DeclareCommand, examplesAnd } from './command.js';
import { amount, repeatable, share, whole, withRates, withRedact } from './options.js';

const MORE = (): string =>
  examplesAnd(
    'Ends with 0 if every budget is held, 1 if one is broken, 2 if that could not be judged: a log that cannot be read (in full), too little data, usage that the log lacks. In GitHub Actions the verdict is annotated and added to the summary of the step.',
    [
      ['cachequake check payload.jsonl --max-breaks 0', null],
      ['cachequake check logs/ --min-of-attainable 95% --junit cache.xml', null],
      ['cachequake check payload.jsonl --never tools-reordered', null],
      [
        'cachequake check payload.jsonl --baseline main.json',
        'no worse than main.json, which `report --format json` wrote',
      ],
      [
        'cachequake check payload.jsonl --config .cachequake.json',
        '{"check": {"maxBreaks": 0, "baseline": "main.json"}}',
      ],
    ],
  );

export const check: DeclareCommand = (program, { io, finish }) => {
  withRedact(withRates(program.command('check')))
    .description('hold logs against budgets: ends with 0 held, 1 broken, 2 could not judge')
    .argument('<path...>', 'files or folders; any part of a recording stands for all')
    .option('--min-hit-rate <share>', 'hit rate over all requests, such as 85%', share)
    .option('--min-of-attainable <share>', 'hit rate as a share of what was attainable', share)
    .option('--max-breaks <n>', 'breaks that ring', whole)
    .option('--max-lost-tokens <n>', 'tokens that they lose', whole)
    .option('--max-lost <dollars>', 'money that they lose', amount)
    .addOption(repeatable('--never <name>', 'a cause, `cause (kind)` or site that no break may have'))
    .option('--baseline <file>', 'a report JSON: hit rate, breaks and lost tokens may not be worse')
    .addOption(
      new Option('--tolerance <list>', 'how much worse than the baseline they may be')
        .argParser(tolerance)
        .default({}, 'points=2,breaks=0,lost=10%'),
    )
    .option(
      '--min-requests <n>',
      'requests that could read from the cache; fewer are too little data (default: 3)',
      whole,
    )
    .option('--max-unknown <share>', 'requests of which the read may be unknown (default: 0)', share)
    .option('--config <file>', 'budgets of a settings file, in place of your own; options go before')
    .addOption(new Option('--format <form>').choices(['text', 'json']).default('text'))
    .option('--junit <file>', 'write the verdict as JUnit XML, too')
    .option('--ascii', 'ASCII characters only (text)')
    .addHelpText('after', MORE)
    .action(async (paths: string[], options: CheckOptions) => {
      const { runCheck } = await import('../check.js');
      finish(await runCheck(paths, options, io));
    });
};

/** `points=2,breaks=0,lost=10%`. */
function tolerance(text: string): CheckOptions['tolerance'] {
  const entries = text.split(',').map(part => {
    const [name = '', value = ''] = part.split('=', 2).map(word => word.trim());
    if (name === 'points') return { points: amount(value) / 100 };
    if (name === 'breaks') return { breaks: whole(value) };
    if (name === 'lost') return { lost: share(value) };
    throw new InvalidArgumentError(
      'It must be a list of points, breaks and lost, such as points=2,lost=10%.',
    );
  });
  return Object.assign({}, ...entries);
}
