/** A small seeded generator (mulberry32): the same seed gives the same log on every machine and Node version. */
export interface Random {
  /** Whole number from `min` to `max`, both included. */
  int(min: number, max: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly [T, ...T[]]): T;
  shuffled<T>(list: readonly T[]): T[];
  hex(length: number): string;
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const int = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  return {
    int,
    chance: probability => next() < probability,
    pick: list => list[int(0, list.length - 1)] ?? list[0],
    shuffled: list => {
      const rest = [...list];
      const out = [];
      while (rest.length > 0) out.push(...rest.splice(int(0, rest.length - 1), 1));
      return out;
    },
    hex: length => Array.from({ length }, () => int(0, 15).toString(16)).join(''),
  };
}
