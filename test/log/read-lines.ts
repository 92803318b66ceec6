import type { Json, LogRecord, RequestRecord, UsageRecord } from '../../src/log/record.js';
import { createRecordReader } from '../../src/log/source/detect.js';
import { createLineSplitter } from '../../src/log/source/lines.js';

/** The records of a log made of these lines: values, or text as it stands. */
export function recordsOf(...lines: readonly (Json | { readonly text: string })[]): LogRecord[] {
  const reader = createRecordReader('test.jsonl');
  const splitter = createLineSplitter();
  const text = lines.map(line => (isText(line) ? line.text : JSON.stringify(line))).join('\n');
  const records: LogRecord[] = [];
  splitter.push(Buffer.from(`${text}\n`), line => void records.push(...reader.read(line)));
  return [...records, ...reader.end()];
}

function isText(line: Json | { readonly text: string }): line is { readonly text: string } {
  return typeof line === 'object' && line !== null && 'text' in line && Object.keys(line).length === 1;
}

export function requestsOf(records: readonly LogRecord[]): RequestRecord[] {
  return records.filter(record => record.kind === 'request');
}

export function usagesOf(records: readonly LogRecord[]): UsageRecord[] {
  return records.filter(record => record.kind === 'usage');
}

/** A minimal body of an Anthropic request. */
export const body = {
  model: 'claude-x',
  max_tokens: 10,
  system: [{ type: 'text', text: 'S', cache_control: { type: 'ephemeral' } }],
  messages: [{ role: 'user', content: 'hi' }],
};
