import { compareRequests, LABEL } from '../library/compare.js';
import { loadPrices } from '../library/rates.js';
import { logsBehind } from '../log/paths/logs-at.js';
import { areAlike, promptDiffText } from '../report/prompt-diff.js';
import { type ExitCode, type Io, refuse } from './io.js';

export interface DiffOptions {
  readonly ascii?: boolean;
  /** No text of prompts. */
  readonly redact?: boolean;
  /** File of the user's own rates: named where it is wrong, and no money is shown here. */
  readonly rates?: string;
}

/** @param words The logs, then the label of a request, then perhaps that of another one. */
export async function runDiff(words: readonly string[], options: DiffOptions, io: Io): Promise<ExitCode> {
  const { paths, labels } = split(words);
  const [n, m] = labels;
  if (paths.length === 0) return refuse(io, 'diff needs a log in front of the number of a request');
  if (n === undefined)
    return refuse(
      io,
      'diff needs the number of a request behind the log: 1 is the first of it, 2.1 that of the second log',
    );
  const files = await logsBehind(paths);
  if (files.problems.length > 0) return refuse(io, files.problems);
  const { problems } = await loadPrices(options.rates);
  if (problems.length > 0) refuse(io, problems);
  const compared = await compareRequests(files.logs, n, m ?? null);
  if (typeof compared === 'string') return refuse(io, compared);
  const { diff, names } = compared;
  const { ascii = false, redact: isRedacted = false } = options;
  io.stdout.write(promptDiffText(diff, { names, ascii, isRedacted }));
  if (!areAlike(diff)) return 1;
  if (diff.notCompared === 0) return 0;
  return refuse(
    io,
    `${files.logs.join(', ')}: not all could be compared, the log holds no text of ${diff.notCompared} of the blocks`,
  );
}

function split(words: readonly string[]): {
  readonly paths: readonly string[];
  readonly labels: readonly string[];
} {
  const from = words.findLastIndex(word => !LABEL.test(word)) + 1;
  const at = Math.max(from, words.length - 2);
  return { paths: words.slice(0, at), labels: words.slice(at) };
}
