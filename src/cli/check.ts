import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { CAUSES } from '../diagnosis/causes/index.js';
import { loadPrices } from '../library/rates.js';
import { readModel, saidOf, whyEmpty, wordOfSkipped } from '../library/read-model.js';
import { logsBehind } from '../log/paths/logs-at.js';
import { whyUnopenable } from '../log/source/unreadable.js';
import { readBaseline } from '../report/check/baseline.js';
import { type Check, checkOf } from '../report/check/check.js';
import { annotationsOf, inert, stepSummary } from '../report/check/github.js';
import { junitOf } from '../report/check/junit.js';
import {
  type EarlierReport,
  isNone,
  type Limits,
  TOLERANCE,
  type Tolerance,
} from '../report/check/limits.js';
import { checkJson, checkText } from '../report/check/words.js';
import { redactCheck } from '../report/redact.js';
import type { Budgets } from '../settings/budgets.js';
import { loadSettings } from '../settings/load.js';
import { type ExitCode, type Io, refuse, say } from './io.js';

/** Options of `cachequake check`, as they were given. */
export interface CheckOptions {
  readonly minHitRate?: number;
  readonly minOfAttainable?: number;
  readonly maxBreaks?: number;
  readonly maxLostTokens?: number;
  readonly maxLost?: number;
  readonly never: readonly string[];
  /** File of a report JSON. */
  readonly baseline?: string;
  readonly tolerance: Partial<Tolerance>;
  readonly minRequests?: number;
  readonly maxUnknown?: number;
  /** Settings file whose budgets hold where the command line says nothing. */
  readonly config?: string;
  readonly format: 'text' | 'json';
  /** File that the JUnit XML is written to. */
  readonly junit?: string;
  readonly ascii?: boolean;
  /** No text of prompts. */
  readonly redact?: boolean;
  readonly rates?: string;
  readonly memory?: number;
}

const NO_BUDGET =
  'no budget to check: give one, such as --max-breaks 0 or --min-hit-rate 80%, or a --config with some (cachequake check --help)';

export async function runCheck(paths: readonly string[], options: CheckOptions, io: Io): Promise<ExitCode> {
  const { path: config, settings, problems: mistakes } = await loadSettings(io.env, options.config);
  // A budget that is misspelt would be held by everything.
  if (mistakes.length > 0) return refuse(io, mistakes);
  const limits = await limitsOf(options, settings.check, dirname(config));
  if (typeof limits === 'string') return refuse(io, limits);
  if (isNone(limits)) return refuse(io, NO_BUDGET);
  if (limits.baseline === null && Object.values(settings.check.tolerance).some(each => each !== null))
    say(io, `${config}: check.tolerance: there is no baseline that it is worse than`);
  const files = await logsBehind(paths);
  if (files.logs.length === 0) return refuse(io, files.problems);
  const { prices, problems: wrongRates } = await loadPrices(options.rates);
  const reading = await readModel(files.logs, { prices, promptBytes: options.memory });
  const { model, failures } = reading;
  const empty = whyEmpty(reading);
  if (empty !== null) return refuse(io, saidOf(empty, options));
  const open = checkOf(model, limits);
  const check = options.redact ? redactCheck(open) : open;
  const failed = await tell(check, options, io);
  const skipped = wordOfSkipped(model);
  if (skipped !== null) say(io, saidOf(skipped, options));
  // What could not be read, or told, is no budget that was held; one that is broken is broken all the same.
  const problems = [...files.problems, ...wrongRates, ...failures, ...failed];
  if (problems.length > 0) say(io, problems);
  if (check.verdict === 'broken') return 1;
  return check.verdict === 'held' && problems.length === 0 ? 0 : 2;
}

/** Where neither the command line nor the settings say so. */
const MIN_REQUESTS = 3;

/** @param folder of the settings file */
async function limitsOf(options: CheckOptions, file: Budgets, folder: string): Promise<Limits | string> {
  const never = [...options.never, ...file.never];
  const stranger = never.find(name => !isCause(name));
  if (stranger !== undefined)
    return `${options.never.includes(stranger) ? '--never' : 'check.never:'} ${stranger}: no cause has this name; docs/causes.md lists them, and a site begins with one`;
  const path = options.baseline ?? (file.baseline === null ? null : resolve(folder, file.baseline));
  const baseline = path === null ? null : await baselineAt(path);
  if (typeof baseline === 'string') return baseline;
  if (baseline === null && Object.keys(options.tolerance).length > 0)
    return '--tolerance says how much worse than a baseline it may be: give a report by --baseline, or as `check.baseline` of the --config';
  const { points, breaks, lost } = file.tolerance;
  return {
    minHitRate: options.minHitRate ?? file.minHitRate,
    minOfAttainable: options.minOfAttainable ?? file.minOfAttainable,
    maxBreaks: options.maxBreaks ?? file.maxBreaks,
    maxLostTokens: options.maxLostTokens ?? file.maxLostTokens,
    maxLost: options.maxLost ?? file.maxLost,
    never,
    baseline,
    tolerance: {
      points: options.tolerance.points ?? (points === null ? TOLERANCE.points : points / 100),
      breaks: options.tolerance.breaks ?? breaks ?? TOLERANCE.breaks,
      lost: options.tolerance.lost ?? lost ?? TOLERANCE.lost,
    },
    minRequests: options.minRequests ?? file.minRequests ?? MIN_REQUESTS,
    maxUnknown: options.maxUnknown ?? file.maxUnknown ?? 0,
  };
}

/** A cause, `cause (kind)`, or a site, which begins with one. */
function isCause(name: string): boolean {
  const [id] = name.split(' ', 1);
  return CAUSES.some(cause => cause.id === id);
}

async function baselineAt(path: string): Promise<EarlierReport | string> {
  try {
    return readBaseline(await readFile(path, 'utf8'), path);
  } catch (error) {
    const reason = whyUnopenable(error);
    if (reason === null) throw error;
    return `${path}: ${reason}`;
  }
}

/** Writes the verdict to all who wait for it. @returns a sentence for each place that could not be written */
async function tell(check: Check, options: CheckOptions, io: Io): Promise<readonly string[]> {
  const text = options.format === 'json' ? checkJson(check) : checkText(check, options.ascii === true);
  const isGithub = io.env.GITHUB_ACTIONS === 'true';
  io.stdout.write(isGithub ? inert(text) : text);
  const problems: string[] = [];
  const write = async (path: string | undefined, attempt: (path: string) => Promise<void>): Promise<void> => {
    if (path === undefined || path === '') return;
    await attempt(path).catch((error: unknown) => {
      problems.push(
        `${path}: could not be written: ${error instanceof Error ? error.message : String(error)}`,
      );
    });
  };
  await write(options.junit, path => writeFile(path, junitOf(check)));
  if (!isGithub) return problems;
  // The runner reads both streams; standard output may be JSON.
  for (const line of annotationsOf(check)) io.stderr.write(`${line}\n`);
  await write(io.env.GITHUB_STEP_SUMMARY, path => appendFile(path, stepSummary(check)));
  return problems;
}
