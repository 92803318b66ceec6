/** A folder that is one log: its records stand in files of their own. */
import type { LogRecord, SourceState } from '../../record.js';

export interface FolderReader {
  /** Records of what came since the last look, oldest first. */
  look(): Promise<LogRecord[]>;
  state(state: SourceState['state']): SourceState;
}

/**
 * Milliseconds after which a file of a folder that is written to counts as written: one that is not JSON is then broken and not half
 * written, and what its writer adds beside it within milliseconds is there.
 */
export const SETTLED_AFTER = 2000;
