/** The prefix of a request to scale: tools, system, messages, its breakpoints, and where it left its parent. */
import { SECTIONS } from '../../prompt/prompt.js';
import { count } from '../../text/numbers.js';
import type { ReportRequest } from '../request.js';
import { checkpointSentence } from '../words/checkpoints.js';
import { html, type Markup } from './markup.js';

const WIDTH = 1000;

/** null: the log does not hold the prompt. */
export function prefixMap({ sectionTokens, checkpoints, break: found }: ReportRequest): Markup | null {
  if (sectionTokens === null) return null;
  const total = SECTIONS.reduce((sum, section) => sum + sectionTokens[section], 0);
  if (total === 0) return null;
  const x = (tokens: number): number => Math.round((Math.min(tokens, total) / total) * WIDTH);
  const cut = found?.divergence?.tokens ?? null;
  let from = 0;
  const parts = SECTIONS.map(section => {
    const start = from;
    from += sectionTokens[section];
    return html`<rect class="${section}" x="${x(start)}" y="8" width="${x(from) - x(start)}" height="18"/>`;
  });
  const ticks = checkpoints.flatMap(({ tokens }) =>
    tokens === null ? [] : [html`<line class="tick" x1="${x(tokens)}" x2="${x(tokens)}" y1="4" y2="30"/>`],
  );
  const sizes = SECTIONS.map(section => `${section} ~${count(sectionTokens[section])}`).join(', ');
  const where = cut === null ? '' : `; left its parent after ~${count(cut)} tokens`;
  return html`<svg class="map" role="img" aria-label="${`Prefix to scale, in tokens: ${sizes}${where}`}" viewBox="0 0 ${WIDTH} 34" preserveAspectRatio="none">${parts}${ticks}${
    cut === null ? null : html`<line class="cut" x1="${x(cut)}" x2="${x(cut)}" y1="0" y2="34"/>`
  }</svg>
<p class="quiet">${sizes} tokens${where}. ${checkpoints.length === 0 ? 'No breakpoints.' : 'Breakpoints:'}</p>
${checkpoints.length === 0 ? null : html`<ul class="quiet">${checkpoints.map(point => html`<li>${checkpointSentence(point)}</li>`)}</ul>`}`;
}
