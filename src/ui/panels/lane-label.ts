/** Names of lanes in the cells that there are for them. */
import type { Model } from '../../diagnosis/model.js';
import { laneName } from '../../store/scope/lane-names.js';
import { shorten } from '../../text/fit.js';
import { cellsOf } from '../../text/visible.js';

/** A lane's name in so many cells at most: a number at its end tells it from others, and stays. */
export function laneLabel(name: string, cells: number): string {
  const number = / \d+$/.exec(name)?.[0] ?? '';
  if (cellsOf(name) <= cells || number.length + 2 > cells) return shorten(name, cells, { ellipsis: '' });
  const head = name.slice(0, name.length - number.length);
  return `${shorten(head, cells - number.length, { ellipsis: '' })}${number}`;
}

/** Cells that a list wants for the names of lanes; 0 where there is one lane only. */
export function laneCells(model: Model): 0 | 7 | 11 {
  const lanes = model.sessions.flatMap(session => session.lanes);
  if (lanes.length < 2) return 0;
  const names = lanes.map(lane => laneName(model, lane));
  const labels = new Set(names.map(name => laneLabel(name, 6)));
  return lanes.some(({ name }, i) => names[i] !== name) || labels.size < names.length ? 11 : 7;
}
