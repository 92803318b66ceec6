/** The server in this process, asked by the official client. */
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import type { Machine } from '../../src/log/find/agent.js';
import { createMcpServer } from '../../src/mcp/server.js';

export async function connectedTo(about: { isOpen: boolean; machine: Machine }): Promise<Client> {
  const server = createMcpServer({
    version: '1.2.3',
    isOpen: about.isOpen,
    rates: undefined,
    promptBytes: undefined,
    machine: () => about.machine,
  });
  const client = new Client({ name: 'test', version: '1' });
  const [here, there] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(there), client.connect(here)]);
  return client;
}

export interface Answer {
  readonly isError: boolean;
  readonly text: string;
  /** The JSON of the answer. */
  // biome-ignore lint/suspicious/noExplicitAny: looked into by the tests
  readonly value: any;
}

export async function ask(client: Client, name: string, args: Record<string, unknown> = {}): Promise<Answer> {
  const { content, isError } = await client.callTool({ name, arguments: args });
  const [first] = Array.isArray(content) ? content : [];
  const text = String(first?.text);
  return { isError: isError === true, text, value: /^[{[]/.test(text) ? JSON.parse(text) : null };
}
