import type { ExplainOptions } from '../explain.js';
import { type DeclareCommand, examplesAnd } from './command.js';
import { withRates, withRedact } from './options.js';

const MORE = (): string =>
  examplesAnd(
    'An id is that of an event (--on-break, --webhook): its log by a hash of the path, and the number of the request. That of an incident (in reports, too) has its agent in front. Ends with 0, or 2 if the log or the request is not here.',
    [
      ['cachequake explain 9d96f6c71003-5', 'looks where logs are on this machine'],
      ['cachequake explain 9d96f6c71003-5 ~/logs', 'looks there'],
      [
        'cachequake explain my-agent@9d96f6c71003-2',
        'an incident: what it is, and the request where it began',
      ],
      ['ssh HOST cachequake explain 9d96f6c71003-5', 'the log is on the host that the event names'],
    ],
  );

export const explain: DeclareCommand = (program, { io, finish }) => {
  withRedact(withRates(program.command('explain')))
    .description('the evidence of a break that was told elsewhere, on the host that has its log')
    .argument('<id>', 'id of a break or an incident')
    .argument('[path...]', 'files or folders to look in (default: where logs are on this machine)')
    .option('--ascii', 'ASCII characters only')
    .addHelpText('after', MORE)
    .action(async (id: string, paths: string[], options: ExplainOptions) => {
      const { runExplain } = await import('../explain.js');
      finish(await runExplain(id, paths, options, io));
    });
};
