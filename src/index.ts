/**
 * The library entry: logs to a verdict for tests, logs to records and records to a model for programs. No screen.
 *
 * @example
 * import { diagnose } from 'cachequake';
 * const { breaks, failures } = await diagnose('recordings/');
 * expect(breaks).toEqual([]);
 * expect(failures).toEqual([]);
 *
 * @example
 * import { createEngine, readLog } from 'cachequake';
 * const engine = createEngine();
 * for await (const record of readLog('payload.jsonl')) engine.accept(record);
 * console.log(engine.model().totals.breaks);
 */
export * from './diagnosis/model.js';
export { createEngine, type Engine, type EngineEvent } from './engine.js';
export {
  type DiagnosedBreak,
  type DiagnoseOptions,
  type Diagnosis,
  diagnose,
  NothingJudged,
} from './library/diagnose.js';
export { createReport, type ReportSettings } from './library/report.js';
export { type Follower, type FollowOptions, followLogs } from './log/follow/follow.js';
export type { TailListener } from './log/follow/tail.js';
export { type LogReading, type LogsReading, readLog, readLogs } from './log/read.js';
export * from './log/record.js';
export * from './prompt/index.js';
export { htmlReport } from './report/html/page.js';
export { jsonReport } from './report/json.js';
export { markdownReport } from './report/markdown.js';
export { redactReport, redactRequest } from './report/redact.js';
export type { Report } from './report/report.js';
export { type ReportRequest, reportRequest } from './report/request.js';
export { type TextOptions, textReport } from './report/text.js';
