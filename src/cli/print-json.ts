import type { RequestEntry } from '../diagnosis/model.js';
import { plainJson } from '../report/json.js';
import { redactRequest, withoutQuotes } from '../report/redact.js';
import { requestOf } from '../report/report.js';
import type { Output } from './io.js';
import type { Printer } from './printer.js';

/** One event per line: `{"type":"request"|"update"|"break","session","lane","request"}`, the request as in the report;
 * `{"type":"incident","what":"open"|"rise"|"close"|"reopen","incident"}`. Redacted ones say so: `"isRedacted":true`. */
export function createJsonPrinter(out: Output, isRedacted = false): Printer {
  const note = isRedacted ? { isRedacted } : {};
  const line = (value: unknown): void => {
    out.write(`${plainJson(value)}\n`);
  };
  const aboutRequest = (type: string, entry: RequestEntry): void =>
    line({
      type,
      ...note,
      session: entry.session,
      lane: entry.lane,
      request: isRedacted ? redactRequest(requestOf(entry)) : requestOf(entry),
    });
  const said = (text: string): string => (isRedacted ? withoutQuotes(text) : text);
  return {
    event(event) {
      if (event.type === 'skipped') line({ ...event, ...note, reason: said(event.reason) });
      else if (event.type === 'incident') line(event);
      else aboutRequest(event.type, event.request);
    },
    source: ({ path, format, fidelity, state, message }) =>
      line({ type: 'source', path, format, fidelity, state, message: message && said(message) }),
    end: model => line({ type: 'end', totals: model.totals }),
  };
}
