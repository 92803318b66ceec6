import { Option } from 'commander';
import type { StatusOptions } from '../status/status.js';
import { type DeclareCommand, examplesAnd } from './command.js';
import { withRates, withRedact } from './options.js';

const MORE = (): string =>
  examplesAnd(
    'A running watcher of that log says how the whole of it stands. Without one, the end of the log is read, whatever its size: of a long log it is then about the last requests, and says so; a request whose parent stands further up is unknown. Ends with 0, or 2 if there is no log or it cannot be read.',
    [
      ['cachequake status payload.jsonl', 'hit 56 % | 3 breaks | lost 462 k, $1.59 | 3:12 left | 6 requests'],
      ["set -g status-right '#(cachequake status ~/p.jsonl)'", 'in ~/.tmux.conf'],
      [
        '{"statusLine": {"type": "command", "command": "cachequake status --stdin"}}',
        "Claude Code's settings",
      ],
    ],
  );

export const status: DeclareCommand = (program, { io, finish }) => {
  withRedact(withRates(program.command('status')))
    .description('one line for a status bar or a prompt: hit rate, breaks, what they lost, time left')
    .argument('[path]', 'a log, or a folder for its newest one (default: the newest on this machine)')
    .option('--stdin', 'the log that the JSON on standard input names as transcript_path')
    .addOption(new Option('--format <form>').choices(['text', 'json']).default('text'))
    .option('--ascii', 'ASCII characters only (text)')
    .addHelpText('after', MORE)
    .action(async (path: string | undefined, options: StatusOptions) => {
      const [{ runStatus }, { text }] = await Promise.all([
        import('../status/status.js'),
        import('node:stream/consumers'),
      ]);
      finish(await runStatus(path, options, io, () => text(process.stdin)));
    });
};
