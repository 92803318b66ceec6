/** One list for all that have nothing in it: most requests have several, and there are many. */
export const NONE: readonly never[] = [];
