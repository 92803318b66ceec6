import type { DiffOptions } from '../diff.js';
import type { DeclareCommand } from './command.js';
import { requestNumber, withRates } from './options.js';

export const diff: DeclareCommand = (program, { io, finish }) => {
  withRates(program.command('diff'))
    .description('show where request N leaves its parent, or request M; ends with 1 if it does')
    .argument('<path>', 'the log')
    .argument('<n>', 'number of the request', requestNumber)
    .argument('[m]', 'number of another one', requestNumber)
    .option('--ascii', 'ASCII characters only')
    .action(async (path: string, n: number, m: number | undefined, options: DiffOptions) => {
      const { runDiff } = await import('../diff.js');
      finish(await runDiff(path, n, m ?? null, options, io));
    });
};
