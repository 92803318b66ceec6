/** Sentences that the text and the Markdown report share. Everything that came from a log goes through `visible`. */
import { clientSentence } from '../../diagnosis/calls/client.js';
import { causeName, sizeOf } from '../../diagnosis/sentence.js';
import { count, counted, dollars } from '../../text/numbers.js';
import type { ReportBreak, ReportCause, ReportDivergence } from '../break.js';
import type { Report, ReportWound } from '../report.js';
import type { ReportRequest } from '../request.js';

/** The provider's own reason for a break: the same as ours, another one, or none that can be compared. */
export function vendorOf({ vendor, vendorAgrees, break: found }: ReportRequest): readonly string[] {
  if (vendor === null || found === null) return [];
  const said = `${vendor.reason} (${vendor.by})`;
  if (vendorAgrees === true) return [`the provider says the same: ${said}`];
  if (vendorAgrees === null) return [`the provider says ${said}, which names no cause`];
  return [`the provider says ${said}; this log shows ${found.causes.map(causeName).join(', ')}`];
}

/** `client 2.1.3 → 2.1.4 at this request`: beside the cause of a break, for it may be why. */
export function newClientOf({
  client,
  clientVersion,
  clientBefore: before,
}: ReportRequest): readonly string[] {
  const sentence = clientSentence({
    client: { name: client, version: clientVersion },
    clientBefore: before && { name: before.client, version: before.clientVersion },
  });
  return sentence === null ? [] : [sentence];
}

/** Quiet findings that are no breaks, each once with the requests that have it. */
export function hintsOf(report: Report): readonly string[] {
  const found = new Map<string, { readonly numbers: string[]; readonly sentence: string }>();
  const logOf = (file: string): string =>
    report.sources.find(({ parts }) => parts?.includes(file))?.path ?? file;
  for (const { source, label, hints } of requestsOf(report)) {
    for (const { id, summary, fix } of hints) {
      const key = JSON.stringify([logOf(source), id, summary]);
      const same = found.get(key) ?? { numbers: [], sentence: `${id}: ${summary} ${fix}` };
      same.numbers.push(`#${label}`);
      found.set(key, same);
    }
  }
  return [...found.values()].map(({ numbers, sentence }) => `${numbers.join(', ')} ${sentence}`);
}

/** All requests, in the order of their logs. */
export function requestsOf({ sessions }: Pick<Report, 'sessions'>): readonly ReportRequest[] {
  const requests =
    ordered.get(sessions) ??
    sessions.flatMap(({ lanes }) => lanes.flatMap(({ requests }) => requests)).sort(byLabel);
  ordered.set(sessions, requests);
  return requests;
}

/** Asked for several times of each report. */
const ordered = new WeakMap<Report['sessions'], readonly ReportRequest[]>();

/** Requests in the order of their logs, and in each in the order of its lines. */
export function byLabel(a: { readonly label: string }, b: { readonly label: string }): number {
  return sourceOf(a.label) - sourceOf(b.label) || numberOf(a.label) - numberOf(b.label);
}

/** `2.5` is the fifth of the second log, `5` that of the first. */
function sourceOf(label: string): number {
  const dot = label.indexOf('.');
  return dot < 0 ? 1 : Number(label.slice(0, dot));
}

const numberOf = (label: string): number => Number(label.slice(label.indexOf('.') + 1));

/** `#6 as #5: history-edited (compacted) at messages[43].content[0].content; partial break, M5.2: …`. */
export function repeatSentence(request: ReportRequest, as: string): string {
  const { label, break: found } = request;
  if (found === null) throw new Error(`#${label} has no break`);
  const [first] = found.causes;
  const at = first?.path ?? found.divergence?.path ?? null;
  const name = first === undefined ? '' : `${causeName(first)}${at === null ? '' : ` at ${at}`}; `;
  return `#${label} as #${as}: ${name}${sizeOf(found)}`;
}

/** Causes with the place that is their evidence; the break's own place stands for the first cause if it has none. */
export function evidenceOfBreak(
  found: ReportBreak,
): readonly { readonly cause: ReportCause; readonly at: ReportDivergence | null }[] {
  return found.causes.map((cause, index) => ({
    cause,
    at: cause.divergence ?? (index === 0 ? found.divergence : null),
  }));
}

/** `char 16 086   byte 16 090`. */
export const offsetOf = (at: { readonly char: number; readonly byte: number }): string =>
  `char ${count(at.char)}   byte ${count(at.byte)}`;

/** `16 090 characters before, 16 093 now`: what a difference is without its text, as far as it is known. */
export function lengthsOf({
  beforeLength: before,
  afterLength: after,
}: Pick<ReportDivergence, 'beforeLength' | 'afterLength'>): readonly string[] {
  if (before !== null && after !== null)
    return [`${counted(before, 'character')} before, ${count(after)} now`];
  if (after !== null) return [`${counted(after, 'character')} put in`];
  return before === null ? [] : [`${counted(before, 'character')} taken out`];
}

/** `payload.jsonl:5:39811`: line from 1, byte in the line from 0. */
export const placeText = (request: ReportRequest, at: ReportDivergence): string =>
  `${request.source}:${at.line}${at.lineByte === null ? '' : `:${at.lineByte}`}`;

/** A wound that is more than one break, or that tells what a compaction is worth. */
export const isTold = (wound: ReportWound): boolean =>
  wound.requests.length > 1 || wound.savedTokens !== null;

export function woundSentence(wound: ReportWound): string {
  const numbers = wound.labels.map(label => `#${label}`).join(', ');
  const [first, ...others] = wound.paths;
  const more = others.length === 0 ? '' : ` and ${counted(others.length, 'other place')}`;
  const where = first === undefined ? '' : ` at ${first}${more}`;
  const about = { estimate: !wound.costExact, approximate: wound.costApproximate };
  const money = wound.cost === null ? '' : `, ${dollars(wound.cost, about)}`;
  const size = wound.rewritten
    ? `${counted(wound.rewritten, 'token')} written`
    : `~${counted(wound.lostTokens, 'token')} lost`;
  const state = wound.healed ? 'healed' : 'still open';
  return `${numbers}: ${wound.cause}${where}, ${size}${money}; ${state}.${payback(wound)}`;
}

/** Estimates both: what was taken out is known in bytes. */
function payback(wound: ReportWound): string {
  if (wound.savedTokens === null) return '';
  const when =
    wound.paysBackAfter === null
      ? 'when that pays back is not known'
      : `that pays back after ~${counted(wound.paysBackAfter, 'more request')}`;
  return ` It took out ~${counted(wound.savedTokens, 'token')}; ${when}.`;
}

/** What stands at a difference on one side, as it is shown: nothing, or nothing that can be seen, is said. */
export function sideText(text: string, length: number | null): string {
  if (text === '') return `(ends here, ${count(length)} characters)`;
  if (/^ +$/.test(text)) return `(${text.length === 1 ? '1 space' : `${text.length} spaces`}, then it ends)`;
  return text;
}
