/** What can happen to a line between two requests of a log, honest and not: text in, text out. */
import type { Random } from '../../../demo-logs/random.js';

export type Mutation = (line: string, random: Random) => string;

const splice = (text: string, at: number, remove: number, insert: string): string =>
  text.slice(0, at) + insert + text.slice(at + remove);

/** At a place of the line where such a text stands; the line as it is where none does. */
function atOne(line: string, random: Random, searched: string, remove: number, insert: string): string {
  const places = [];
  for (let at = line.indexOf(searched); at !== -1; at = line.indexOf(searched, at + 1)) places.push(at);
  const at = places[random.int(0, Math.max(0, places.length - 1))];
  return at === undefined ? line : splice(line, at, remove, insert);
}

/** The parsed line, changed, written again. */
function rewritten(line: string, change: (payload: Record<string, unknown>) => unknown): string {
  const value = JSON.parse(line);
  if (value.payload === undefined) return line;
  return JSON.stringify({ ...value, payload: change(value.payload) });
}

const listOf = (payload: Record<string, unknown>): unknown[] =>
  Array.isArray(payload.messages) ? [...payload.messages] : [];

const MARKER = ',"cache_control":{"type":"ephemeral"}';

export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'a marker more': (line, random) => atOne(line, random, '"}]}', 1, `"${MARKER}`),
  'a marker less': (line, random) => atOne(line, random, MARKER, MARKER.length, ''),
  'a marker in an input': (line, random) =>
    atOne(line, random, '"input":{', 9, `"input":{${MARKER.slice(1)},`),
  'white space': (line, random) => atOne(line, random, ',"', 2, ' ,\t"'),
  'white space at a bracket': (line, random) => atOne(line, random, '}]', 2, '} ]'),
  'an escape': (line, random) => atOne(line, random, 'e', 1, '\\u0065'),
  'a lone surrogate': (line, random) => atOne(line, random, '"text":"', 8, '"text":"\\ud83d'),
  'a quote': (line, random) => atOne(line, random, '"text":"', 8, '"text":"\\"},{\\"'),
  backslashes: (line, random) => atOne(line, random, '"}', 1, '\\\\\\\\"'),
  'a key twice': (line, random) => atOne(line, random, '"type":', 7, '"type":1,"type":'),
  'a section twice': (line, random) =>
    atOne(line, random, '"stream":', 9, '"tools":[{"name":"x"}],"stream":'),
  'a prototype': (line, random) => atOne(line, random, '"type":', 7, '"__proto__":{"a":1},"type":'),
  'keys that are numbers': (line, random) => atOne(line, random, '"type":', 7, '"2":3,"1":2,"type":'),
  'another number': (line, random) =>
    atOne(line, random, '32000', 5, ['-0', '1e21', '1.0', '320001', '3200'][random.int(0, 4)] ?? '0'),
  'a broken number': (line, random) =>
    atOne(line, random, '32000', 5, ['01', '+1', '1.', '.5', '3 2'][random.int(0, 4)] ?? '0'),
  'a comma too many': (line, random) => atOne(line, random, '},{', 3, '},,{'),
  'a comma too few': (line, random) => atOne(line, random, '},{', 3, '}{'),
  'a comma at the end': (line, random) => atOne(line, random, '}]', 2, '},]'),
  'a colon for a comma': (line, random) => atOne(line, random, '","', 3, '":"'),
  'a wrong bracket': (line, random) => atOne(line, random, '}]', 2, '}}'),
  'a raw control': (line, random) => atOne(line, random, '"text":"', 8, '"text":"\u0001'),
  'a second value': line => `${line} {}`,
  'cut off': (line, random) => line.slice(0, random.int(0, line.length)),
  'a stray byte': (line, random) =>
    splice(line, random.int(0, line.length), 0, random.pick(['"', '}', ']', ',', '\\', '{', '[', ':'])),
  'a lost byte': (line, random) => splice(line, random.int(0, line.length), 1, ''),
  'a carriage return': line => `${line}\r`,
  'keys in another order': line =>
    rewritten(line, payload => Object.fromEntries(Object.entries(payload).reverse())),
  'a string for the system': line => rewritten(line, payload => ({ ...payload, system: 'one “text”' })),
  'no tools': line => rewritten(line, ({ tools: _, ...payload }) => payload),
  'empty lists': line => rewritten(line, payload => ({ ...payload, messages: [], tools: [] })),
  'an object for a list': line =>
    rewritten(line, payload => ({ ...payload, messages: { ...listOf(payload) } })),
  'a rewind': (line, random) =>
    rewritten(line, payload => ({ ...payload, messages: listOf(payload).slice(0, random.int(0, 6)) })),
  'the oldest gone': (line, random) =>
    rewritten(line, payload => ({ ...payload, messages: listOf(payload).slice(random.int(1, 4)) })),
  'a message moved': (line, random) =>
    rewritten(line, payload => ({ ...payload, messages: random.shuffled(listOf(payload)) })),
  'a message twice': line =>
    rewritten(line, payload => ({ ...payload, messages: listOf(payload).flatMap(item => [item, item]) })),
  'another envelope': line => {
    const { payload, ...rest } = JSON.parse(line);
    return JSON.stringify({ z: { payload: [1, '"'] }, payload, ...rest });
  },
  'a list around it': line => `[${line}]`,
};
