/** The built program as an agent starts it, asked by the official client. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { beforeAll, expect, test } from 'vitest';
import { assertBuilt, DEMO_LOGS, EXECUTABLE } from './cachequake.js';

beforeAll(assertBuilt);

test('answers a client over standard input and output, and ends with it', async () => {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [EXECUTABLE, 'mcp'],
    stderr: 'pipe',
  });
  let err = '';
  transport.stderr?.on('data', chunk => {
    err += chunk;
  });
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(transport);
  expect(client.getServerVersion()?.name).toBe('cachequake');
  expect(client.getInstructions()).toContain('prompt-cache breaks');
  const { content } = await client.callTool({
    name: 'report',
    arguments: { logs: [join(DEMO_LOGS, 'six-requests.jsonl')] },
  });
  const [answer] = Array.isArray(content) ? content : [];
  const report = JSON.parse(answer?.text);
  expect(report.totals[0]).toBe('6 requests, 3 breaks, hit rate 56 %, attainable 99 %');
  expect(report.by_site.list[1].lost_usd).toBeCloseTo(0.61, 2);
  await client.close();
  expect(err).toBe('');
});

test('ends with 0 when its input ends, and says nothing before it is asked', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [EXECUTABLE, 'mcp'], {
    input: '',
    encoding: 'utf8',
  });
  expect([status, stdout, stderr]).toEqual([0, '', '']);
});
