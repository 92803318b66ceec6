import { usualSentence } from '../../diagnosis/incidents/usual.js';
import type { Break, RequestEntry } from '../../diagnosis/model.js';
import { causeName, sizeOf, sureness } from '../../diagnosis/sentence.js';
import { breakOf, type ReportBreak, type ReportCause } from '../../report/break.js';
import { REDACTED_NOTE, withoutQuotes } from '../../report/redact.js';
import { reportRequest } from '../../report/request.js';
import { rowOf } from '../../report/table.js';
import { coldSentence } from '../../report/words/going-cold.js';
import { incidentSentence } from '../../report/words/incidents.js';
import { legendOf } from '../../report/words/legend.js';
import { totalsSentences } from '../../report/words/totals.js';
import { lengthsOf, newClientOf, offsetOf } from '../../report/words/words.js';
import { hasNotCome, notComeSentence } from '../../store/live/coming.js';
import { shown } from '../../text/shown.js';
import { clockTime, zoneOf } from '../../text/times.js';
import type { Output } from '../io.js';
import type { Printer } from './printer.js';

export interface PlainOptions {
  readonly ascii: boolean;
  /** What people call a lane, by its id. */
  readonly laneName: (lane: string) => string;
  /** Nothing that quotes a line of the log. @default false */
  readonly isRedacted?: boolean;
}

/** One line per request, when it is known how it ended, and one per break. */
export function createPlainPrinter(
  out: Output,
  { ascii, laneName, isRedacted = false }: PlainOptions,
): Printer {
  /** Requests that left and of which nothing more is known, by lane. */
  const open = new Map<string, RequestEntry>();
  const labels = new Map<string, string>();
  /** Ids of requests whose break was told as coming. */
  const foretold = new Set<string>();
  /** Why a line of a log was last skipped, by its path. */
  const skipped = new Map<string, string>();
  /** What each log was last said to be. */
  const told = new Map<string, string>();
  const line = (text: string): void => {
    out.write(`${shown(text, { ascii })}\n`);
  };
  const said = (text: string): string => (isRedacted ? withoutQuotes(text) : text);
  if (isRedacted) line(`(${REDACTED_NOTE})`);
  let isZoneSaid = false;
  const sayZone = (at: number | null): void => {
    if (isZoneSaid || at === null) return;
    isZoneSaid = true;
    line(`times are ${zoneOf(at)}, the zone of this machine`);
  };
  const settle = (entry: RequestEntry): void => {
    sayZone(entry.at);
    if (open.get(entry.lane)?.id === entry.id) open.delete(entry.lane);
    line(requestLine(entry, laneName(entry.lane)));
    if (foretold.delete(entry.id) && hasNotCome(entry)) line(`           ${notComeSentence(entry)}`);
  };
  const settleLane = (lane: string): void => {
    const waiting = open.get(lane);
    if (waiting !== undefined) settle(waiting);
  };

  return {
    event(event) {
      switch (event.type) {
        case 'request':
          labels.set(event.request.id, event.request.label);
          // A request that is followed by another one of its lane has ended, even if the log does not say how.
          settleLane(event.request.lane);
          if (event.request.outcome === 'pending') open.set(event.request.lane, event.request);
          else settle(event.request);
          break;
        case 'update':
          if (open.get(event.request.lane)?.id === event.request.id) settle(event.request);
          break;
        case 'break':
          for (const text of breakLines(event.request, event.break, { ascii, isRedacted })) line(text);
          break;
        case 'incident':
          line(
            `! incident ${INCIDENT_WORDS[event.what]}: ${incidentSentence(event.incident, id => labels.get(id) ?? id)}`,
          );
          break;
        case 'skipped':
          skipped.set(event.path, event.reason);
          line(`${event.path}:${event.line} not read in full: ${said(event.reason)}`);
      }
    },
    coming(entry) {
      sayZone(entry.at);
      foretold.add(entry.id);
      line(comingLine(entry, laneName(entry.lane), isRedacted));
    },
    cold(going) {
      sayZone(going.at);
      line(`${clockTime(going.at)} ! ${laneName(going.lane)}: ${coldSentence(going)}`);
    },
    source({ path, state, format, message }) {
      // What it was already needs no word: a player goes on after each wait that it names.
      const isNews = message !== null || told.get(path) !== `${state} ${format}`;
      told.set(path, `${state} ${format}`);
      // What makes a whole file unreadable was said as its first line was skipped.
      if (!isNews || (message !== null && skipped.get(path) === message)) return;
      const what = message === null ? SOURCE_WORDS[state] : said(message);
      line(`${path}: ${what}${format === null || message !== null ? '' : ` (${format})`}`);
    },
    end(model) {
      for (const lane of [...open.keys()]) settleLane(lane);
      const legend = legendOf(model);
      if (legend !== null) line(`logs: ${legend}`);
      for (const text of totalsSentences(model.totals)) line(text);
      for (const usual of model.usual) line(usualSentence(usual));
    },
  };
}

const INCIDENT_WORDS = { open: 'opened', rise: 'is worse', close: 'is over', reopen: 'is back' } as const;
const SOURCE_WORDS = { waiting: 'WAITING for it', live: 'following', ended: 'ended', gone: 'gone' } as const;

function requestLine(entry: RequestEntry, lane: string): string {
  const { broke, n, write, read, hit, what } = rowOf(reportRequest(entry));
  return `${clockTime(entry.at)} ${broke ? '✗' : ' '} #${n.padEnd(4)} read ${read.padStart(9)}  wrote ${write.padStart(9)}  ${hit.padStart(5)}  ${lane}  ${what}`;
}

/** The break before the bill: what is foretold of it, where it is, and what to change, in one line. */
function comingLine({ at, label, foreseen }: RequestEntry, lane: string, isRedacted: boolean): string {
  const found = foreseen && breakOf(foreseen);
  const cause = found?.causes[0];
  if (!found || !cause) return '';
  return `${clockTime(at)} COMING #${label}  ${lane}  ${sizeOf(found)}: ${causeText(found, cause, isRedacted)}`;
}

function breakLines(
  entry: RequestEntry,
  found: Break,
  { ascii, isRedacted = false }: Pick<PlainOptions, 'ascii' | 'isRedacted'>,
): readonly string[] {
  const request = reportRequest({ ...entry, break: found });
  const shown = request.break;
  if (shown === null) return [];
  return [
    `${clockTime(entry.at)} BREAK #${entry.label}  ${sizeOf(shown)}`,
    ...shown.causes.map(cause => `           ${causeText(shown, cause, isRedacted)}`),
    ...newClientOf(request).map(text => `           ${ascii ? text.replace('→', '->') : text}`),
  ];
}

/** `history-edited (compacted), certain  messages[41].content, char 0, byte 0. Fix: …`. */
function causeText(found: ReportBreak, cause: ReportCause, isRedacted: boolean): string {
  const at = cause.divergence ?? (cause === found.causes[0] ? found.divergence : null);
  const lengths = at === null || !isRedacted ? [] : lengthsOf(at);
  const where = at === null ? '' : [`  ${at.path}  ${offsetOf(at)}`, ...lengths].join(', ');
  // How sure the cause is says nothing of whether what is foretold came.
  const sure = found.predicted ? null : sureness(cause);
  return `${causeName(cause)}${sure === null ? '' : `, ${sure}`}${where}. Fix: ${cause.fix}`;
}
