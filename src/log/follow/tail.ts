/**
 * Follows one file. Events of the file system are only hints to look ("a change" may mean appended, truncated,
 * replaced, or three appends at once), so every look drains to the end and compares identity, size and content itself.
 */

import { fileKey } from '../paths/file-id.js';
import { isThere } from '../paths/folder.js';
import { isSameState, type LogRecord, type SourceState } from '../record.js';
import { createOrderWatch } from '../source/newest-first.js';
import { copyMessage, createKnown, type Shared } from '../source/repeated/known.js';
import { repeatedMessage } from '../source/repeated/once.js';
import { createSource, type Source } from '../source/source.js';
import { whyUnopenable } from '../source/unreadable.js';
import { createLooker } from './looker.js';
import { type OpenFile, openFile } from './open-file.js';
import { createPast } from './past.js';

export interface TailListener {
  /** New records, in file order. If it returns a promise, reading waits for it. */
  onRecords(records: readonly LogRecord[]): void | Promise<void>;
  onState(state: SourceState): void;
}

export interface Tail {
  readonly path: string;
  /** Keys of the files that were read for it, whatever they are called now. */
  readonly files: ReadonlySet<string>;
  /** Something may have happened to the file: reads what there is. Resolves when it was read to its end. */
  wake(): Promise<void>;
  /**
   * Lets go of the open file; the next `wake` opens it again and goes on where it stopped.
   *
   * @param isRenamedToo also of a file that was renamed and has no successor: it is looked for among the files beside it. @default true
   */
  release(isRenamedToo?: boolean): Promise<void>;
  close(): Promise<void>;
  readonly state: SourceState;
}

export interface TailOptions {
  /** Bytes read at once. Default 256 KiB. */
  readonly chunk?: number;
  /** How long a rotated file is still read, because its writer may not know yet. Milliseconds, default 5000. */
  readonly linger?: number;
  /** The log that the file is a part of. Default: the file. */
  readonly log?: string;
  /** What the logs that are read together know of each other. Default: this one is alone. */
  readonly shared?: Shared;
}

const ROTATED = 'rotated: the old file was read to its end';
const BACK = 'is back: read from its start';

/** What is said of files that were the log between two looks. */
const between = (count: number): string =>
  `rotated ${count + 1} times: ${count} ${count === 1 ? 'file' : 'files'} in between ${count === 1 ? 'was' : 'were'} read to the end`;

/** A file that was rotated away or deleted and may still be written to. */
interface Former {
  readonly file: OpenFile;
  readonly source: Source;
  readonly since: number;
}

export function createTail(path: string, listener: TailListener, options: TailOptions = {}): Tail {
  const { chunk = 256 * 1024, linger = 5000, log = path, shared = new Map() } = options;
  let source = createSource(path, log, createKnown(shared), true);
  let file: OpenFile | null = null;
  /** The file as it was when it was let go. */
  let released: OpenFile | null = null;
  let former: Former | null = null;
  /** A former one that was let go of. */
  let away: Former | null = null;
  /** What is being read again, until it is known how much of it is new. */
  let again: 'truncated' | 'rewritten' | null = null;
  /** Files in between that were read since the last message. */
  let skippedOver = 0;
  const files = new Set<string>();
  const past = createPast(path, files);
  let hasExisted = false;
  let state = source.state('waiting', null);
  const order = createOrderWatch();
  const looker = createLooker(lookOrSayWhyNot);

  /** @param happened True if the message tells of something that happened: it is news for as long as it stands. */
  function report(next: SourceState['state'], message: string | null, happened = false): void {
    const before = state;
    const isNews = message !== null && (happened || (before.isNews === true && before.message === message));
    state = { ...source.state(next, message), ...(isNews ? { isNews } : {}) };
    if (!isSameState(before, state)) listener.onState(state);
  }

  async function hand(records: readonly LogRecord[]): Promise<void> {
    order.hear(records);
    if (records.length > 0 && !looker.isClosed) await listener.onRecords(records);
  }

  /** Reads a file to its end, letting the event loop run between chunks. */
  async function drain(from: OpenFile, into: Source): Promise<void> {
    while (!looker.isClosed) {
      const bytes = await from.read(chunk);
      if (bytes === null) return;
      await hand(into.push(bytes));
      report(state.state, state.message ?? order.message, state.message === null);
      await new Promise<void>(resolve => setImmediate(resolve));
    }
  }

  async function look(): Promise<void> {
    // Nearly every look finds nothing: one question, not four.
    if (file !== null && former === null && source.pending === 0 && (await file.isUnchangedAt(path))) return;
    if (away !== null) await comeBackTo(away);
    if (former !== null) await lookAtFormer(former);
    if (file !== null) file = await lookAtCurrent(file);
    if (file === null && (await released?.isUnchangedAt(path)) === true) return;
    if (file === null && !looker.isClosed) file = await openCurrent();
    if (file === null || looker.isClosed) return;
    await readToEnd(file);
    const said = readAgain();
    report('live', said ?? state.message, said !== null);
  }

  /** What a log that was written again turned out to hold, or holds twice; null: it was not, or holds nothing that was known. */
  function readAgain(): string | null {
    const { known = 0, fresh = 0 } = source.counts ?? {};
    const what = again;
    again = null;
    const written = what === null || known === 0 ? null : `${what}: ${known} known, ${fresh} new`;
    const said = [copyMessage(source.counts) ?? written, repeatedMessage(source.repeated)];
    const sentences = said.filter(sentence => sentence !== null);
    return sentences.length === 0 ? null : sentences.join('; ');
  }

  /** The file if it still stands at the path, `null` if the path leads elsewhere. */
  async function lookAtCurrent(current: OpenFile): Promise<OpenFile | null> {
    const change = await current.findChange(source.pending);
    if (change === 'cut') source.dropHalf();
    else if (change !== null) {
      await past.readCopies(current, readToEnd);
      source = source.successor();
      current.rewind();
      again = change;
      report('live', `${change}: read again from its start`, true);
    }
    await drain(current, source);
    if (await current.isAt(path)) return current;
    await setFormer({ file: current, source, since: Date.now() });
    source = source.successor();
    skippedOver += await past.readBetween(readOn);
    if (!(await isThere(path))) report('gone', await whyMissing());
    return null;
  }

  /** Of the file that stood at the path: whether it was renamed is known while it is open. */
  async function whyMissing(): Promise<string> {
    if (former === null && away === null) return 'not there any more: waiting for it to come back';
    return former === null || (await former.file.isThere())
      ? 'renamed: still read under its new name; waiting for another one here'
      : 'deleted: waiting for it to come back';
  }

  /** All that a file holds, its last line too. */
  async function readToEnd(from: OpenFile): Promise<void> {
    await drain(from, source);
    await hand(source.settle());
  }

  /** A file that was the log: what follows it is another. */
  async function readOn(from: OpenFile): Promise<void> {
    await readToEnd(from);
    source = source.successor();
  }

  /** A writer that still has the old file open goes on writing there for a moment, or for as long as there is no other. */
  async function lookAtFormer(old: Former): Promise<void> {
    await drain(old.file, old.source);
    if (file !== null && Date.now() - old.since > linger) await setFormer(null);
  }

  async function setFormer(next: Former | null): Promise<void> {
    const old = former;
    former = next;
    if (old === null) return;
    await drain(old.file, old.source);
    await hand(old.source.end());
    await old.file.close();
  }

  async function openCurrent(): Promise<OpenFile | null> {
    const opened = await openFile(path);
    if (typeof opened === 'string') {
      const isMissing = opened === 'no such file';
      if (isMissing && released !== null) await seekRenamed(released);
      if (isMissing && !hasExisted) report('waiting', null);
      else report('gone', isMissing ? await whyMissing() : opened);
      return null;
    }
    const known = former?.file ?? released;
    const continues = known !== null && (await opened.continues(known));
    if (!continues && former === null && released !== null) await readRest(released);
    if (continues && former !== null) {
      source = former.source;
      await former.file.close();
      former = null;
    } else if (!continues && former === null && released === null && hasExisted) {
      source = source.successor();
    }
    // It may have been rotated again until it was opened.
    if (hasExisted && !continues) skippedOver += await past.readBetween(readOn);
    const rotated = skippedOver > 0 ? between(skippedOver) : ROTATED;
    const message = !hasExisted || continues ? null : state.state === 'gone' ? BACK : rotated;
    if (!continues && hasExisted) again = 'rewritten';
    if (!hasExisted) await past.begin();
    files.add(fileKey(opened.id));
    released = null;
    skippedOver = 0;
    hasExisted = true;
    report('live', message, true);
    return opened;
  }

  /** Where a file is that was renamed while it was not open. */
  async function seekRenamed(left: OpenFile): Promise<void> {
    released = null;
    away = { file: left, source, since: Date.now() };
    source = source.successor();
    await comeBackTo(away);
    if (former !== null) await drain(former.file, former.source);
  }

  /** A renamed file that is not open is read on, if it is still beside the log. */
  async function comeBackTo(left: Former): Promise<void> {
    const found = await past.findRenamed(left.file);
    if (typeof found === 'string') return;
    away = null;
    if (found === null) await hand(left.source.end());
    else former = { ...left, file: found };
  }

  /** It is opened again when it is looked at. */
  async function letFormerGo(): Promise<void> {
    if (former === null) return;
    if (file !== null || !(await former.file.isThere())) return setFormer(null);
    away = former;
    former = null;
    await drain(away.file, away.source);
    await away.file.close();
  }

  /** The rest of a file that was renamed while it was not open, and what came between it and the one that is there now. */
  async function readRest(left: OpenFile): Promise<void> {
    if (await past.readRest(left, from => drain(from, source))) await hand(source.settle());
    source = source.successor();
    skippedOver += await past.readBetween(readOn);
  }

  async function lookOrSayWhyNot(): Promise<void> {
    try {
      await look();
    } catch (error) {
      const reason = whyUnopenable(error);
      if (reason === null) throw error;
      await letGo();
      report('gone', reason);
    }
  }

  async function letGo(): Promise<void> {
    const open = file;
    file = null;
    if (open === null) return;
    released = open;
    await open.close();
  }

  return {
    path,
    files,
    wake: looker.wake,
    async release(isRenamedToo = true) {
      await looker.idle();
      if (isRenamedToo || file !== null || (await former?.file.isThere()) !== true) await letFormerGo();
      await letGo();
    },
    async close() {
      looker.close();
      await looker.idle();
      await former?.file.close();
      await letGo();
    },
    get state() {
      return state;
    },
  };
}
