import { liveness } from '../../store/live/liveness.js';
import { dollars, percent, predicted } from '../../text/numbers.js';
import { bad, fitLine, type Line, line, quiet, span, warn, wrapWords } from '../line.js';
import type { Panel, Scene } from '../scene.js';
import { coming, noBreaks, ringingCount, stateWord } from './edges/header.js';
import { verdict, verdictTitle } from './verdict.js';

/** A screen with room for words only: what matters most comes first, in one line or in as many as there are. */
export const facts: Panel = (scene, { width, height }) => {
  const { totals, requests } = scene.model;
  const rate = percent(scene.rates.all);
  const hit: Line = [span(`hit ${scene.rates.isExact === false ? predicted(rate) : rate}`)];
  const broken = totals.ringing > 0 ? bad(`✗${ringingCount(totals)}`) : noBreaks(totals, scene.state);
  const state = stateWord(scene, width);
  const { lostToBreaks, lostExact, approximate } = totals;
  const money = dollars(lostToBreaks, { approximate, estimate: !lostExact });
  const lost = lostToBreaks ? [line('lost ', bad(money))] : [];
  const isShort = height === 1;
  const word = isShort ? { ...state, text: liveness(scene.state).state.toUpperCase() } : state;
  const lines: Line[] = isShort
    ? [line(hit, ' ', broken, ' ', word)]
    : [
        ...(width < 20 ? [hit, [broken]] : [line(hit, '  ', broken)]),
        [word],
        ...[coming(scene)].filter(of => of.length > 0),
        ...messages(scene, width),
        ...lost,
        ...(requests.length > 0 ? [verdictTitle(scene, width), ...verdict(scene, width)] : []),
        [quiet('q quit')],
      ];
  return Array.from({ length: height }, (_, i) => fitLine(lines[i] ?? [], width));
};

/** What the logs said about themselves; where there is no line for it elsewhere. */
function messages({ state, show }: Scene, width: number): Line[] {
  return state.sources
    .flatMap(({ message }) => (message === null ? [] : wrapWords(show(message), width)))
    .map(row => [warn(row)]);
}
