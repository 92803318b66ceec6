import type { PaneId } from '../../../store/state.js';
import { fit } from '../../../text/fit.js';
import { keyName } from '../../actions/key-table.js';
import { ACTIONS, TERMINAL_KEYS } from '../../actions/registry.js';
import { box, type Line, line, quiet, strong, wrapWords } from '../../line.js';
import type { Panel } from '../../scene.js';

const KEY_CELLS = 14;

/** What the pane in focus shows and its signs, then every key, from the registry. */
export const help: Panel = ({ state }, { width, height }) => {
  const content = helpContent(width, state.view.focus);
  const rows = Math.max(0, height - 2);
  const overflow = Math.max(0, content.length - rows);
  const top = Math.min(state.view.scroll.help, overflow);
  return box(content.slice(top, top + rows), width, height, {
    title: [strong(`Help: ${PANE_HELP[state.view.focus].title}`)],
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

export const helpOverflow = (width: number, height: number, focus: PaneId): number =>
  Math.max(0, helpContent(width, focus).length - Math.max(0, height - 2));

type Sign = readonly [sign: string, meaning: string];

const PREDICTED: Sign = ['~', 'a prediction: the log does not hold the usage (yet)'];
const UNKNOWN: Sign = ['·', 'not known; never 0'];
const MAGNITUDE: Sign = [
  'M5.3',
  'magnitude: log10 of the tokens that the break wrote (lost, where no writes are billed): M5.3 is 200 k, M6.3 ten times as many',
];
const BREAK: Sign = ['✗', 'a break: less came from the cache than was there to read'];
const COMING: Sign = [
  '✗~',
  'a break that is coming, or not confirmed: its bytes foretell it, no usage in the log tells of it (yet)',
];
const REBUILD: Sign = [
  '○',
  'an expected rebuild (a compaction to a summary, a rewind): marked, not counted as a break',
];
const PRICED: Sign = ['≈', 'priced by the rate of a neighbouring model'];
const WOUND: Sign = [
  '━',
  'a wound: breaks at the same place, or falling back to the same entry, until it heals',
];

const PANE_HELP: Readonly<
  Record<PaneId, { readonly title: string; readonly text: string; readonly signs: readonly Sign[] }>
> = {
  requests: {
    title: 'Requests',
    text: 'A row per request of the scope: which section of the prefix changed, what was written and read. Below it why the marked one broke, its price and the fix.',
    signs: [
      ['▌', 'the request that the rest of the screen explains'],
      BREAK,
      COMING,
      REBUILD,
      ['▸', 'this section of the prefix is not what it was in the request before'],
      PREDICTED,
      UNKNOWN,
    ],
  },
  diff: {
    title: 'Diff',
    text: 'The proof: what stood there before (−) and what stands there now (+), from the first character that differs, and where to find it in the log.',
    signs: [
      ['− +', 'before and now; the number is the character in the text'],
      ['^^', 'what differs'],
      PREDICTED,
    ],
  },
  breaks: {
    title: 'Breaks',
    text: 'The seismograph: a stroke per break, its height the magnitude, a row of the scale a decade. What requests only add has no stroke.',
    signs: [
      ['┃ ╻', 'a break; whole and half a row'],
      ['╎', 'a break whose height is predicted, until the usage is known'],
      ['│ ╷', 'an expected rebuild; at the foot of the scale: a break below its first label'],
      ['·', 'a request of which neither usage nor prompt is known'],
      WOUND,
      MAGNITUDE,
    ],
  },
  clock: {
    title: 'Cache clock',
    text: 'How long the entry of each lane stays alive, and what the next request costs if it leaves in time (warm) or too late (cold). j and k go through the lanes; Enter shows them all with their prices.',
    signs: [
      ['▰▱', 'what is left of the lifetime'],
      PREDICTED,
      ['≈', 'priced by the rate of a neighbouring model'],
    ],
  },
  prefix: {
    title: 'Prefix',
    text: 'The prompt to scale, as the provider reads it: tools, system, messages. Everything right of the last entry that still matched was paid again.',
    signs: [
      ['▓', 'read from the cache'],
      ['▒', 'unchanged, and yet paid again: it stands behind the last entry that matched'],
      ['░', 'paid: new, or behind the difference'],
      ['▲', 'a breakpoint: an entry ends here'],
      ['✗', 'the first difference'],
    ],
  },
};

const EVERYWHERE: readonly Sign[] = [BREAK, COMING, REBUILD, PREDICTED, UNKNOWN, PRICED, MAGNITUDE, WOUND];

export function helpContent(width: number, focus: PaneId): Line[] {
  const cells = width - 4;
  const { text, signs } = PANE_HELP[focus];
  const groups = [...new Set(ACTIONS.map(({ group }) => group))];
  const keys = groups.flatMap(group => [
    [strong(group)],
    ...[...ACTIONS, ...TERMINAL_KEYS]
      .filter(action => action.group === group)
      .flatMap(({ keys: of, title }) => entry(of.map(keyName).join(' '), title, cells)),
    [],
  ]);
  const others = EVERYWHERE.filter(sign => !signs.includes(sign));
  return [
    ...wrapWords(text, cells).map(row => line(row)),
    [],
    ...signs.flatMap(([sign, meaning]) => entry(sign, meaning, cells)),
    [],
    ...keys,
    [strong('Signs elsewhere')],
    ...others.flatMap(([sign, meaning]) => entry(sign, meaning, cells)),
  ];
}

const entry = (name: string, text: string, cells: number): Line[] =>
  wrapWords(text, Math.max(8, cells - KEY_CELLS - 2)).map((row, i) =>
    line('  ', strong(fit(i === 0 ? name : '', KEY_CELLS)), row),
  );
