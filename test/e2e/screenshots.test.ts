import { readFileSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { SHOTS, take } from './screenshots.js';
import { endAll } from './terminal.js';

afterEach(endAll);

it.each(SHOTS)('$path shows what the program shows; if it may, run `npm run screenshots`', async shot => {
  expect(await take(shot)).toBe(readFileSync(new URL(`../../${shot.path}`, import.meta.url), 'utf8'));
});
