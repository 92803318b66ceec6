import { fit } from '../../text/fit.js';
import { keyName } from '../actions/key-table.js';
import { ACTIONS, TERMINAL_KEYS } from '../actions/registry.js';
import { box, type Line, line, quiet, strong, wrapWords } from '../line.js';
import type { Panel } from '../scene.js';

const KEY_CELLS = 14;

/** Every key, from the registry, and what the signs mean. */
export const help: Panel = ({ state }, { width, height }) => {
  const content = helpContent(width);
  const rows = Math.max(0, height - 2);
  const overflow = Math.max(0, content.length - rows);
  const top = Math.min(state.view.scroll.help, overflow);
  return box(content.slice(top, top + rows), width, height, {
    title: [strong('Help')],
    right: [
      quiet(
        overflow > 0
          ? `${top > 0 ? '▲' : ' '}${top < overflow ? '▼' : ' '} j/k scroll, esc closes`
          : 'esc closes',
      ),
    ],
    focused: true,
  });
};

export const helpOverflow = (width: number, height: number): number =>
  Math.max(0, helpContent(width).length - Math.max(0, height - 2));

const SIGNS: readonly (readonly [sign: string, meaning: string])[] = [
  ['✗', 'a break: less came from the cache than was there to read'],
  ['○', 'an expected rebuild (a compaction to a summary, a rewind): marked, not counted as a break'],
  ['▸', 'this section of the prefix is not what it was in the request before'],
  ['~', 'a prediction: the log does not hold the usage (yet)'],
  ['·', 'not known; never 0. In the seismograph: a request whose usage the log does not hold'],
  ['╎', 'in the seismograph: a break whose height is predicted, until the usage is known'],
  ['≈', 'priced by the rate of a neighbouring model'],
  [
    'M5.3',
    'magnitude: log10 of the tokens that the break wrote (lost, where no writes are billed): M5.3 is 200 k, M6.3 ten times as many',
  ],
  ['━', 'a wound: breaks at the same place, or falling back to the same entry, until it heals'],
];

export function helpContent(width: number): Line[] {
  const cells = width - 4;
  const groups = [...new Set(ACTIONS.map(({ group }) => group))];
  const keys = groups.flatMap(group => [
    [strong(group)],
    ...[...ACTIONS, ...TERMINAL_KEYS]
      .filter(action => action.group === group)
      .flatMap(({ keys: of, title }) => entry(of.map(keyName).join(' '), title, cells)),
    [],
  ]);
  return [...keys, [strong('Signs')], ...SIGNS.flatMap(([sign, meaning]) => entry(sign, meaning, cells))];
}

const entry = (name: string, text: string, cells: number): Line[] =>
  wrapWords(text, Math.max(8, cells - KEY_CELLS - 2)).map((row, i) =>
    line('  ', strong(fit(i === 0 ? name : '', KEY_CELLS)), row),
  );
