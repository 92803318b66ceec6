import { ruleOf } from './causes/index.js';
import type { Break } from './model.js';

/**
 * What a break is to the reader. `ringing`: it costs and can be mended. Quiet are: `expected`, which the client meant (a
 * compaction to a summary, a rewind); `unexplained`, a miss of a cache that promises no hit, with nothing to blame for it;
 * `quiet`, whose cause is known and costs little (a prefix below the minimum).
 */
export type Nature = 'ringing' | 'expected' | 'unexplained' | 'quiet';

export function natureOf({
  ringing,
  causes,
}: Pick<Break, 'ringing'> & { readonly causes: readonly Named[] }): Nature {
  if (ringing) return 'ringing';
  if (causes.every(cause => cause.expected)) return 'expected';
  return causes.every(cause => cause.expected || ruleOf(cause).rings === 'where-promised')
    ? 'unexplained'
    : 'quiet';
}

/** True if it lost what nobody meant to lose and what can matter: it rings, or nothing explains it. */
export const isLoss = (found: Parameters<typeof natureOf>[0]): boolean =>
  ['ringing', 'unexplained'].includes(natureOf(found));

type Named = Pick<Break['causes'][number], 'id' | 'expected'>;

/** `*` is the extent. */
const NAMES: Readonly<Record<Nature, string>> = {
  ringing: '* break',
  expected: 'expected * rebuild',
  unexplained: 'unexplained * miss',
  quiet: 'quiet * break',
};

/** `full break`, `expected partial rebuild`, `unexplained full miss`: what a reader calls it. */
export const nameOf = (found: Parameters<typeof natureOf>[0] & Pick<Break, 'extent'>): string =>
  NAMES[natureOf(found)].replace('*', found.extent);
