import type { WatchCommandOptions } from '../watch.js';
import { type DeclareCommand, examplesAnd } from './command.js';
import { withWatchOptions } from './options.js';

const MORE = (): string =>
  examplesAnd(
    'Ends with 0 when it is left or interrupted, or 2 if there is no log to watch or an option cannot be followed.',
    [
      ['cachequake', 'lists the logs on this machine, and watches the one you take'],
      ['cachequake payload.jsonl', 'a file, a folder, several of them; one may come later'],
      ['cachequake --latest --plain', 'a line per request and per break of the newest log'],
      ['cachequake --headless logs/ --metrics 9464', 'shows nothing, counts for Prometheus'],
    ],
  );

export const watch: DeclareCommand = (program, { io, finish, follows }) => {
  withWatchOptions(
    follows(program.command('watch', { isDefault: true }))
      .description('watch logs live; the word `watch` may be left out')
      .argument(
        '[path...]',
        'files or folders; one that does not exist yet is waited for, any part of a recording stands for all',
      )
      .option('--wait', 'wait for a file that is not there yet, whatever its name')
      .option('--headless', 'show nothing: only tell others (--metrics, --otlp, --webhook, --on-…)')
      .option('--latest', 'without a path: the newest log of this machine, and newer ones as they come'),
  )
    .addHelpText('after', MORE)
    .action(async (paths: string[], options: WatchCommandOptions) => {
      const { runWatch } = await import('../watch.js');
      finish(await runWatch(paths, options, io));
    });
};
