import type { Model } from '../diagnosis/model.js';
import type { SourceState } from '../log/record.js';
import { type Report, reportOf } from '../report/report.js';
import { ownVersion } from './version.js';

export interface ReportSettings {
  /** What was read, for the list of sources (`readLogs(…).states()`). @default none are listed */
  readonly sources?: readonly SourceState[];
  /** Only what happened from then on, milliseconds since 1970. @default all */
  readonly since?: number;
}

/**
 * The report on what an engine knows: what `cachequake report --format json` writes (docs/report-json.md).
 *
 * @example
 * const report = redactReport(createReport(engine.model()));
 * console.log(textReport(report));
 */
export const createReport = (model: Model, { sources = [], since }: ReportSettings = {}): Report =>
  reportOf(model, sources, ownVersion(), since ?? null);
