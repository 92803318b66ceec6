/** The seismograph: a stroke for each request, as high as its break is large; what was read stands below the line. */
import { sizeOf } from '../../diagnosis/sentence.js';
import type { ReportRequest } from '../request.js';
import { anchorOf } from './break.js';
import { html, type Markup } from './markup.js';

/** Units of the drawing; it is stretched to the width of the page. */
const STEP = 6;
const TOP = 100;
const BOTTOM = 40;
/** Magnitude at which a stroke reaches the top: ten million tokens. */
const HIGHEST = 7;

/** Strokes side by side; of more requests, several share one. */
const MOST_STROKES = 2000;

/** @param listed labels of the breaks that the page tells */
export function chart(requests: readonly ReportRequest[], listed: ReadonlySet<string>): Markup {
  const broken = requests.filter(request => request.break !== null).length;
  const each = Math.max(1, Math.ceil(requests.length / MOST_STROKES));
  const shared =
    each === 1
      ? ''
      : ` Each stroke stands for ${each} requests and shows the largest of their breaks and their mean hit rate.`;
  const about = `${requests.length} requests from left to right, ${broken} of them with a break: as high as its magnitude, grey where it was expected. What hangs below the line is the hit rate.${shared} The breaks are told one by one below.`;
  const strokes = Array.from({ length: Math.ceil(requests.length / each) }, (_, index) =>
    stroke(requests.slice(index * each, (index + 1) * each), index * STEP, listed),
  );
  return html`<figure>
<svg class="chart" role="group" aria-labelledby="chart-says" viewBox="0 0 ${Math.max(1, strokes.length) * STEP} ${TOP + BOTTOM}" preserveAspectRatio="none">
${strokes}</svg>
<figcaption class="quiet" id="chart-says">${about}</figcaption>
</figure>`;
}

function stroke(requests: readonly ReportRequest[], x: number, listed: ReadonlySet<string>): Markup {
  const rates = requests.flatMap(({ hitRate }) => hitRate ?? []);
  const depth = Math.round((rates.reduce((sum, rate) => sum + rate, 0) / rates.length) * BOTTOM);
  const read =
    rates.length === 0
      ? html`<rect class="unknown" x="${x + 1}" y="${TOP}" width="${STEP - 2}" height="3"/>`
      : html`<rect class="read" x="${x}" y="${TOP}" width="${STEP - 1}" height="${depth}"/>`;
  const [largest] = requests
    .flatMap(({ label, break: found }) => (found === null ? [] : [{ label, found }]))
    .sort((a, b) => b.found.magnitude - a.found.magnitude);
  if (largest === undefined) return read;
  const { label, found } = largest;
  const height = Math.max(4, Math.round((Math.min(HIGHEST, found.magnitude) / HIGHEST) * TOP));
  const kind = found.ringing ? 'break' : 'expected';
  const what = `request ${label}: ${sizeOf(found)}`;
  const bar = html`<rect class="${kind}" x="${x}" y="${TOP - height}" width="${STEP - 1}" height="${height}"><title>${what}</title></rect>`;
  return listed.has(label)
    ? html`${read}<a href="#${anchorOf(label)}" aria-label="${what}">${bar}</a>
`
    : html`${read}${bar}`;
}
