import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { settingsPath } from '../../src/settings/load.js';
import { NO_SETTINGS, readSettings, settingsSchema } from '../../src/settings/settings.js';

const wrong = (text: string): string[] =>
  readSettings(text).problems.map(({ line, message }) => `${line}: ${message}`);

describe('the settings file', () => {
  it('is JSON with comments and last commas', () => {
    const { settings, problems } = readSettings(`// mine
{
  "$schema": "https://example.org/settings.schema.json",
  "target": 0.9, /* of all
     that is read */
  "noiseFloor": 2000,
  "colours": { "warn": "yellow", "good": "plain", },
  "panes": ["breaks", "diff"],
}`);
    expect(problems).toEqual([]);
    expect(settings).toEqual({
      target: 0.9,
      noiseFloor: 2000,
      goingCold: null,
      colours: new Map([
        ['warn', 'yellow'],
        ['good', 'plain'],
      ]),
      panes: ['breaks', 'diff'],
      check: NO_SETTINGS.check,
    });
  });

  it('names what is wrong by its line, and takes the rest', () => {
    const text = `{
  "target": 85,
  "noiseFloor": 500,
  // a comment with "quotes", and a comma
  "colours": {
    "good": "teal",
    "warm": "red"
  },
  "panes": [
    "breaks",
    "hidden"
  ],
  "tarjet": 1
}`;
    expect(wrong(text)).toEqual([
      '2: target: it must be a number from 0 to 1, such as 0.85',
      expect.stringMatching(/^6: colours\.good: "teal" is none of black, red, /),
      expect.stringMatching(/^7: colours\.warm: there is no `warm`: it can be good, bad, /),
      expect.stringMatching(/^11: panes\.1: "hidden" is none of gauge, clock, /),
      '13: there is no setting `tarjet`: they are target, noiseFloor, goingCold, colours, panes, check',
    ]);
    expect(readSettings(text).settings).toMatchObject({ target: null, noiseFloor: 500, panes: ['breaks'] });
  });

  it.each([
    ['{\n  "target": 0.9\n  "panes": []\n}', /^3: it is not JSON with comments: invalid character/],
    ["{ target: 'x' }", /^1: it is not JSON with comments: names and texts stand in double quotes/],
    ['', /^1: it is not JSON with comments/],
    ['[]', /^1: it must hold an object/],
    ['{"panes": "all"}', /^1: panes: it must be a list of gauge/],
    ['{"colours": 3}', /^1: colours: it must be an object/],
    ['{"noiseFloor": -1}', /^1: noiseFloor: it must be a whole number/],
  ])('says of %j what is wrong, and holds nothing of it', (text, message) => {
    expect(wrong(text)).toEqual([expect.stringMatching(message)]);
    expect(readSettings(text).settings).toEqual(NO_SETTINGS);
  });

  it('leaves comment signs in texts alone', () => {
    expect(wrong('{"panes": ["a // b", "c /* d */", "e ,]"]}').join()).toMatch(
      /"a \/\/ b".*"c \/\* d \*\/".*"e ,\]"/,
    );
  });

  it('stands where the XDG specification says, or where a variable does', () => {
    expect(settingsPath({ HOME: '/h' })).toBe('/h/.config/cachequake/config.json');
    expect(settingsPath({ HOME: '/h', XDG_CONFIG_HOME: '/x' })).toBe('/x/cachequake/config.json');
    expect(settingsPath({ HOME: '/h', XDG_CONFIG_HOME: 'x' })).toBe('/h/.config/cachequake/config.json');
    expect(settingsPath({ HOME: '/h', CACHEQUAKE_CONFIG: '/my.json' })).toBe('/my.json');
  });

  it('has a schema beside it that says the same (`npm run docs`)', () => {
    const shipped = new URL('../../docs/schemas/settings.schema.json', import.meta.url);
    expect(JSON.parse(readFileSync(shipped, 'utf8'))).toEqual(settingsSchema());
  });
});
