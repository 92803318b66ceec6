/** A break in the text report. */
import { causeName, readsOf, sizeOf, sureness } from '../diagnosis/sentence.js';
import { shorten } from '../text/fit.js';
import { visible } from '../text/visible.js';
import type { ReportDivergence } from './break.js';
import type { ReportRequest } from './request.js';
import {
  evidenceOfBreak,
  lengthsOf,
  newClientOf,
  offsetOf,
  placeText,
  repeatSentence,
  sideText,
  vendorOf,
} from './words/words.js';
import { wrapped } from './wrap.js';

export interface Page {
  readonly width: number;
  /** Cells for the label of a request. */
  readonly digits: number;
  readonly marks: { readonly broke: string; readonly changed: string };
}

/** A break with its evidence. */
export function breakLines(request: ReportRequest, page: Page): readonly string[] {
  const found = request.break;
  if (found === null) return [];
  const { marks, width } = page;
  return [
    ...wrapped(`#${request.label} ${sizeOf(found)}`, {
      width,
      first: `${found.ringing ? marks.broke : ' '} `,
      rest: '      ',
    }),
    `  ${readsOf(found)}`,
    ...newClientOf(request).flatMap(sentence => wrapped(visible(sentence), { width, first: '  ' })),
    ...vendorOf(request).flatMap(sentence => wrapped(visible(sentence), { width, first: '  ' })),
    ...evidenceOfBreak(found).flatMap(({ cause, at }) => [
      '',
      `  ${visible(causeName(cause))}   ${sureness(cause) ?? ''}`,
      ...(at === null ? [] : placeLines(request, at, page)),
      ...wrapped(visible(cause.summary), { width, first: '    ' }),
      ...wrapped(`Fix: ${visible(cause.fix)}`, { width, first: '    ', rest: '         ' }),
    ]),
  ];
}

/** A break of which all but its place is told already. */
export function repeatLine(request: ReportRequest, as: string, { marks, width }: Page): readonly string[] {
  const mark = request.break?.ringing === true ? marks.broke : ' ';
  return wrapped(visible(repeatSentence(request, as)), { width, first: `${mark} `, rest: '      ' });
}

function placeLines(request: ReportRequest, at: ReportDivergence, page: Page): readonly string[] {
  const room = page.width - 8;
  const context = visible(at.context ?? '');
  return [
    `    ${visible(at.path)}   ${offsetOf(at)}`,
    `    ${visible(placeText(request, at))}`,
    ...(at.before === null && at.after === null ? lengthsOf(at).map(text => `    ${text}`) : []),
    ...(context === '' ? [] : [`        ${shorten(context, room, { cut: 'start' })}`]),
    ...sideLines('-', at.before, at.beforeLength, room),
    ...sideLines('+', at.after, at.afterLength, room),
  ];
}

function sideLines(
  sign: string,
  text: string | null,
  length: number | null,
  room: number,
): readonly string[] {
  if (text === null) return [];
  const shown = shorten(visible(sideText(text, length)), room);
  return [`      ${sign} ${shown}`];
}
