/** The long simulation, by hand: `npm run incidents [-- --from SEED]`. Prints what `docs/incidents.md` shows. */
import { find, listen, median } from './listen.js';
import type { Regression } from './traffic.js';

const at = process.argv.indexOf('--from');
const from = at < 0 ? 1_000 : Number(process.argv[at + 1]);
const seeds = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => from + index);

for (const perDay of [50, 1_000]) {
  const heard = seeds(10).map(seed => listen({ seed, perDay, days: 30 }));
  const requests = heard.reduce((sum, each) => sum + each.requests, 0);
  const opened = heard.flatMap(each => each.incidents);
  console.log(`quiet, ${perDay} a day: ${opened.length} incidents in 300 days, ${requests} judged requests`);
  for (const { key, onset, points } of opened) console.log(`  ${key} at ${onset.request}, ${points}`);
}
const KINDS: readonly Regression[] = [
  'each-request',
  'each-turn',
  'compacts-in-place',
  'lifetime-shortened',
  'markers-dropped',
  'outage',
  'drift',
];
for (const kind of KINDS) {
  const found = seeds(25).map(seed => find(kind, seed, 1_000));
  const requests = median(found.map(each => each.requests));
  const touched = median(found.map(each => each.touched));
  const minutes = median(found.map(each => each.after)) / 60_000;
  const pages = Math.max(...found.map(each => each.pages));
  console.log(
    `${kind}: opens after ${requests} requests (${touched} touched, ${minutes.toFixed(0)} min), at most ${pages} pages in 8 days`,
  );
}
