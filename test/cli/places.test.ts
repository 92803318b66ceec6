import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cachequake } from './captured-io.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cachequake-places-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const TIMES = ['10:00:00', '10:00:20', '10:00:40'].map(time => `2026-11-22T${time}.000Z`);
const MARKED = { cache_control: { type: 'ephemeral' } };

/** The third request has another word in its system text. */
const bodies = TIMES.map((_, n) => ({
  model: 'claude-sonnet-4-6',
  max_tokens: 9,
  system: [
    { type: 'text', text: `${'Söme words\n'.repeat(900)}${n === 2 ? 'ZEBRA' : 'HORSE'} end`, ...MARKED },
  ],
  messages: Array.from({ length: 2 * n + 1 }, (__, i) => ({
    role: i % 2 === 0 ? 'user' : 'assistant',
    content: [{ type: 'text', text: `message ${i}`, ...(i === 2 * n ? MARKED : {}) }],
  })),
}));
const usages = [0, 2500, 0].map(read => ({
  input_tokens: 3,
  cache_read_input_tokens: read,
  cache_creation_input_tokens: 2500 - read,
  output_tokens: 4,
}));

const pairs = bodies.map((body, n) => ({ ts: TIMES[n], session: 's', body, usage: usages[n] }));
const har = {
  log: {
    version: '1.2',
    entries: bodies.map((body, n) => ({
      startedDateTime: TIMES[n],
      time: 900,
      request: {
        method: 'POST',
        url: 'https://api.anthropic.com/v1/messages',
        headers: [],
        postData: { mimeType: 'application/json', text: JSON.stringify(body) },
      },
      response: {
        status: 200,
        content: { text: JSON.stringify({ type: 'message', role: 'assistant', usage: usages[n] }) },
      },
    })),
  },
};

const LOGS: readonly (readonly [string, string])[] = [
  ['lines', pairs.map(pair => JSON.stringify(pair)).join('\n')],
  ['an array in one line', JSON.stringify(pairs)],
  ['an array with an item a line', `[${pairs.map(pair => JSON.stringify(pair)).join(',\n')}]\n`],
  ['an indented array', JSON.stringify(pairs, null, 2)],
  ['an array that begins with empty lines', `\n\n${JSON.stringify(pairs, null, 1)}`],
  ['a HAR in one line', JSON.stringify(har)],
  ['an indented HAR', `${JSON.stringify(har, null, 4)}\n`],
];

describe.each(LOGS)('a place in %s', (name, text) => {
  test('is the line and the byte that an editor finds', async () => {
    const path = join(folder, `${name.replaceAll(' ', '-')}.har`);
    writeFileSync(path, text);
    const { out } = await cachequake('report', path, '--format', 'json');
    const requests = JSON.parse(out).sessions[0].lanes[0].requests;
    const { divergence } = requests[2].break;
    const lines = text.split('\n');
    const bytes = Buffer.from(lines[divergence.line - 1] ?? '');
    expect(bytes.subarray(divergence.lineByte).toString()).toMatch(/^ZEBRA end/);
    for (const [n, { line }] of requests.entries()) {
      const from = lines.slice(line - 1).join('\n');
      expect(from).toContain(TIMES[n]);
      if (n > 0 && lines.length > 2) expect(from).not.toContain(TIMES[n - 1]);
    }
  });

  test('is the same in a diff', async () => {
    const path = join(folder, `${name.replaceAll(' ', '-')}.har`);
    writeFileSync(path, text);
    const { out } = await cachequake('diff', path, '3');
    const [, line, byte] = /:(\d+):(\d+)/.exec(out) ?? [];
    const bytes = Buffer.from(text.split('\n')[Number(line) - 1] ?? '');
    expect(bytes.subarray(Number(byte)).toString()).toMatch(/^ZEBRA end/);
  });
});

const at = (n: number): string => `2026-11-22T10:0${n}:00.000Z`;
const DOCUMENTS: readonly (readonly [string, object])[] = [
  [
    'a chat of Gemini CLI',
    {
      sessionId: 's',
      projectHash: 'p',
      messages: [1, 2].map(n => ({
        ...{ id: `mark-${n}`, type: 'gemini', timestamp: at(n), content: 'x', model: 'gemini-x' },
        tokens: { input: 9000, output: 1, cached: 0, thoughts: 0, tool: 0, total: 9001 },
      })),
    },
  ],
  [
    'the messages of Cline',
    [1, 2].map(n => ({
      ...{ ts: Date.parse(at(n)), type: 'say', say: 'api_req_started' },
      text: JSON.stringify({
        request: `mark-${n}`,
        tokensIn: 9,
        tokensOut: 1,
        cacheReads: 1,
        cacheWrites: 9,
      }),
    })),
  ],
  [
    'an export of opencode',
    {
      info: { id: 'ses_1' },
      messages: [1, 2].map(n => ({
        info: {
          ...{
            id: `mark-${n}`,
            role: 'assistant',
            sessionID: 'ses_1',
            modelID: 'm',
            providerID: 'anthropic',
          },
          ...{ time: { created: Date.parse(at(n)), completed: Date.parse(at(n)) + 1 } },
          tokens: { input: 1, output: 1, reasoning: 0, cache: { read: 5, write: 9 } },
        },
        parts: [],
      })),
    },
  ],
  [
    'a page of spend logs',
    {
      ...{ total: 2, page: 1, page_size: 9, total_pages: 1 },
      data: [1, 2].map(n => ({
        ...{
          request_id: `mark-${n}`,
          call_type: 'acompletion',
          spend: 1,
          startTime: at(n),
          prompt_tokens: 9,
        },
      })),
    },
  ],
];

test.each(DOCUMENTS)('%s names each request by its line', async (_, value) => {
  const path = join(folder, 'document.har');
  const text = JSON.stringify(value, null, 2);
  writeFileSync(path, text);
  const { out } = await cachequake('report', path, '--format', 'json');
  const [lane] = JSON.parse(out).sessions[0].lanes;
  const lines = lane.requests.map((request: { line: number }) => request.line);
  const starts = text.split('\n').flatMap((line, i) => (/^ {2,4}\{$/.test(line) ? [i + 1] : []));
  expect(lines).toHaveLength(2);
  for (const line of lines) expect(starts).toContain(line);
  expect(lines[1]).toBeGreaterThan(lines[0]);
});
