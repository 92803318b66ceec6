/** Follows a folder that is one log. */
import type { FolderReader } from '../source/folders/folder-reader.js';
import type { Tail, TailListener } from './tail.js';

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
