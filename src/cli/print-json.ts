import type { RequestEntry } from '../diagnosis/model.js';
import { plainJson } from '../report/json.js';
import { requestOf } from '../report/report.js';
import type { Output } from './io.js';
import type { Printer } from './printer.js';

/** One event per line: `{"type":"request"|"update"|"break","session","lane","request"}`, the request as in the report;
 * `{"type":"incident","what":"open"|"rise"|"close"|"reopen","incident"}`. */
export function createJsonPrinter(out: Output): Printer {
  const line = (value: unknown): void => {
    out.write(`${plainJson(value)}\n`);
  };
  const aboutRequest = (type: string, entry: RequestEntry): void =>
    line({ type, session: entry.session, lane: entry.lane, request: requestOf(entry) });
  return {
    event(event) {
      if (event.type === 'skipped' || event.type === 'incident') line(event);
      else aboutRequest(event.type, event.request);
    },
    source: ({ path, format, fidelity, state, message }) =>
      line({ type: 'source', path, format, fidelity, state, message }),
    end: model => line({ type: 'end', totals: model.totals }),
  };
}
