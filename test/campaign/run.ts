/** The long campaign, by hand: `npm run campaign [-- --from SEED --seeds N --requests N]`. */
import { campaign } from './faults.js';

function option(name: string, otherwise: number): number {
  const at = process.argv.indexOf(name);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
}

let failed = 0;
const [from, seeds, requests] = [option('--from', 1), option('--seeds', 10), option('--requests', 2_000)];
for (let seed = from; seed < from + seeds; seed += 1) {
  for (const isFolder of [false, true]) {
    const outcome = await campaign(seed, requests, isFolder);
    const { lost, twice, wrong, faults } = outcome;
    failed += lost.length + twice.length + wrong.length;
    console.log(
      `seed ${seed}, ${isFolder ? 'folder' : 'file'}: ${outcome.requests} requests, ${faults} faults, lost ${lost.length}, twice ${twice.length}, wrong ${wrong.length}`,
      [...lost, ...twice, ...wrong].slice(0, 5).join(' '),
    );
  }
}
process.exitCode = failed > 0 ? 1 : 0;
