/** Which breaks are told in full, and which are the same again. */
import type { ReportRequest } from '../request.js';

export interface Told {
  readonly request: ReportRequest;
  /** Label of the break that tells the same in full; null: this one is. */
  readonly as: string | null;
}

/**
 * Breaks of one wound that come from one site with the same causes: the first tells what and why, each further one adds its own
 * place and figures.
 */
export function told(broken: readonly ReportRequest[]): readonly Told[] {
  const first = new Map<string, string>();
  return broken.map(request => {
    const { wound = null, causes = [] } = request.break ?? {};
    if (wound === null) return { request, as: null };
    const key = JSON.stringify([
      wound,
      request.site,
      causes.map(({ id, kind, summary }) => [id, kind, shapeOf(summary)]),
    ]);
    const as = first.get(key) ?? null;
    if (as === null) first.set(key, request.label);
    return { request, as };
  });
}

/** A sentence without its places, figures and quotes: what it states. */
const shapeOf = (summary: string): string =>
  summary
    .replace(/ The same in (?:another place|\d+ other places)\./, '')
    .replace(/"[^"]*"|\b(?:tools|system|messages|input|contents)\b[\w.[\]-]*|\d[\d\p{Zs}]*/gu, '#')
    .replace(/ again\b/, '');
