import { logsBehind } from '../log/paths/logs-at.js';
import { readLogs } from '../log/read.js';
import type { LogRecord } from '../log/record.js';
import type { DemoOptions } from './demo.js';
import { type ExitCode, type Io, refuse } from './io.js';
import { showFeed } from './live/live.js';
import { createPlayer } from './live/player.js';

/** Plays finished logs with the timing that they were recorded with. */
export async function runReplay(paths: readonly string[], options: DemoOptions, io: Io): Promise<ExitCode> {
  const { logs, problems } = await logsBehind(paths);
  const [problem] = problems;
  if (problem !== undefined) return refuse(io, problem);
  const reading = readLogs(logs);
  const records: LogRecord[] = [];
  for await (const record of reading) records.push(record);
  const [state] = reading.states();
  if (state === undefined) return refuse(io, `${paths.join(', ')}: no log there`);
  if (state.state === 'gone') return refuse(io, `${state.path}: ${state.message ?? 'cannot be read'}`);
  const player = createPlayer(records, state, { ...options, kind: 'replay' });
  return showFeed({ ...player, logs: async () => logs }, options, io);
}
