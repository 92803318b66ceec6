/** Whether the recorder of a recording may still write it. */
import { readFile } from 'node:fs/promises';
import type { RecordingPart } from '../../log/paths/recordings.js';
import { answersAt } from '../status.js';

/**
 * By its socket, which is also seen from another container; where it has none, by the process of its number, if that is not
 * one that came later: in containers the same few numbers come again.
 *
 * @param own the recording of this process; null: none
 */
export async function mayBeWritten(
  { recording, pid, startedAt }: RecordingPart,
  own: string | null,
): Promise<boolean> {
  if (recording === own) return true;
  const answer = await answersAt(recording);
  if (answer !== 'unknown') return answer === 'runs';
  if (pid === process.pid || !isRunning(pid)) return false;
  const began = await startOf(pid);
  return began === null || began < startedAt + CLOCK_STEP;
}

/** Milliseconds by which a clock may have been put forward since. */
const CLOCK_STEP = 60_000;

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process of that number: it runs, and is not ours to signal.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Ticks of `/proc` in a second, on every Linux that Node runs on (`USER_HZ`). */
const TICKS = 100;

/** When a process began, in milliseconds since 1970 (proc(5): `starttime` of `stat`, `btime`); null where that is not told. */
async function startOf(pid: number): Promise<number | null> {
  const [own, system] = await Promise.all(
    [`/proc/${pid}/stat`, '/proc/stat'].map(path => readFile(path, 'utf8').catch(() => '')),
  );
  // Its name, the second field, may hold blanks and parentheses.
  const ticks = Number(own?.slice(own.lastIndexOf(')') + 2).split(' ')[19]);
  const boot = Number(/^btime (\d+)$/m.exec(system ?? '')?.[1]);
  return Number.isFinite(ticks) && Number.isFinite(boot) ? boot * 1000 + (ticks * 1000) / TICKS : null;
}
