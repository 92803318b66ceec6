import { Option } from 'commander';
import type { McpOptions } from '../mcp.js';
import { type DeclareCommand, examplesAnd } from './command.js';
import { withRates, withRedact } from './options.js';

const MORE = (): string =>
  examplesAnd(
    'It answers on standard output as the Model Context Protocol says, with four tools: sources, report, breaks_since, diff. Ends with 0 when its input ends, or 2 if it was given a terminal. Without --text no answer holds text of a prompt.',
    [
      ['claude mcp add cachequake -- cachequake mcp', 'Claude Code may ask'],
      [
        '{"mcpServers": {"cachequake": {"command": "cachequake", "args": ["mcp"]}}}',
        'others, in their settings',
      ],
    ],
  );

export const mcp: DeclareCommand = (program, { io, finish }) => {
  withRedact(withRates(program.command('mcp')))
    .description(
      'let the agent itself ask: a server of the Model Context Protocol on standard input and output',
    )
    .addOption(
      new Option('--text', 'answers may hold excerpts of prompts, marked as text of the log').conflicts(
        'redact',
      ),
    )
    .addHelpText('after', MORE)
    .action(async (options: McpOptions) => {
      const { runMcp } = await import('../mcp.js');
      finish(await runMcp(options, io));
    });
};
