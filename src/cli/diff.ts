import { locate } from '../log/json/locate.js';
import { parsePath } from '../log/json/path.js';
import { logsBehind } from '../log/paths/logs-at.js';
import { readLog } from '../log/read.js';
import type { RequestRecord } from '../log/record.js';
import { type Divergence, readPrompt, sharedBlocks, writtenDifferences } from '../prompt/index.js';
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
  if (problems.length > 0) refuse(io, problems.join('\n'));
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
  const diffs = promptDiff(older, newer, written ?? []);
  io.stdout.write(
    promptDiffText(diffs, {
      names: [`#${other}`, `#${n}`],
      placeOf: divergence => {
        const known = written?.find(difference => difference.divergence === divergence);
        return placeIn(after, known === undefined ? byteOf(after, divergence) : known.lineByte);
      },
      ascii: options.ascii === true,
    }),
  );
  return areAlike(diffs) ? 0 : 1;
}

/** Line and byte of a difference in the log; of what was taken out, nothing stands there. */
function placeIn({ origin }: RequestRecord, byte: number | null): string | null {
  return byte === null ? null : `${origin.path}:${origin.line}:${byte}`;
}

function byteOf({ raw }: RequestRecord, { path, char, how }: Divergence): number | null {
  const steps = parsePath(path);
  return raw === null || steps === null || how === 'removed' ? null : locate(raw, steps, char);
}

/** The number of the request that `n` should have extended, or why there is none. */
async function parentOf(file: string, n: number): Promise<number | string> {
  const { model, failures } = await readModel([file]);
  const reason = failures[0] ?? whyEmpty(model);
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
