/** The direction of imports (DESIGN section 3): each room knows only the rooms before it; and how much stands in a room and a file. */
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';

/** From the ground up. What stands at the top of `src` is a room of its own. */
const ROOMS = [
  ...['text', 'log', 'prompt', 'cache', 'diagnosis', 'engine.ts', 'settings'],
  ...['store', 'ui', 'record', 'report', 'alerts', 'library', 'mcp', 'history', 'cli', 'index.ts'],
];
/** Rooms that run without a screen: the library. */
const LIBRARY = new Set(ROOMS.slice(0, ROOMS.indexOf('store')));
const SCREEN_PACKAGES = /^(?:react|ink|zustand|chalk|ink-.*|react-.*)(?:\/|$)/;

interface Import {
  readonly from: string;
  /** A file in `src`, or the name of a package. */
  readonly to: string;
}

const SRC = new URL('../src/', import.meta.url);
const FILES = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map(name => name.replaceAll('\\', '/'))
  .filter(name => /\.tsx?$/.test(name));

const IMPORT =
  /^\s*(?:import|export)\b[^;'"]*?\bfrom\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm;

function importsOf(from: string): readonly Import[] {
  const text = readFileSync(new URL(from, SRC), 'utf8');
  return [...text.matchAll(IMPORT)].map(match => {
    const name = match[1] ?? match[2] ?? match[3] ?? '';
    return { from, to: name.startsWith('.') ? posix.join(posix.dirname(from), name) : name };
  });
}

const IMPORTS = FILES.flatMap(importsOf);
const isOwn = ({ to }: Import): boolean => ROOMS.includes(roomOf(to));
/** `cache` of `cache/prices.js`, `engine.ts` of `engine.js`. */
function roomOf(file: string): string {
  const [first = '', ...rest] = file.split('/');
  return rest.length === 0 ? first.replace(/\.jsx?$/, '.ts') : first;
}
const shown = ({ from, to }: Import): string => `${from} -> ${to}`;

/** One file a rule, one line in their list: as many as there are rules. */
const LISTS = ['diagnosis/causes', 'diagnosis/hygiene', 'log/formats'];
const MOST_FILES = 15;
const MOST_LINES = 300;

describe('the house', () => {
  test('has rooms and files that can be taken in at a look', () => {
    const rooms = new Set(FILES.map(file => posix.dirname(file)));
    const filesIn = (room: string): number => FILES.filter(file => posix.dirname(file) === room).length;
    expect([...rooms].filter(room => filesIn(room) > MOST_FILES && !LISTS.includes(room))).toEqual([]);
    const lines = (file: string): number => readFileSync(new URL(file, SRC), 'utf8').split('\n').length - 1;
    expect(FILES.filter(file => lines(file) > MOST_LINES)).toEqual([]);
  });

  test('has only rooms that are on the list', () => {
    expect([...new Set(FILES.map(roomOf))].filter(room => !ROOMS.includes(room))).toEqual([]);
    expect(IMPORTS.length).toBeGreaterThan(200);
  });

  test('lets no import lead out of src', () => {
    expect(IMPORTS.filter(({ to }) => to.startsWith('..')).map(shown)).toEqual([]);
  });

  test('lets each room import only rooms before it', () => {
    const upwards = IMPORTS.filter(isOwn).filter(
      ({ from, to }) => ROOMS.indexOf(roomOf(to)) > ROOMS.indexOf(roomOf(from)),
    );
    expect(upwards.map(shown)).toEqual([]);
  });

  test('lets only the command line know the screen', () => {
    const known = IMPORTS.filter(
      entry => roomOf(entry.to) === 'ui' && !['ui', 'cli'].includes(roomOf(entry.from)) && isOwn(entry),
    );
    expect(known.map(shown)).toEqual([]);
  });

  test('keeps React, Ink and zustand out of the library', () => {
    const known = IMPORTS.filter(({ from, to }) => LIBRARY.has(roomOf(from)) && SCREEN_PACKAGES.test(to));
    expect(known.map(shown)).toEqual([]);
  });

  test('loads Ink and React only where the screen is', () => {
    const known = IMPORTS.filter(
      ({ from, to }) => /^(?:ink|react)(?:\/|$)/.test(to) && roomOf(from) !== 'ui',
    );
    expect(known.map(shown)).toEqual([]);
  });
});
