/** Logs to a verdict in one call: for tests. */
import type { CauseId } from '../diagnosis/model.js';
import { sizeOf } from '../diagnosis/sentence.js';
import { logsBehind } from '../log/paths/logs-at.js';
import { redactReport } from '../report/redact.js';
import { type Report, reportOf } from '../report/report.js';
import type { ReportRequest } from '../report/request.js';
import { skippedLines, uncomparedWords } from '../report/words/limits.js';
import { evidenceOfBreak, placeText, requestsOf } from '../report/words/words.js';
import { counted } from '../text/numbers.js';
import { shown } from '../text/shown.js';
import { loadPrices } from './rates.js';
import { readModel, whyEmpty } from './read-model.js';
import { ownVersion } from './version.js';

export interface DiagnoseOptions {
  /**
   * True: excerpts of prompts are in `breaks` and `report`. A test prints what it finds, and its pages may be public.
   * @default false
   */
  readonly text?: boolean;
  /** JSON file of your own prices (docs/rates.md). @default the price lists alone */
  readonly rates?: string;
  /** Only what happened since: milliseconds since 1970. What came before is read, and compared with. @default all */
  readonly since?: number;
  /** Bytes of prompts that are kept to compare with. @default 16 MiB */
  readonly promptBytes?: number;
}

/** A break as a test prints it: a few lines that a person reads. */
export interface DiagnosedBreak {
  /** What the report calls the request: `5`, or `2.5` in the second log. */
  readonly request: string;
  /** `full break, M5.3: 178 577 tokens written, $0.61 lost`. */
  readonly size: string;
  readonly causes: readonly {
    readonly id: CauseId;
    readonly kind: string | null;
    /** `system[1].text, character 16086`; null: it has no place. */
    readonly at: string | null;
    /** `payload.jsonl:3:528335`: line from 1, byte in it from 0. */
    readonly evidence: string | null;
    /** The text from the first differing character on; only with `text`, null otherwise. */
    readonly before: string | null;
    readonly after: string | null;
    readonly fix: string;
  }[];
  /** Where it comes from, without its numbers: the same for all breaks that one piece of code makes. */
  readonly site: string;
  /** Tokens that should have been read. */
  readonly lostTokens: number;
  /** US dollars for them above what a hit would have cost; null: no rate is known. */
  readonly cost: number | null;
}

export interface Diagnosis {
  /** Breaks that ring, in the order of the logs. What the client meant (a compaction, a rewind) is in the report only. */
  readonly breaks: readonly DiagnosedBreak[];
  /** What could not be read or judged, a sentence each: lines that are no records, requests whose read is not known. */
  readonly failures: readonly string[];
  /** All that is known, as `cachequake report --format json` writes it. */
  readonly report: Report;
}

/** Nothing could be judged: a path leads to no log, or the logs hold no request of which the read is known. */
export class NothingJudged extends Error {
  override readonly name = 'NothingJudged';
  /** A sentence for each reason. */
  readonly failures: readonly string[];

  constructor(failures: readonly string[]) {
    super(failures.join('\n'));
    this.failures = failures;
  }
}

/**
 * Reads logs (files, folders, any part of a recording) and says what broke.
 *
 * `breaks` is empty only where requests were judged and none of them broke: a mistyped path cannot pass a test.
 *
 * @throws NothingJudged if one of the paths leads to no log that can be read, or no request could be judged
 * @example
 * const { breaks, failures } = await diagnose('recordings/');
 * expect(breaks).toEqual([]);
 * expect(failures).toEqual([]);
 */
export async function diagnose(
  paths: string | readonly string[],
  options: DiagnoseOptions = {},
): Promise<Diagnosis> {
  const files = await logsBehind(typeof paths === 'string' ? [paths] : paths);
  const { prices, problems } = await loadPrices(options.rates);
  const none = files.logs.length === 0 && files.problems.length === 0 ? ['no path was given'] : [];
  const wrong = [...files.problems, ...problems, ...none];
  if (wrong.length > 0) throw new NothingJudged(wrong.map(said));
  const reading = await readModel(files.logs, { prices, promptBytes: options.promptBytes });
  const { model, sources, failures } = reading;
  const empty = whyEmpty(reading);
  if (failures.length > 0 || empty !== null)
    throw new NothingJudged([...failures, ...(empty === null ? [] : [empty])].map(said));
  const open = reportOf(model, sources, ownVersion(), options.since ?? null);
  const report = options.text ? open : redactReport(open);
  if (!requestsOf(report).some(couldBreak)) {
    const what = counted(report.totals.requests, 'request');
    const why = 'none goes on from another one with its read known, so nothing could have broken';
    throw new NothingJudged([said(`${files.logs.join(', ')}: ${what}: ${why}`)]);
  }
  return { breaks: requestsOf(report).flatMap(breakOf), failures: failuresOf(report).map(said), report };
}

/** The first of a lane can read nothing: it shows neither health nor harm. */
const couldBreak = ({ parent, usage, predicted }: ReportRequest): boolean =>
  parent !== null && (typeof usage?.cacheRead === 'number' || predicted !== null);

function breakOf(request: ReportRequest): readonly DiagnosedBreak[] {
  const { label, site, break: found } = request;
  if (found === null || !found.ringing) return [];
  return [
    {
      request: label,
      size: said(sizeOf(found)),
      causes: evidenceOfBreak(found).map(({ cause, at }) => ({
        id: cause.id,
        kind: saidOrNot(cause.kind),
        at: at === null ? null : said(`${at.path}, character ${at.char}`),
        evidence: at === null ? null : said(placeText(request, at)),
        before: saidOrNot(at?.before ?? null),
        after: saidOrNot(at?.after ?? null),
        fix: cause.fix,
      })),
      site: said(site ?? ''),
      lostTokens: found.lostTokens,
      cost: found.cost,
    },
  ];
}

function failuresOf(report: Report): readonly string[] {
  const { unjudged, uncompared } = report.totals;
  const unread = unjudged - uncompared;
  return [
    ...skippedLines(report),
    ...(unread > 0 ? [`of ${counted(unread, 'request')} it is not known what was read`] : []),
    ...uncomparedWords(report.totals),
  ];
}

/** Harmless where a terminal or a page prints it. */
const said = (text: string): string => shown(text);
const saidOrNot = (text: string | null): string | null => text && said(text);
