/** How a request stands to its parent. */
export type Relation =
  /** No parent. */
  | 'first'
  /** Extends it, or should have. */
  | 'extends'
  /** Goes back to an earlier state of the conversation. */
  | 'rewinds'
  /** The same bytes again. */
  | 'repeats'
  /** Continues it from a summary. */
  | 'summarises'
  /** Reads the conversation for another purpose (title, summary) and is no part of it. */
  | 'aside';
