import { loadPrices } from '../library/rates.js';
import { readModel, saidOf, whyEmpty } from '../library/read-model.js';
import { ownVersion } from '../library/version.js';
import { htmlReport } from '../report/html/page.js';
import { jsonChunks } from '../report/json.js';
import { markdownReport } from '../report/markdown.js';
import { redactReport } from '../report/redact.js';
import { type Report, reportOf } from '../report/report.js';
import { type TextOptions, textReport } from '../report/text.js';
import { type ExitCode, type Io, refuse, writeAll } from './io.js';
import { type Which, whichLogs } from './logs/which.js';

export interface ReportOptions extends Which {
  readonly format: 'text' | 'json' | 'markdown' | 'html';
  readonly ascii?: boolean;
  /** No text of prompts. */
  readonly redact?: boolean;
  /** File of the user's own rates. */
  readonly rates?: string;
  /** Bytes of prompts that are kept to compare with. */
  readonly memory?: number;
}

type Form = (report: Report, options: TextOptions) => Iterable<string>;

const FORMS: Readonly<Record<ReportOptions['format'], Form>> = {
  text: (report, options) => [textReport(report, options)],
  json: jsonChunks,
  markdown: report => [markdownReport(report)],
  html: report => [htmlReport(report)],
};

export async function runReport(paths: readonly string[], options: ReportOptions, io: Io): Promise<ExitCode> {
  const files = await whichLogs(paths, options, 'report', io);
  if (files.logs.length === 0) return refuse(io, files.problems);
  const { prices, problems: wrongRates } = await loadPrices(options.rates);
  const reading = await readModel(files.logs, { prices, promptBytes: options.memory });
  const { model, sources, failures } = reading;
  // What could be read is worth a report; what could not is said beside it.
  const empty = whyEmpty(reading);
  const problems = [
    ...files.problems,
    ...wrongRates,
    ...failures,
    ...(empty === null ? [] : [saidOf(empty, options)]),
  ];
  const isEmpty = model.requests.length === 0;
  if (!isEmpty || problems.length === 0) {
    const report = reportOf(model, sources, ownVersion(), options.since ?? null);
    const told = options.redact ? redactReport(report) : report;
    await writeAll(io.stdout, FORMS[options.format](told, { ascii: options.ascii === true }));
  }
  return problems.length > 0 ? refuse(io, problems) : 0;
}
