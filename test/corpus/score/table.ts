import type { Mark, Marks } from './compare.js';

export interface RowScore {
  readonly id: string;
  readonly healthy: boolean;
  readonly sessions: number;
  readonly requests: number;
  readonly breaks: number;
  readonly found: number;
  readonly firstCause: Ratio;
  readonly allCauses: Ratio;
  readonly kind: Ratio;
  readonly place: Ratio;
  readonly lost: Ratio;
  /** Largest relative error of a price; null: no price to compare. */
  readonly priceError: number | null;
  readonly falseAlarms: number;
  readonly predicted: Ratio;
  readonly claims: Ratio;
}

export interface Ratio {
  readonly right: number;
  readonly of: number;
}

export function scoreRow(id: string, healthy: boolean, results: readonly Marks[]): RowScore {
  const marks = results.flatMap(result => result.marks);
  const ratio = (pick: (mark: Mark) => boolean | null): Ratio => {
    const asked = marks.map(pick).filter(answer => answer !== null);
    return { right: asked.filter(answer => answer).length, of: asked.length };
  };
  const errors = marks.flatMap(({ priceError }) => (priceError === null ? [] : [priceError]));
  return {
    id,
    healthy,
    sessions: results.length,
    requests: sum(results, result => result.marks.length + result.healthyRequests),
    breaks: marks.length,
    found: marks.filter(mark => mark.found).length,
    firstCause: ratio(mark => mark.firstCause),
    allCauses: ratio(mark => mark.allCauses),
    kind: ratio(mark => mark.kind),
    place: ratio(mark => mark.place),
    lost: ratio(mark => mark.lost),
    priceError: errors.length === 0 ? null : Math.max(...errors),
    falseAlarms: sum(results, result => result.falseAlarms),
    predicted: { right: sum(results, r => r.predictedRight), of: sum(results, r => r.withUsage) },
    claims: { right: sum(results, r => r.claimsHeld), of: sum(results, r => r.claims) },
  };
}

/** All rows of one kind as one. */
export function total(id: string, rows: readonly RowScore[]): RowScore {
  const add = (pick: (row: RowScore) => Ratio): Ratio => ({
    right: sum(rows, row => pick(row).right),
    of: sum(rows, row => pick(row).of),
  });
  const errors = rows.flatMap(({ priceError }) => (priceError === null ? [] : [priceError]));
  return {
    id,
    healthy: rows.every(row => row.healthy),
    sessions: sum(rows, row => row.sessions),
    requests: sum(rows, row => row.requests),
    breaks: sum(rows, row => row.breaks),
    found: sum(rows, row => row.found),
    firstCause: add(row => row.firstCause),
    allCauses: add(row => row.allCauses),
    kind: add(row => row.kind),
    place: add(row => row.place),
    lost: add(row => row.lost),
    priceError: errors.length === 0 ? null : Math.max(...errors),
    falseAlarms: sum(rows, row => row.falseAlarms),
    predicted: add(row => row.predicted),
    claims: add(row => row.claims),
  };
}

/** The kinds of a cause as one row. */
export function byCause(rows: readonly RowScore[]): RowScore[] {
  const causes = [...new Set(rows.map(causeOf))];
  return causes.map(cause =>
    total(
      cause,
      rows.filter(row => causeOf(row) === cause),
    ),
  );
}

function causeOf({ id, healthy }: RowScore): string {
  if (healthy) return id;
  return id.startsWith('two/') ? 'two at once' : (id.split('/')[0] ?? id);
}

/** What the issue asks of the whole corpus; the sentences that are not true. */
export function shortcomings(all: RowScore): string[] {
  const checks: readonly (readonly [boolean, string])[] = [
    [all.found === all.breaks, `recall ${all.found} of ${all.breaks}, not all`],
    [share(all.firstCause) >= 0.995, `first cause right ${percent(all.firstCause)}, below 99.5 %`],
    [share(all.place) >= 0.99, `place right ${percent(all.place)}, below 99 %`],
    [all.falseAlarms === 0, `${all.falseAlarms} false alarms`],
    [share(all.predicted) >= 0.97, `read predicted within 2 % on ${percent(all.predicted)}, below 97 %`],
    [share(all.claims) === 1, `${all.claims.of - all.claims.right} claims do not hold`],
  ];
  return checks.flatMap(([holds, sentence]) => (holds ? [] : [sentence]));
}

export function markdown(rows: readonly RowScore[]): string {
  const planted = rows.filter(row => !row.healthy);
  const healthy = rows.filter(row => row.healthy);
  const head = [
    '| planted | sessions | breaks | found | first cause | all causes | place | lost tokens | price error | false alarms | read predicted | claims |',
    '|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|',
  ];
  const lines = [...planted, ...(planted.length > 1 ? [total('**all planted**', planted)] : [])].map(
    row =>
      `| ${row.id} | ${row.sessions} | ${row.breaks} | ${percent({ right: row.found, of: row.breaks })} | ${percent(row.firstCause)} | ${percent(row.allCauses)} | ${percent(row.place)} | ${percent(row.lost)} | ${row.priceError === null ? '' : `${(row.priceError * 100).toFixed(1)} %`} | ${row.falseAlarms} | ${percent(row.predicted)} | ${percent(row.claims)} |`,
  );
  const healthyHead = [
    '| healthy | sessions | requests | false alarms | read predicted | claims |',
    '|---|--:|--:|--:|--:|--:|',
  ];
  const healthyLines = [...healthy, ...(healthy.length > 1 ? [total('**all healthy**', healthy)] : [])].map(
    row =>
      `| ${row.id} | ${row.sessions} | ${row.requests} | ${row.falseAlarms} | ${percent(row.predicted)} | ${percent(row.claims)} |`,
  );
  return [
    ...(planted.length > 0 ? [...head, ...lines, ''] : []),
    ...(healthy.length > 0 ? [...healthyHead, ...healthyLines, ''] : []),
  ].join('\n');
}

/** Whole per cents, but never 100 where something is missing. */
function percent(ratio: Ratio): string {
  if (ratio.of === 0) return '';
  const value = share(ratio) * 100;
  return `${ratio.right === ratio.of ? '100' : Math.min(99.9, value).toFixed(1)} %`;
}

function share({ right, of }: Ratio): number {
  return of === 0 ? 1 : right / of;
}

function sum<T>(list: readonly T[], count: (item: T) => number): number {
  return list.reduce((result, item) => result + count(item), 0);
}
