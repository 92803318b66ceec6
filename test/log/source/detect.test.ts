import { describe, expect, it } from 'vitest';
import { createRecordReader } from '../../../src/log/source/detect.js';
import { createLineSplitter, type LogLine } from '../../../src/log/source/lines.js';
import { body, recordsOf } from '../read-lines.js';

/** The lines of one chunk, in which they stand as long as it does. */
function linesOf(text: string, longest = 1_000_000): LogLine[] {
  const lines: LogLine[] = [];
  createLineSplitter({ longest }).push(Buffer.from(text), line => void lines.push(line));
  return lines;
}

describe('finding the format', () => {
  it('skips what it cannot read, says where and why, and goes on', () => {
    const records = recordsOf(
      { text: 'starting up' },
      { text: '{"body": {"mod' },
      3,
      { a: 1, b: 2 },
      { body },
    );
    expect(records.map(record => [record.kind, record.origin.line])).toEqual([
      ['skipped', 1],
      ['skipped', 2],
      ['skipped', 3],
      ['skipped', 4],
      ['request', 5],
    ]);
    expect(records.map(record => (record.kind === 'skipped' ? record.reason : ''))).toEqual([
      'not JSON: expected one JSON object per line; docs/formats.md lists what can be read, docs/record-format.md how any log can be made readable',
      expect.stringMatching(/^broken JSON \(it .*\): the writer was interrupted/),
      'a JSON value but not an object, so it holds no request',
      'no known log has a line with the keys a, b; docs/formats.md lists what can be read, docs/record-format.md how any log can be made readable',
      '',
    ]);
  });

  it.each([
    ['{"compilerOptions": { // all of them\n"strict": true } }', 'JSON with comments'],
    ['{"a": /* one */ 1}', 'JSON with comments'],
    ['{"a": [1, 2, ], "b": "\\"//"}', 'JSON with comments or a comma'],
    ['{"url": "https://example.com/a', 'broken JSON'],
    ['{"url": "https://example.com/a", "b', 'broken JSON'],
    ['[]', 'an empty list'],
  ])('says what %s is', (text, sentence) => {
    expect(recordsOf({ text: text.replace('\n', ' ') })).toMatchObject([
      { kind: 'skipped', reason: expect.stringContaining(sentence) },
    ]);
  });

  it('never quotes the text of a broken line', () => {
    const [skipped] = recordsOf({ text: '{"authorization": "Bearer s3cret' });
    expect(JSON.stringify(skipped)).not.toContain('s3cret');
  });

  it('skips arrays within arrays, however deep', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(recordsOf({ text: deep }, { body })).toMatchObject([
      { kind: 'skipped', reason: 'arrays within arrays: no known log has such a line' },
      { kind: 'request' },
    ]);
  });

  it('says of a line above the limit that its request is missing', () => {
    const reader = createRecordReader('big.jsonl');
    const [line] = linesOf('123456\n', 4);
    expect(line === undefined ? [] : reader.read(line)).toEqual([
      {
        kind: 'skipped',
        origin: { path: 'big.jsonl', line: 1 },
        bytes: 6,
        reason: 'a line of 0 MiB is too long to be parsed; its request is missing',
      },
    ]);
  });

  it('names the format of the first line and the weakest fidelity of any request', () => {
    const reader = createRecordReader('x.jsonl');
    const lines = linesOf(`${JSON.stringify({ body: JSON.stringify(body) })}\n${JSON.stringify({ body })}\n`);
    expect(reader.format).toBeNull();
    expect(reader.fidelity).toBeNull();
    const fidelities = lines.map(line => {
      reader.read(line);
      return reader.fidelity;
    });
    expect(fidelities).toEqual(['wire', 'reserialised']);
    expect(reader.format?.id).toBe('pairs');
  });
});
