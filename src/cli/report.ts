import { jsonReport } from '../report/json.js';
import { markdownReport } from '../report/markdown.js';
import { type Report, reportOf } from '../report/report.js';
import { type TextOptions, textReport } from '../report/text.js';
import type { ReportOptions } from './commands/report.js';
import { filesOf } from './files.js';
import { type ExitCode, type Io, refuse } from './io.js';
import { readModel } from './read.js';
import { ownVersion } from './version.js';

const FORMS: Readonly<Record<ReportOptions['format'], (report: Report, options: TextOptions) => string>> = {
  text: textReport,
  json: jsonReport,
  markdown: markdownReport,
};

export async function runReport(paths: readonly string[], options: ReportOptions, io: Io): Promise<ExitCode> {
  const files = await filesOf(paths);
  if (!files.ok) return refuse(io, files.message);
  const { model, sources, failure } = await readModel(files.paths);
  if (failure !== null) return refuse(io, failure);
  io.stdout.write(
    FORMS[options.format](reportOf(model, sources, ownVersion()), { ascii: options.ascii === true }),
  );
  const nothing = model.requests.length === 0 && model.skippedCount > 0;
  return nothing ? refuse(io, 'no line of this log could be read') : 0;
}
