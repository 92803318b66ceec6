/** A break with its evidence, as a part of the page that one can go to. */
import { causeName, readsOf, sizeOf, sureness } from '../../diagnosis/sentence.js';
import type { ReportDivergence } from '../break.js';
import type { ReportRequest } from '../request.js';
import {
  evidenceOfBreak,
  lengthsOf,
  newClientOf,
  offsetOf,
  placeText,
  sideText,
  vendorOf,
} from '../words/words.js';
import { html, type Markup, sentence } from './markup.js';
import { prefixMap } from './prefix-map.js';

/** Id of the place that tells of a break. */
export const anchorOf = (label: string): string => `break-${label}`;

export function breakArticle(request: ReportRequest): Markup | null {
  const { label, break: found } = request;
  if (found === null) return null;
  const id = anchorOf(label);
  const facts = [readsOf(found), ...newClientOf(request), ...vendorOf(request)];
  return html`<article id="${id}" tabindex="-1" aria-labelledby="${id}-title">
<h3 id="${id}-title">${found.ringing ? html`<span class="bad" aria-hidden="true">✗</span> ` : null}#${label} ${sizeOf(found)}</h3>
<p>${facts.map(fact => html`${sentence(fact)}. `)}</p>
${prefixMap(request)}
${evidenceOfBreak(found).map(({ cause, at }) => {
  const sure = sureness(cause);
  return html`<h4>${causeName(cause)}${sure === null ? null : html` <span class="quiet">${sure}</span>`}</h4>
${at === null ? null : difference(request, at)}
<p>${sentence(cause.summary)}</p>
<p><strong>Fix:</strong> ${sentence(cause.fix)}</p>
`;
})}</article>
`;
}

function difference(request: ReportRequest, at: ReportDivergence): Markup {
  const hasText = at.before !== null || at.after !== null;
  const lengths = hasText ? null : lengthsOf(at).map(text => html`, ${text}`);
  const place = html`<p><code>${at.path}</code> ${offsetOf(at).replace(/ +(?=byte)/, ', ')}, <code>${placeText(request, at)}</code>${lengths}</p>`;
  if (!hasText) return place;
  return html`${place}
<pre>${at.context ?? ''}${side('del', 'before', at.before, at.beforeLength)}${side('ins', 'now', at.after, at.afterLength)}</pre>`;
}

function side(tag: 'del' | 'ins', word: string, text: string | null, length: number | null): Markup | null {
  if (text === null) return null;
  const what = sideText(text, length);
  return tag === 'del'
    ? html`<del aria-label="${word}">- ${what}</del>`
    : html`<ins aria-label="${word}">+ ${what}</ins>`;
}
