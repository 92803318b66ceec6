/** HTTP archives (HAR 1.2), as browsers and mitmproxy export them: one object with an entry per exchange. */
import { at, isArray, isObject, numberOf, textOf, timeAfter, timeOf } from '../json/json.js';
import type { Json, LogRecord } from '../record.js';
import { exchangeRecords } from './exchange.js';
import { type LogFormat, type ParsedLine, within } from './format.js';

export const har: LogFormat = {
  id: 'har',
  title: 'HTTP archive (HAR)',
  fidelity: 'wire',
  recognises: value => isArray(at(value, 'log', 'entries')),
  open: () => ({
    read(line) {
      const entries = at(line.value, 'log', 'entries');
      return isArray(entries) ? entries.flatMap((entry, index) => readEntry(line, entry, index)) : [];
    },
  }),
};

function readEntry(line: ParsedLine, entry: Json, index: number): LogRecord[] {
  const startedAt = timeOf(at(entry, 'startedDateTime'));
  const duration = numberOf(at(entry, 'time'));
  const status = numberOf(at(entry, 'response', 'status'));
  return exchangeRecords({
    line: within(line, ['log', 'entries', index]),
    fidelity: 'wire',
    method: textOf(at(entry, 'request', 'method')),
    url: textOf(at(entry, 'request', 'url')),
    requestHeaders: at(entry, 'request', 'headers'),
    body: at(entry, 'request', 'postData', 'text'),
    bodyAt: ['request', 'postData', 'text'],
    responseHeaders: at(entry, 'response', 'headers'),
    response: contentOf(at(entry, 'response', 'content')),
    // Status 0: the exchange was cut off before it was answered.
    status: status === 0 ? null : status,
    known: { at: startedAt },
    times: {
      firstByteAt: timeAfter(startedAt, waitOf(at(entry, 'timings'))),
      endedAt: timeAfter(startedAt, duration),
    },
  });
}

function contentOf(content: Json | undefined): Json | undefined {
  const text = textOf(at(content, 'text'));
  if (text === null) return undefined;
  return at(content, 'encoding') === 'base64' ? Buffer.from(text, 'base64').toString('utf8') : text;
}

/** Milliseconds until the first byte: all phases before `receive`; -1 stands for a phase that did not happen. */
function waitOf(timings: Json | undefined): number | null {
  if (!isObject(timings) || numberOf(timings.wait) === null) return null;
  const phases = ['blocked', 'dns', 'connect', 'send', 'wait'];
  return phases.reduce((total, phase) => total + Math.max(0, numberOf(timings[phase]) ?? 0), 0);
}
