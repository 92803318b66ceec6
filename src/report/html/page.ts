/** The report as one page that needs nothing else: no network, no other file. */
import { createHash } from 'node:crypto';
import type { Report, ReportSession } from '../report.js';
import { noRequestIn } from '../words/answer.js';
import { incidentsOf } from '../words/incidents.js';
import { limitsOf } from '../words/limits.js';
import { type Losses, type LossTable, lossTables } from '../words/losses.js';
import { ratesOf } from '../words/rates.js';
import { told } from '../words/told.js';
import { totalsSentences } from '../words/totals.js';
import { byLabel, hintsOf, isTold, repeatSentence, requestsOf, woundSentence } from '../words/words.js';
import { anchorOf, breakArticle } from './break.js';
import { chart } from './chart.js';
import { leftOut, listedOf } from './listed.js';
import { html, type Markup, ours, sentence } from './markup.js';
import { SCRIPT } from './script.js';
import { STYLE } from './style.js';
import { laneTable, lossTable, sourceTable } from './tables.js';

/** Nothing may be loaded, and only these two pieces may run or paint: whatever a log brought in. */
const POLICY = `default-src 'none'; style-src '${hashOf(STYLE)}'; script-src '${hashOf(SCRIPT)}'; base-uri 'none'; form-action 'none'`;

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

export function htmlReport(report: Report): string {
  const requests = requestsOf(report);
  const onPage = listedOf(report);
  const broken = onPage.breaks;
  const { losses, totals } = report;
  const isWell = totals.ringing === 0;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${ours(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Cache report: ${report.answer[0] ?? ''}</title>
<style>${ours(STYLE)}</style>
</head>
<body>
<a class="skip" href="#breaks">To the breaks</a>
<header>
<h1>Cache report</h1>
<p class="answer${isWell ? ' well' : ''}">${report.answer.map(each => html`${sentence(each)} `)}</p>
</header>
<main>
<section aria-labelledby="sums"><h2 id="sums">Sums</h2>
${list(totals.requests === 0 ? [noRequestIn(report)] : totalsSentences(totals))}
${chart(requests, broken)}
${sourceTable(report)}
</section>
${section('losses', 'What was lost', lossTablesOf(losses, broken))}
${listed('incidents', 'Incidents', incidentsOf(report.incidents))}
<section aria-labelledby="breaks"><h2 id="breaks" tabindex="-1">Breaks</h2>
${broken.size === 0 ? html`<p>None.</p>` : html`<p class="quiet keys">j and k go from one to the next.</p>`}
${report.sessions.map(session => sessionBreaks(session, broken))}
</section>
<section aria-labelledby="requests"><h2 id="requests">Requests</h2>
${report.sessions.map(
  session => html`<h3>Session ${session.id}</h3>
${session.lanes.map(lane => laneTable(lane, onPage))}`,
)}
</section>
${listed('rates', 'Rates', ratesOf(report))}
${listed('limits', 'What the logs do not tell', limitsOf(report))}
${listed('hints', 'Hints', hintsOf(report))}
</main>
<footer class="quiet"><p>cachequake ${report.tool.version}</p></footer>
<script>${ours(SCRIPT)}</script>
</body>
</html>
`.text;
}

/** By site also where it is one: it links to the breaks. */
function lossTablesOf(losses: Losses, broken: ReadonlySet<string>): readonly Markup[] {
  const several = lossTables(losses);
  const tables: readonly LossTable[] =
    several.length === 0 && losses.sites.length > 0 ? [{ by: 'site', losses: losses.sites }] : several;
  return tables.map(table => lossTable(table.by, table.losses, broken));
}

function sessionBreaks(session: ReportSession, listed: ReadonlySet<string>): Markup {
  const requests = session.lanes.flatMap(lane => lane.requests).toSorted(byLabel);
  const broken = told(requests.filter(request => request.break !== null));
  const shown = broken.filter(({ request }) => listed.has(request.label));
  const wounds = session.wounds.filter(isTold).map(woundSentence);
  const left = broken.length - shown.length;
  const articles = shown.map(({ request, as }) =>
    as === null
      ? breakArticle(request)
      : html`<article id="${anchorOf(request.label)}" tabindex="-1" aria-label="${`break of request ${request.label}`}"><p>${repeatSentence(request, as)} ${listed.has(as) ? html`<a href="#${anchorOf(as)}">as there</a>` : null}</p></article>
`,
  );
  return html`${articles}${leftOut(left, 'break')}${wounds.length === 0 ? null : html`<h3>Wounds</h3>${list(wounds)}`}`;
}

const list = (sentences: readonly string[]): Markup =>
  html`<ul>${sentences.map(each => html`<li>${sentence(each)}</li>`)}</ul>`;

const listed = (id: string, title: string, sentences: readonly string[]): Markup | null =>
  sentences.length === 0 ? null : section(id, title, [list(sentences)]);

function section(id: string, title: string, parts: readonly Markup[]): Markup | null {
  if (parts.length === 0) return null;
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>
${parts}
</section>`;
}
