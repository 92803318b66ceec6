import { count, counted, UNKNOWN } from '../../text/numbers.js';
import type { Report, ReportLane, ReportSource } from '../report.js';
import { rowOf } from '../table.js';
import { laneFacts } from '../words/lane-facts.js';
import { type Loss, lostIn, moneyLost } from '../words/losses.js';
import { breaksInBrief } from '../words/totals.js';
import { anchorOf } from './break.js';
import { type Listed, leftOut } from './listed.js';
import { html, type Markup } from './markup.js';

/** What was lost, by something that breaks share; the dearest first. */
export function lossTable(by: string, losses: readonly Loss[], broken: ReadonlySet<string>): Markup {
  return html`<h3>By ${by}</h3>
<div class="wide"><table class="figures" aria-label="${`what was lost by ${by}`}"><thead><tr><th class="n" scope="col">lost</th><th class="n" scope="col">breaks</th><th class="n" scope="col">tokens</th><th scope="col">${by}</th><th scope="col">requests</th></tr></thead><tbody>
${losses.map(
  loss => html`<tr><td class="n">${moneyLost(loss)}</td><td class="n">${count(loss.breaks)}</td><td class="n">${loss.exact ? '' : '~'}${count(loss.lostTokens)}</td><td>${loss.name}</td><td>${loss.labels
    .slice(0, LINKED)
    .map(label =>
      requestLink(label, broken),
    )}${loss.labels.length > LINKED ? `and ${loss.labels.length - LINKED} more` : null}</td></tr>
`,
)}</tbody></table></div>`;
}

/** Requests of a row that are named. */
const LINKED = 12;

const requestLink = (label: string, broken: ReadonlySet<string>): Markup =>
  broken.has(label) ? html`<a href="#${anchorOf(label)}">#${label}</a> ` : html`#${label} `;

export function sourceTable(report: Pick<Report, 'sources' | 'losses'>): Markup {
  const isOne = report.sources.length === 1;
  const lost = (path: string): Markup | null => {
    const loss = lostIn(path, report);
    return isOne ? null : html`<td class="n">${loss === null ? '' : moneyLost(loss)}</td>`;
  };
  const row = ({ number, path, format, fidelity, lines }: ReportSource): Markup =>
    html`<tr><td class="n">${number ?? ''}</td>${lost(path)}<td>${path}</td><td>${format ?? 'no known format'}</td><td>${fidelity ?? ''}</td><td class="n">${count(lines)}</td></tr>
`;
  return html`<div class="wide"><table class="figures" aria-label="logs"><thead><tr><th class="n" scope="col">log</th>${isOne ? null : html`<th class="n" scope="col">lost</th>`}<th scope="col">path</th><th scope="col">format</th><th scope="col">fidelity</th><th class="n" scope="col">lines</th></tr></thead><tbody>
${report.sources.map(row)}</tbody></table></div>`;
}

export function laneTable(lane: ReportLane, { rows: listed, breaks: broken }: Listed): Markup {
  const shown = lane.requests.filter(({ label }) => listed.has(label));
  const rows = shown.map(request => {
    const { broke, n, hashes, write, read, hit, what } = rowOf(request);
    const label = broken.has(request.label)
      ? html`<a href="#${anchorOf(request.label)}">${n.trim()}</a>`
      : html`${n.trim()}`;
    return html`<tr><td class="n">${broke ? html`<span class="bad">✗</span> ` : null}${label}</td>${hashes.map(
      hash =>
        hash.changed
          ? html`<td><span class="changed">▸${hash.text}</span></td>`
          : html`<td>${hash.text}</td>`,
    )}<td class="n">${write}</td><td class="n">${read}</td><td class="n">${hit}</td><td>${what}</td></tr>
`;
  });
  const heads = ['tools', 'system', 'messages'].map(name => html`<th scope="col">${name}</th>`);
  const facts = laneFacts(lane);
  return html`<details class="lane"${shown.length <= OPEN ? html` open` : null}><summary>${lane.name}, ${lane.model ?? UNKNOWN}: ${counted(lane.requests.length, 'request')}, ${breaksInBrief(lane.totals)}</summary>
<div class="wide"><table class="figures" aria-label="${`requests of ${lane.name}`}"><thead><tr><th class="n" scope="col">#</th>${heads}<th class="n" scope="col">write</th><th class="n" scope="col">read</th><th class="n" scope="col">hit</th><th scope="col">what</th></tr></thead><tbody>
${rows}</tbody></table></div>
${leftOut(lane.requests.length - shown.length, 'request')}
${facts.length === 0 ? null : html`<ul>${facts.map(fact => html`<li>${fact}</li>`)}</ul>`}</details>
`;
}

/** Longer tables are folded: one looks for them. */
const OPEN = 200;
