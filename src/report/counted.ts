import { count } from '../text/numbers.js';

/** `3 breaks`, `1 break`. */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;
