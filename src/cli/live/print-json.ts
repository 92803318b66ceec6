import type { RequestEntry } from '../../diagnosis/model.js';
import { breakOf } from '../../report/break.js';
import type { WatchEvent } from '../../report/events.js';
import { plainJson } from '../../report/json.js';
import { redactBreak, redactedNote, redactRequest, withoutQuotes } from '../../report/redact.js';
import { reportRequest } from '../../report/request.js';
import { isoTime } from '../../text/times.js';
import type { Output } from '../io.js';
import type { Printer } from './printer.js';

/** One event per line (`report/events.ts`). @param isRedacted no text of prompts; each event says so */
export function createJsonPrinter(out: Output, isRedacted = false): Printer {
  const head = { schema: 'cachequake.watch/1', ...redactedNote(isRedacted) } as const;
  const said = (text: string): string => (isRedacted ? withoutQuotes(text) : text);
  const line = (value: WatchEvent): void => {
    out.write(`${plainJson(value)}\n`);
  };
  const aboutRequest = (type: 'request' | 'update' | 'break', entry: RequestEntry): void => {
    const request = reportRequest(entry);
    const { session, lane } = entry;
    line({
      ...head,
      type,
      session,
      lane,
      request: isRedacted ? redactRequest(request) : request,
    });
  };
  return {
    event(event) {
      if (event.type === 'skipped') line({ ...head, ...event, reason: said(event.reason) });
      else if (event.type === 'incident') line({ ...head, ...event });
      else aboutRequest(event.type, event.request);
    },
    coming(entry) {
      if (entry.foreseen === null) return;
      const request = reportRequest(entry);
      const foreseen = breakOf(entry.foreseen);
      line({
        ...head,
        type: 'coming',
        session: entry.session,
        lane: entry.lane,
        request: isRedacted ? redactRequest(request) : request,
        foreseen: isRedacted ? redactBreak(foreseen) : foreseen,
      });
    },
    cold: ({ at, expiresAt, ...going }) =>
      line({ ...head, type: 'cold', at: isoTime(at), expiresAt: isoTime(expiresAt), ...going }),
    source: ({ path, format, fidelity, state, message }) =>
      line({
        ...head,
        type: 'source',
        path,
        format,
        fidelity,
        state,
        message: message && said(message),
      }),
    end: model => line({ ...head, type: 'end', totals: model.totals }),
  };
}
