/** The tables that come from the code, each in the page of its name. `npm run docs` writes them; a test fails when they are stale. */
import { CAUSES } from '../src/diagnosis/causes/index.js';
import { FORMATS } from '../src/log/formats/index.js';
import { keyTable } from '../src/ui/actions/key-table.js';

/** Tables by the name of their markers: `<!-- keys -->` … `<!-- /keys -->`. */
export const TABLES: Readonly<Record<string, () => string>> = {
  keys: keyTable,
  causes: () =>
    tableOf(
      ['cause', 'what happened', 'usual fix'],
      [...new Map(CAUSES.map(cause => [cause.id, cause])).values()].map(({ id, title, fix }) => [
        `\`${id}\``,
        title,
        fix,
      ]),
    ),
  formats: () =>
    tableOf(
      ['format', 'id', 'fidelity'],
      FORMATS.map(({ id, title, fidelity }) => [title, `\`${id}\``, `\`${fidelity}\``]),
    ),
};

/** The text with every table between markers replaced by what the code says now. */
export function withTables(text: string, names: readonly string[]): string {
  return names.reduce((page, name) => {
    const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const [from, to] = [page.indexOf(start), page.indexOf(end)];
    const table = TABLES[name];
    if (from < 0 || to < from || table === undefined) throw new Error(`no ${start} … ${end}`);
    return `${page.slice(0, from + start.length)}\n${table().trim()}\n${page.slice(to)}`;
  }, text);
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
