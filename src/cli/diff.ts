import { logsBehind } from '../log/paths/logs-at.js';
import { readLog } from '../log/read.js';
import type { RequestRecord } from '../log/record.js';
import { placeOf, readPrompt, sharedBlocks, writtenDifferences } from '../prompt/index.js';
import { areAlike, promptDiff, promptDiffText } from '../report/prompt-diff.js';
import { type ExitCode, type Io, refuse } from './io.js';
import { loadPrices } from './rates.js';
import { readModel, whyEmpty } from './read.js';

export interface DiffOptions {
  readonly ascii?: boolean;
  /** File of the user's own rates: named where it is wrong, and no money is shown here. */
  readonly rates?: string;
}

export async function runDiff(
  path: string,
  n: number,
  m: number | null,
  options: DiffOptions,
  io: Io,
): Promise<ExitCode> {
  const files = await logsBehind([path]);
  const [problem] = files.problems;
  if (problem !== undefined) return refuse(io, problem);
  const [file, ...others] = files.logs;
  if (file === undefined || others.length > 0)
    return refuse(io, `${path}: a folder; diff needs one log file`);

  const { problems } = await loadPrices(options.rates);
  if (problems.length > 0) refuse(io, problems);
  const other = m ?? (await parentOf(file, n));
  if (typeof other === 'string') return refuse(io, other);
  const found = await requestsOf(file, [other, n]);
  const [before, after] = [found.get(other), found.get(n)];
  if (before === undefined || after === undefined) {
    return refuse(io, `${file}: there is no request ${before === undefined ? other : n} in it`);
  }
  const older = readPrompt(before);
  const newer = readPrompt(after, older === null ? [] : [older]);
  if (older === null || newer === null) {
    return refuse(io, `${file}: the log does not hold the prompt of request ${older === null ? other : n}`);
  }
  const written =
    before.raw === null || after.raw === null
      ? null
      : writtenDifferences(
          { prompt: older, raw: before.raw },
          { prompt: newer, raw: after.raw },
          sharedBlocks(older.chain, newer.chain),
        );
  const diff = promptDiff(older, newer, {
    placeOf: difference => placeOf(difference, before, after),
    written: written ?? [],
    writtenPlaceOf: ({ lineByte }) => ({ path: after.origin.path, line: after.origin.line, byte: lineByte }),
  });
  const { ascii = false } = options;
  io.stdout.write(promptDiffText(diff, { names: [`#${other}`, `#${n}`], ascii }));
  if (!areAlike(diff)) return 1;
  if (diff.notCompared === 0) return 0;
  return refuse(
    io,
    `${file}: not all could be compared, the log holds no text of ${diff.notCompared} of the blocks`,
  );
}

/** The number of the request that `n` should have extended, or why there is none. */
async function parentOf(file: string, n: number): Promise<number | string> {
  const reading = await readModel([file]);
  const { model, failures } = reading;
  const reason = failures[0] ?? whyEmpty(reading);
  if (reason !== null) return reason;
  const entry = model.requests.find(request => request.n === n);
  if (entry === undefined) return `${file}: there is no request ${n} in it, only ${model.requests.length}`;
  return entry.parent ?? `${file}: request ${n} is the first of its lane; name another one to compare with`;
}

/** Requests by their number. Only those asked for are kept: a log may be larger than the memory. */
async function requestsOf(
  file: string,
  numbers: readonly number[],
): Promise<ReadonlyMap<number, RequestRecord>> {
  const found = new Map<number, RequestRecord>();
  let n = 0;
  for await (const record of readLog(file)) {
    if (record.kind !== 'request') continue;
    n += 1;
    if (numbers.includes(n)) found.set(n, record);
  }
  return found;
}
