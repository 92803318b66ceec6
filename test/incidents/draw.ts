/** Numbers drawn from a seed: the same seed, the same numbers on every machine. */
export interface Draw {
  /** 0 <= x < 1. */
  unit(): number;
  /** A whole number from 0, below `limit`. */
  below(limit: number): number;
  pick<T>(list: readonly T[]): T;
  exponential(mean: number): number;
  logNormal(median: number, spread: number): number;
  /** A whole number from 1. */
  geometric(mean: number): number;
  poisson(mean: number): number;
}

export function createDraw(seed: number): Draw {
  let state = (seed * 2_654_435_761) >>> 0;
  /** xorshift32 over a Weyl sequence. */
  function unit(): number {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  }
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit());
  return {
    unit,
    below: limit => Math.floor(unit() * limit),
    pick(list) {
      const picked = list[Math.floor(unit() * list.length)];
      if (picked === undefined) throw new Error('nothing to pick from');
      return picked;
    },
    exponential: mean => -mean * Math.log(1 - unit()),
    logNormal: (median, spread) => median * Math.exp(spread * normal()),
    geometric: mean => 1 + Math.floor(Math.log(1 - unit()) / Math.log(1 - 1 / Math.max(1.0001, mean))),
    poisson(mean) {
      let count = 0;
      for (let left = Math.exp(-mean), product = unit(); product > left; product *= unit()) count += 1;
      return count;
    },
  };
}
