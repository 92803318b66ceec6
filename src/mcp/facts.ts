/** What answers hold: figures, places and names, each in a field of its own, and no sentence that was made with text of a log. */
import { sizeOf } from '../diagnosis/sentence.js';
import { classifyVolatile } from '../diagnosis/values.js';
import { type ReportBreak, type ReportDivergence, windowOf } from '../report/break.js';
import type { PromptDiff } from '../report/prompt-diff.js';
import type { Report } from '../report/report.js';
import type { ReportRequest } from '../report/request.js';
import type { Loss } from '../report/words/losses.js';
import { totalsSentences } from '../report/words/totals.js';
import { requestsOf } from '../report/words/words.js';
import { shown } from '../text/shown.js';
import { tame, tameCause, tameOrNull, tameSite } from './tame.js';

/** So many of a list are told; the rest is counted. */
const MOST = 30;

interface Cut<Item> {
  readonly list: readonly Item[];
  /** How many more there are. */
  readonly left_out: number;
}

const cut = <Item>(items: readonly Item[]): Cut<Item> => ({
  list: items.slice(0, MOST),
  left_out: Math.max(0, items.length - MOST),
});

/** What an answer is about: it may be fewer logs than were meant. */
export const logFacts = ({ sources }: Report): object =>
  cut(sources.map(({ number, path, format, fidelity }) => ({ number, path: tame(path), format, fidelity })));

/** @param isOpen true: the user allowed text of prompts */
export function reportFacts(report: Report, isOpen: boolean): object {
  const { totals, losses, since, incidents } = report;
  return {
    since: since?.at ?? null,
    logs: logFacts(report),
    totals: totalsSentences(totals),
    by_cause: cut(losses.causes.map(loss => lossFacts(loss, tameCause))),
    by_site: cut(losses.sites.map(loss => ({ ...lossFacts(loss, tameSite), fix: fixOf(report, loss) }))),
    by_log: cut(losses.logs.map(loss => lossFacts(loss, tame))),
    open_incidents: incidents
      .filter(({ closedAt }) => closedAt === null)
      .map(({ severity, peak, openedAt, reopenedAt }) => ({
        ...{ severity, points_lost: peak, opened_at: openedAt.at },
        ...(reopenedAt === null ? {} : { reopened_at: reopenedAt.at }),
      })),
    lines_not_read: report.skippedCount,
    breaks: breaksFacts(report, isOpen),
  };
}

/** The newest breaks that ring, the newest last. */
export function breaksFacts(report: Report, isOpen: boolean): object {
  const ringing = requestsOf(report).flatMap(request =>
    request.break?.ringing === true ? [{ request, found: request.break }] : [],
  );
  return {
    list: ringing.slice(-MOST).map(({ request, found }) => breakFacts(request, found, isOpen)),
    older_left_out: Math.max(0, ringing.length - MOST),
  };
}

function breakFacts(request: ReportRequest, found: ReportBreak, isOpen: boolean): object {
  const { label, at, model, source, line, site } = request;
  return {
    request: label,
    at,
    model: tameOrNull(model),
    log: tame(source),
    line,
    size: sizeOf(found),
    lost_tokens: found.lostTokens,
    lost_usd: found.cost,
    site: tameSite(site ?? ''),
    causes: found.causes.map(({ id, kind, confidence, fix, path, divergence }) => ({
      id,
      kind: tameOrNull(kind),
      confidence,
      path: tameOrNull(divergence?.path ?? path),
      ...(divergence === null ? {} : placeFacts(divergence, isOpen)),
      fix,
    })),
  };
}

function placeFacts(at: ReportDivergence, isOpen: boolean): object {
  const { char, byte, line, lineByte, beforeLength, afterLength } = at;
  return {
    char,
    byte,
    line,
    line_byte: lineByte,
    length_before: beforeLength,
    length_after: afterLength,
    ...(isOpen ? textFacts(sidesOf(at)) : {}),
  };
}

type Sides = Pick<ReportDivergence, 'context' | 'before' | 'after'>;
const sidesOf = ({ context, before, after }: Sides): Readonly<Record<string, string | null>> => ({
  context,
  before,
  after,
});

const textFacts = (sides: Readonly<Record<string, string | null>>): object => ({
  text_of_the_log: Object.fromEntries(
    Object.entries(sides).map(([name, text]) => [name, text === null ? null : shown(text)]),
  ),
});

const lossFacts = ({ name, breaks, lostTokens, cost, labels }: Loss, told: (name: string) => string) => ({
  name: told(name),
  breaks,
  lost_tokens: lostTokens,
  lost_usd: cost,
  requests: labels.slice(0, 10),
});

function fixOf(report: Report, { labels: [first] }: Loss): string | null {
  const found = requestsOf(report).find(({ label }) => label === first)?.break;
  return found?.causes[0]?.fix ?? null;
}

export function diffFacts({ sections, notCompared }: PromptDiff, isOpen: boolean): object {
  return {
    blocks_not_compared: notCompared,
    sections: sections.map(({ section, before, after, alike, hashes, differences }) => ({
      section,
      blocks_before: before,
      blocks_after: after,
      blocks_alike: alike,
      hash_before: hashes[0],
      hash_after: hashes[1],
      differences: cut(
        differences.map(({ divergence, place, removed, added, how }) => {
          const { before: old, after: fresh } = divergence;
          const change = old === null || fresh === null ? null : classifyVolatile(old.text, fresh.text);
          return {
            path: tame(divergence.path),
            how,
            char: divergence.char,
            byte: divergence.byte,
            characters_taken_out: removed,
            characters_put_in: added,
            value_that_changes_by_itself: change?.kind ?? null,
            ...(place === null ? {} : { log: tame(place.path), line: place.line, line_byte: place.byte }),
            ...(isOpen ? textFacts(sidesOf(windowOf(divergence))) : {}),
          };
        }),
      ),
    })),
  };
}
