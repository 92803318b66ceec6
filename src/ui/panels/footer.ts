import { basename } from 'node:path';
import { placeOf, unseen } from '../../store/selectors.js';
import { count } from '../../text/numbers.js';
import { hints as hintsOf } from '../actions/hints.js';
import { between, good, type Line, line, quiet, strong, warn, whatFits, widthOf } from '../line.js';
import type { Panel, Scene } from '../scene.js';
import { caption } from './caption.js';

/** The keys of the moment, what there is to say in the corner, and where the reader is. Keys give way, the first two never. */
export const footer: Panel = (scene, { width }) => {
  const right = line(place(scene), ' ');
  const room = width - widthOf(right) - 2;
  const keys = hintsOf(scene.state);
  const least = widthOf(whatFits(keys.slice(0, 2), GAP, room));
  const said = whatFits(notices(scene), GAP, Math.max(0, room - least - 2 * GAP.length));
  const corner = widthOf(said) > 0 ? line(said, GAP) : [];
  const left = line(' ', whatFits(keys, GAP, room - widthOf(corner) - GAP.length));
  return [between(left, line(corner, right), width)];
};

const GAP = '  ';

function place({ state, model, selected }: Scene): Line {
  const all = model.requests.length;
  if (all === 0) return [];
  const at = placeOf(model, selected?.id ?? null);
  const where = `${at === null ? '' : `${at + 1}/`}${all}`;
  const { newer, pausedAt } = state.view;
  if (pausedAt !== null)
    return line(where, warn(` ‖ as known then${newer === 0 ? '' : `, ${count(newer)} newer: G`}`));
  if (state.view.follow) return line(where, good(' ▼ following'));
  const fresh = unseen(state);
  return line(where, fresh > 0 ? strong(` ▼ ${fresh} new`) : quiet(' not following'));
}

function notices(scene: Scene): Line[] {
  const { state, show } = scene;
  const told = caption(scene);
  const { skipped, skippedCount } = state.model;
  const last = skipped.at(-1);
  return [
    ...(told === null ? [] : [line(strong(show(told)))]),
    ...(state.view.answer === null ? [] : [line(strong(show(state.view.answer)))]),
    ...state.sources.flatMap(source =>
      source.message === null ? [] : [line(warn(show(`${basename(source.path)}: ${source.message}`)))],
    ),
    ...state.sources.flatMap(source =>
      source.state === 'gone' && source.message === null
        ? [line(warn(show(`${basename(source.path)} is gone`)))]
        : [],
    ),
    ...(skippedCount > 0
      ? [
          line(
            warn(`${count(skippedCount)} line${skippedCount === 1 ? '' : 's'} skipped`),
            last ? `: ${show(`${basename(last.path)}:${last.line} ${last.reason}`)}` : '',
          ),
        ]
      : []),
  ];
}
