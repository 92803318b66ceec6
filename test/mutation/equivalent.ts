import type { Mutant } from './mutants.js';

/** A change that nobody could see from outside, and why. */
interface Equivalent extends Pick<Mutant, 'path' | 'code' | 'replacement'> {
  readonly why: string;
}

/** Looked at one by one when the sample drew them. */
const EQUIVALENT: readonly Equivalent[] = [];

export function isEquivalent({ path, code, replacement }: Mutant): boolean {
  return EQUIVALENT.some(
    item => item.path === path && item.code === code && item.replacement === replacement,
  );
}
