/** Follows a folder that is one log: its records stand in files of their own. */
import type { LogRecord, SourceState } from '../record.js';
import type { Tail, TailListener } from './tail.js';

export interface FolderReader {
  /** Records of what came since the last look, oldest first. */
  look(): Promise<LogRecord[]>;
  state(state: SourceState['state']): SourceState;
}

export function createFolderTail(folder: string, reader: FolderReader, listener: TailListener): Tail {
  let state = reader.state('live');
  let isClosed = false;
  let running: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    if (isClosed) return;
    const records = await reader.look();
    if (records.length === 0 || isClosed) return;
    await listener.onRecords(records);
    state = reader.state('live');
    listener.onState(state);
  }

  return {
    path: folder,
    files: new Set(),
    wake() {
      running = running.then(look);
      return running;
    },
    release: () => running,
    async close() {
      isClosed = true;
      await running;
    },
    get state() {
      return state;
    },
  };
}
