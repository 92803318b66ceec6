import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { ownVersion } from '../library/version.js';
import { createMcpServer } from '../mcp/server.js';
import { type ExitCode, type Io, refuse } from './io.js';
import { machineOf } from './logs/machine.js';

export interface McpOptions {
  /** Excerpts of prompts may be in answers. */
  readonly text?: boolean;
  readonly rates?: string;
  readonly memory?: number;
}

/** Serves until its input ends. */
export async function runMcp(options: McpOptions, io: Io): Promise<ExitCode> {
  if (io.stdinIsTTY)
    return refuse(
      io,
      'mcp is started by an agent, which talks to it: `cachequake mcp --help` shows how to add it to one',
    );
  const server = createMcpServer({
    version: ownVersion(),
    isOpen: options.text === true,
    rates: options.rates,
    promptBytes: options.memory,
    machine: () => machineOf(io),
  });
  const ended = new Promise<void>(resolve => {
    process.stdin.once('end', resolve);
    process.stdin.once('close', resolve);
  });
  await server.connect(new StdioServerTransport());
  await ended;
  await server.close();
  return 0;
}
