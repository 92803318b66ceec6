/** The seismograph: a stroke for each request, as high as its break is large; what was read stands below the line. */
import type { ReportRequest } from '../report.js';
import { sizeOf } from '../words.js';
import { html, type Markup } from './markup.js';

/** Units of the drawing; it is stretched to the width of the page. */
const STEP = 6;
const TOP = 100;
const BOTTOM = 40;
/** Magnitude at which a stroke reaches the top: ten million tokens. */
const HIGHEST = 7;

/** @param anchorOf Where the page tells of a break. */
export function chart(requests: readonly ReportRequest[], anchorOf: (label: string) => string): Markup {
  const broken = requests.filter(request => request.break !== null).length;
  const about = `${requests.length} requests from left to right, ${broken} of them with a break: its height is the magnitude, below the line stands the hit rate. The breaks are told one by one below.`;
  return html`<svg class="chart" role="group" aria-label="${about}" viewBox="0 0 ${Math.max(1, requests.length) * STEP} ${TOP + BOTTOM}" preserveAspectRatio="none">
${requests.map((request, index) => stroke(request, index * STEP, anchorOf))}</svg>`;
}

function stroke(request: ReportRequest, x: number, anchorOf: (label: string) => string): Markup {
  const { break: found, hitRate, label } = request;
  const depth = Math.round((hitRate ?? 0) * BOTTOM);
  const read =
    hitRate === null
      ? html`<rect class="unknown" x="${x + 1}" y="${TOP}" width="${STEP - 2}" height="3"/>`
      : html`<rect class="read" x="${x}" y="${TOP}" width="${STEP - 1}" height="${depth}"/>`;
  if (found === null) return read;
  const height = Math.max(4, Math.round((Math.min(HIGHEST, found.magnitude) / HIGHEST) * TOP));
  const kind = found.ringing ? 'break' : 'expected';
  const what = `request ${label}: ${sizeOf(found)}`;
  return html`${read}<a href="#${anchorOf(label)}" aria-label="${what}"><rect class="${kind}" x="${x}" y="${TOP - height}" width="${STEP - 1}" height="${height}"><title>${what}</title></rect></a>
`;
}
