/** A line for each log: the hash of all its reports. By the source of the checkout that is named first. */
import { createHash } from 'node:crypto';
import { pathToFileURL } from 'node:url';

const [checkout, ...logs] = process.argv.slice(2);
const load = path => import(pathToFileURL(`${checkout}/src/${path}`).href);
// It stood elsewhere before.
const { readModel } = await load('library/read-model.ts').catch(() => load('cli/read.ts'));
const { reportOf } = await load('report/report.ts');
const forms = [
  (await load('report/json.ts')).jsonReport,
  (await load('report/text.ts')).textReport,
  (await load('report/markdown.ts')).markdownReport,
];
for (const log of logs) {
  const { model, sources, failures } = await readModel([log]);
  const report = reportOf(model, sources, '0.0.0');
  const hash = createHash('md5').update(failures.join('\n'));
  for (const form of forms) hash.update(form(report, { ascii: false }));
  console.log(`${hash.digest('hex')} ${model.requests.length} ${log}`);
}
