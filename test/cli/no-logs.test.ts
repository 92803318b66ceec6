/** Files that hold no log: each gets one true sentence, and nobody takes it for a healthy session. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { cachequake } from './captured-io.js';

const lines = (count: number, line: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => `${line(n)}\n`).join('');
const signed = (hex: string): Buffer => Buffer.concat([Buffer.from(hex, 'hex'), Buffer.alloc(600)]);
const tar = Buffer.alloc(1024);
tar.write('boats.csv', 0);
tar.write('ustar', 257);

const KINDS: readonly (readonly [string, string | Buffer, RegExp])[] = [
  ['code.ts', "import { boats } from './harbour.js';\nboats();\n", /source code, not a log/],
  ['code.py', 'def main():\n    print({"a": 1})\n', /source code, not a log/],
  ['server.log', '[2026-01-01 10:00:00] INFO up\n[2026-01-01 10:00:01] INFO on\n', /text, not a log/],
  ['run.sh', '#!/bin/sh\necho boats\n', /a script, not a log/],
  ['data.csv', 'name,count\nboat,2\n', /a table \(CSV\), not a log/],
  ['page.pdf', '%PDF-1.7\n1 0 obj\n', /a PDF, not a log/],
  [
    'data.db',
    Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(100)]),
    /an SQLite database.*export it/,
  ],
  ['log.zip', signed('504b0304'), /a ZIP archive.*unpack it/],
  ['log.gz', gzipSync('{"a":1}'), /gzip data.*unpack it/],
  ['log.tar', tar, /a tar archive.*unpack it/],
  ['sea.png', signed('89504e470d0a1a0a'), /an image, not a log/],
  ['noise.bin', signed('0102030405'), /binary data, not a log/],
  ['long.txt', lines(44_000, n => `line ${n} of the harbour book`), /text, not a log/],
  ['app.log', lines(3000, n => `2026-10-01 10:00:00 INFO boat ${n} came in`), /text, not a log/],
  ['page.html', '<!DOCTYPE html>\n<html></html>\n', /HTML, not a log/],
  ['data.xml', '<?xml version="1.0"?>\n<a/>\n', /XML, not a log/],
  ['conf.yaml', 'name: boats\non: tide\n', /YAML, not a log/],
  ['Makefile', 'all:\n\techo boats\n', /text, not a log/],
  ['a.eml', 'From: a@b\nTo: c@d\nSubject: boats\n\nhi\n', /an e-mail, not a log/],
  [
    'a.sse',
    'event: message_start\ndata: {"type":"message_start"}\n\n',
    /a stream of events \(SSE\), not a log/,
  ],
  ['a.sql', 'CREATE TABLE t(a int);\nINSERT INTO t VALUES (1);\n', /SQL, not a log/],
  ['a.txt', 'Boats came;\nthey left;\n', /text, not a log/],
  ['vcr.yaml', 'interactions: []\nversion: 1\n', /vcr\.yaml: .*but no request to a model is in it/],
  ['conf.toml', '[package]\nname = "boats"\n', /TOML or INI, not a log/],
  ['notes.md', '# Boats\n\nTwo came in.\n', /Markdown, not a log/],
  ['empty.jsonl', '', /empty\.jsonl: nothing in it/],
  ['blank.jsonl', '\n\n\n', /blank\.jsonl: nothing in it but white space/],
  ['zeros.bin', Buffer.alloc(5000), /zeros\.bin: nothing in it but .*NUL bytes/],
  [
    'package.json',
    '{\n  "name": "boats",\n  "version": "1.0.0"\n}\n',
    /no known log has a line with the keys name/,
  ],
  ['tsconfig.json', '{\n  // strict\n  "compilerOptions": {}\n}\n', /JSON with comments .*not a log/],
  ['broken.json', '{\n  "name": "boats",\n', /broken JSON .*or it is no log/],
  ['list.json', '[]', /list\.json:1: an empty list/],
  ['sea.parquet', signed('50415231'), /a Parquet file, not a log/],
  [
    'tune.jsonl',
    lines(12, n => {
      const messages = [
        { role: 'user', content: `boat ${n}?` },
        { role: 'assistant', content: 'in' },
      ];
      return JSON.stringify({ model: 'gpt-x', messages });
    }),
    /an example for fine-tuning/,
  ],
  [
    'batch.jsonl',
    lines(12, n => `{"custom_id":"${n}","body":{"model":"m","messages":[{"role":"user","content":"hi"}]}}`),
    /a request of a batch file/,
  ],
  ['context.jsonl', '{"role":"_checkpoint","id":0}\n', /Kimi CLI.*give the `wire\.jsonl`/],
  ['answer.json', '{"candidates":[],"usageMetadata":{}}', /an answer without its request/],
  ['sum.json', '{"type":"result","session_id":"s","usage":{}}', /output-format json.*stream-json/],
  [
    'begun.jsonl',
    '{"type":"system","subtype":"init","session_id":"s"}\n',
    /breaks off before the first answer/,
  ],
  [
    'other.jsonl',
    lines(500, n => `{"level":30,"time":1790000000000,"msg":"boat ${n}"}`),
    /no known log has a line/,
  ],
  [
    'train.jsonl',
    lines(50, () => '{"messages":[{"role":"user","content":"hi"}]}'),
    /no known log has a line/,
  ],
  ['many.json', JSON.stringify(Array.from({ length: 300 }, (_, a) => ({ a }))), /no known log has a line/],
  [
    'web.har',
    JSON.stringify({
      log: {
        version: '1.2',
        entries: [
          {
            startedDateTime: '2026-10-01T10:00:00Z',
            time: 5,
            request: { method: 'GET', url: 'https://harbour.example/', headers: [] },
            response: { status: 200, content: { text: '<html>' } },
          },
        ],
      },
    }),
    /web\.har: HTTP archive \(HAR\), but no request to a model is in it/,
  ],
  [
    'spans.jsonl',
    `${JSON.stringify({
      resourceSpans: [
        {
          scopeSpans: [
            {
              spans: [
                {
                  traceId: 'a',
                  spanId: 'b',
                  name: 'GET /',
                  startTimeUnixNano: '1790000000000000000',
                  attributes: [],
                },
              ],
            },
          ],
        },
      ],
    })}\n`,
    /spans\.jsonl: OpenTelemetry \(OTLP JSON\), but no request to a model is in it/,
  ],
  [
    'api_conversation_history.json',
    JSON.stringify([
      { role: 'user', content: [{ type: 'text', text: '<task>boats</task>' }] },
      { role: 'assistant', content: [{ type: 'text', text: 'two' }] },
    ]),
    /a message of a conversation.*give what stands beside it, of Cline and Roo Code `ui_messages\.json`/,
  ],
  ['number.json', '42\n', /a JSON value but not an object/],
];

const folder = mkdtempSync(join(tmpdir(), 'cachequake-no-logs-'));
const path = (name: string): string => join(folder, name);
for (const [name, bytes] of KINDS) writeFileSync(path(name), bytes);

describe.each(KINDS)('%s', (name, _, sentence) => {
  test.each([
    ['report', ['report', path(name)]],
    ['report --format json', ['report', path(name), '--format', 'json']],
    ['check', ['check', path(name), '--max-breaks', '0']],
    ['diff', ['diff', path(name), '1']],
  ])('gets one sentence from %s, and exit code 2', async (_command, args) => {
    const { code, out, err } = await cachequake(...args);
    expect(err).toMatch(sentence);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect(out).toBe('');
    expect(code).toBe(2);
  });
});

test('logs without a request are named with one of them', async () => {
  const { code, err } = await cachequake('report', path('web.har'), path('empty.jsonl'));
  expect([code, err]).toEqual([
    2,
    `cachequake: ${path('web.har')}: HTTP archive (HAR), but no request to a model is in it; nor in 1 more log\n`,
  ]);
});

test('a log behind lines of another kind is read, and what stands before it is counted', async () => {
  const body = { model: 'm', max_tokens: 1, messages: [{ role: 'user', content: 'hi' }] };
  writeFileSync(path('late.jsonl'), `npm run agent\n> agent\n{"other":1}\n${JSON.stringify({ body })}\n`);
  const { code, out } = await cachequake('report', path('late.jsonl'), '--format', 'json');
  expect(code).toBe(0);
  const report = JSON.parse(out);
  expect(report.totals.requests).toBe(1);
  const text = await cachequake('report', path('late.jsonl'));
  expect(text.out.replaceAll(/\s+/g, ' ')).toContain(
    '1 request without usage: what they read and wrote is not known, so whether they broke is foreseen at best.',
  );
  expect(report.sources[0].skipped.map(({ line }: { line: number }) => line)).toEqual([1, 2, 3]);
});
