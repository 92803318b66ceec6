/**
 * The library entry: logs to records, records to a model, without a screen.
 *
 * @example
 * import { createEngine, readLog } from 'cachequake';
 * const engine = createEngine();
 * for await (const record of readLog('payload.jsonl')) engine.accept(record);
 * console.log(engine.model().totals.breaks);
 */
export * from './diagnosis/model.js';
export { createEngine, type Engine, type EngineEvent } from './engine.js';
export { type Follower, type FollowOptions, followLogs } from './log/follow/follow.js';
export type { TailListener } from './log/follow/tail.js';
export { type LogReading, type LogsReading, readLog, readLogs } from './log/read.js';
export * from './log/record.js';
export * from './prompt/index.js';
