import { basename } from 'node:path';
import { placeOf, unseen } from '../../store/selectors.js';
import { count } from '../../text/numbers.js';
import { hints as hintsOf } from '../actions/hints.js';
import { between, good, type Line, line, quiet, strong, warn, whatFits, widthOf } from '../line.js';
import type { Panel, Scene } from '../scene.js';
import { caption } from './caption.js';

/** What the logs said about themselves, the answer to the last key, and where the reader is. */
export const status: Panel = (scene, { width }) => {
  const right = line(place(scene), ' ');
  const left = line(' ', whatFits(notices(scene), '   ', width - widthOf(right) - 2));
  return [between(left, right, width)];
};

/** The keys of the moment, as many as fit. */
export const hints: Panel = ({ state }, { width }) => [
  between(line(' ', whatFits(hintsOf(state), '   ', width - 2)), [], width),
];

/** Status and hints in one line, for small screens: a notice takes the place of the keys. */
export const footer: Panel = (scene, { width }) => {
  const right = line(place(scene), ' ');
  const room = width - widthOf(right) - 2;
  const said = notices(scene);
  const left = said.length > 0 ? whatFits(said, '   ', room) : whatFits(hintsOf(scene.state), '  ', room);
  return [between(line(' ', left), right, width)];
};

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
