/** What the logs of a report could not tell, in sentences. */
import { FIDELITY_WORDS } from '../../log/fidelity.js';
import { isReadAlone } from '../../log/protocol/usage.js';
import type { Fidelity, Usage } from '../../log/record.js';
import { counted, UNKNOWN } from '../../text/numbers.js';
import { REDACTED_NOTE } from '../redact.js';
import type { Report, ReportSource } from '../report.js';
import type { ReportRequest } from '../request.js';
import { rowOf } from '../table.js';
import { requestsOf } from './words.js';

/** What the logs could not tell, one sentence each; empty where nothing is missing. */
export function limitsOf(report: Report): readonly string[] {
  const { totals, since } = report;
  return [
    ...(report.isRedacted ? [`${REDACTED_NOTE}.`] : []),
    ...(since === null || since.leftOut === 0
      ? []
      : [
          `${counted(since.leftOut, 'request')} before ${since.at} left out; a sum of an incident or wound holds what it lost before.`,
        ]),
    ...report.sources.flatMap(source => sourceLimits(source, totals.requests > 0)),
    ...(totals.requests > 0 ? adviceOn(report) : []),
    ...(totals.withoutUsage > 0
      ? [
          `${counted(totals.withoutUsage, 'request')} without usage: what they read and wrote is not known, so whether they broke is foreseen at best.`,
        ]
      : []),
    ...uncomparedWords(totals).map(words => `${words}.`),
    ...(totals.predicted > 0
      ? [
          `${counted(totals.predicted, 'break rests', 'breaks rest')} on bytes alone, because what was read is not known.`,
        ]
      : []),
    ...forgottenLines(report),
    ...unreadLines(report),
    ...unpricedLines(report),
    ...(totals.approximate
      ? ['≈: the rate is of a neighbouring model, or a count in the price had to be assumed.']
      : []),
    ...(requestsOf(report).some(hasGap) ? [`${UNKNOWN} in a table: none, or not in this log.`] : []),
    ...(report.skippedCount > 0 ? [`${notInFull(report.skippedCount)}:`] : []),
    ...skippedLines(report),
  ];
}

/** Of requests that could be held against none; at most one. */
export function uncomparedWords({ uncompared }: Report['totals']): readonly string[] {
  return uncompared === 0
    ? []
    : [
        `${counted(uncompared, 'request')} with a prompt that is one text: compared with no other, so whether they broke is not known; \`diff\` compares two`,
      ];
}

function forgottenLines({ sessions }: Report): readonly string[] {
  const forgotten = sessions.flatMap(({ lanes }) => lanes).filter(({ isCompared }) => !isCompared).length;
  return forgotten === 0
    ? []
    : [
        `${counted(forgotten, 'lane is', 'lanes are')} no longer compared: their prompts were let go to bound the memory; --memory can give it more.`,
      ];
}

/** @param isRead false: no request was, so nothing is said of what requests hold */
function sourceLimits(source: ReportSource, isRead: boolean): readonly string[] {
  const limit = source.fidelity === null || !isRead ? null : FIDELITY_WORDS[source.fidelity].limit;
  return [
    ...(source.message === null ? [] : [`${source.path}: ${source.message}`]),
    ...(limit === null ? [] : [`${source.path}: ${limit}`]),
  ];
}

function hasGap(request: ReportRequest): boolean {
  const { hashes, write, read, hit } = rowOf(request);
  return [...hashes.map(({ text }) => text), write, read, hit].includes(UNKNOWN);
}

const LESS: readonly (Fidelity | null)[] = ['redacted', 'digests', 'usage-only'];

function adviceOn({ sources }: Report): readonly string[] {
  return sources.some(({ fidelity }) => LESS.includes(fidelity))
    ? ['`cachequake sources` says how to make the agent write more.']
    : [];
}

/** Some providers bill a prompt without a word on the cache, or on how long it was. */
function unreadLines(report: Report): readonly string[] {
  const usages = requestsOf(report).flatMap(({ usage }) => usage ?? []);
  const silent = usages.filter(({ cacheRead }) => cacheRead === null);
  const endless = usages.filter(isReadAlone);
  return [
    ...(silent.length === 0
      ? []
      : [`${counted(silent.length, 'request')} with usage that does not say what was read from the cache.`]),
    ...(endless.length === 0
      ? []
      : [
          `${counted(endless.length, 'request')} with usage that does not say how long the whole prompt was: no hit rate is known.`,
        ]),
  ];
}

/** Requests in no money figure, by what their price lacks. */
function unpricedLines(report: Report): readonly string[] {
  const reasons = new Map<string, number>();
  for (const request of requestsOf(report)) {
    if (request.usage === null || (request.cost !== null && request.costWithoutCache !== null)) continue;
    const reason = whyUnpriced(request, request.usage);
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  return [...reasons].map(
    ([reason, requests]) => `${counted(requests, 'request')} in no money figure: ${reason}.`,
  );
}

function whyUnpriced({ model, provider, rates }: ReportRequest, usage: Usage): string {
  if (rates === null) {
    return `no rate is known for ${model === null ? 'a model without a name' : `\`${model}\``}${provider === null ? '' : ` at \`${provider}\``}`;
  }
  if (usage.cacheRead === null) return 'what was read from the cache is not known';
  if (usage.output === null) return 'the log does not hold the output tokens';
  return usage.input === null
    ? 'the uncached input is not known'
    : 'what was written to the cache is not known';
}

/** `2 lines could not be read in full` */
export const notInFull = (lines: number): string => `${counted(lines, 'line')} could not be read in full`;

const REASONS_SHOWN = 10;

/** The first line of each reason, and how many there are like it: a file of another kind fails in every line. */
export function skippedLines({
  sources,
  skippedCount,
}: Pick<Report, 'sources' | 'skippedCount'>): readonly string[] {
  const groups = sources.flatMap(({ path, skipped }) => {
    const ofPath = new Map<string, Set<string>>();
    for (const { path: file = path, line, reason } of skipped)
      ofPath.set(reason, (ofPath.get(reason) ?? new Set()).add(`${file}:${line}`));
    return [...ofPath].map(([reason, places]) => ({ reason, places: [...places] }));
  });
  const shown = groups.slice(0, REASONS_SHOWN);
  // A line may have several faults, and be told of by another reason already.
  const rest = skippedCount - new Set(shown.flatMap(({ places }) => places)).size;
  return [
    ...shown.map(({ reason, places: [first, ...like] }) => {
      const others = like.length > 0 ? `; ${counted(like.length, 'more line')} like it` : '';
      return `${first}: ${reason}${others}`;
    }),
    ...(rest > 0 ? [`… and ${counted(rest, 'more line')}.`] : []),
  ];
}
