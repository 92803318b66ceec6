import { createEngine } from '../engine.js';
import { loadPrices } from '../library/rates.js';
import { saidOf } from '../library/read-model.js';
import { readLast } from '../log/last.js';
import { type Status, statusOf } from '../report/status.js';
import { type Io, say } from './io.js';
import type { StatusOptions } from './status.js';

/** How a log stands by its end. @returns a sentence where it cannot be read */
export async function statusOfLog(path: string, options: StatusOptions, io: Io): Promise<Status | string> {
  const found = await readLast(path);
  if (typeof found === 'string') return `${path}: ${found}`;
  const { prices, problems } = await loadPrices(options.rates);
  if (problems.length > 0) say(io, problems);
  const engine = createEngine({ prices, promptBytes: options.memory, hints: false, differences: false });
  for (const record of found.records) engine.accept(record);
  const model = engine.model();
  if (model.requests.length === 0 && model.skippedCount > 0) {
    const where = found.isWhole ? 'it' : 'its last lines';
    const reason = saidOf(model.skipped[0]?.reason ?? '', options);
    return `${path}: no request could be read in ${where}: ${reason}`;
  }
  return statusOf(model, found.isWhole);
}
