import { InvalidArgumentError } from 'commander';
import { hostOf, originOf } from '../../record/proxy/visitors.js';
import { DEFAULT_KEEP } from '../../record/recording/retention.js';
import type { RecordOptions } from '../record/record-options.js';
import { type DeclareCommand, examplesAnd } from './command.js';
import { repeatable, size, something, withWatchOptions } from './options.js';

const MORE = (): string =>
  examplesAnd(
    'Ends with the exit code of the agent (127: no such command, 128 + n: ended by signal n), or 2 if nothing could be recorded; without an agent with 0 when it is left.',
    [
      ['cachequake record -- my-agent --its-options', 'runs the agent; watch in another terminal'],
      ['cachequake record --split -- my-agent', 'watch beside it, inside tmux'],
      ['cachequake record', 'prints what to set for the agent, and watches here'],
      ['cachequake record --upstream anthropic=https://gateway.example/v1 -- my-agent', null],
    ],
  );

export const record: DeclareCommand = (program, { io, finish }) => {
  withWatchOptions(
    program
      .command('record')
      .description("record an agent's real requests through a proxy on this machine, and watch")
      .argument('[command...]', 'the agent, after --; it ends with its exit code')
      .addOption(
        repeatable(
          '--upstream <url>',
          'base URL to send to; anthropic=URL, openai=URL, gemini=URL, ollama=URL for one API',
        ),
      )
      .addOption(
        repeatable(
          '--allow-host <name>',
          'a name by which others than programs of this machine reach the proxy, such as host.docker.internal',
          hostIn,
        ),
      )
      .addOption(
        repeatable(
          '--allow-origin <origin>',
          'a web page that may use it, such as https://app.example',
          originIn,
        ),
      )
      .option(
        '--veto',
        'for tests: a request that would break its prefix is answered with an error that names the byte, and not sent; ends with 1 then',
      )
      .option('--split', 'watch in a second pane (inside tmux)')
      .option(
        '--keep <limits>',
        'recordings to keep, this one included: a size, an age, a number of files, or all',
        DEFAULT_KEEP,
      )
      .option('--max-body <size>', 'larger request bodies are passed on but not kept', size, 32e6)
      .option('--port <number>', 'port to listen on (default: 4380 if it is free)', port)
      .option(
        '--host <address>',
        'address to listen on; others than this open your keys to the network',
        something,
        '127.0.0.1',
      ),
  )
    .addHelpText('after', MORE)
    .action(async (command: string[], options: RecordOptions) => {
      const { runRecord } = await import('../record/record.js');
      finish(await runRecord(command, options, io));
    });
};

function hostIn(text: string): string {
  const host = hostOf(text);
  if (host === null || host.startsWith('-')) {
    throw new InvalidArgumentError(
      'It must be a name or an address, with or without a port: host.docker.internal.',
    );
  }
  return host;
}

function originIn(text: string): string {
  const origin = originOf(text);
  if (origin === null) {
    throw new InvalidArgumentError(
      'It must be an origin: scheme, name and port, https://app.example, or null.',
    );
  }
  return origin;
}

function port(text: string): number {
  const value = Number(text);
  if (!(/^\d+$/.test(text) && value < 65_536)) {
    throw new InvalidArgumentError('It must be a port: 0 to 65535.');
  }
  return value;
}
