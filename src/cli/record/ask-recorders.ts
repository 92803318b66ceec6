import type { TailListener } from '../../log/follow/tail.js';
import { recordingPart } from '../../log/paths/recordings.js';
import type { SourceState } from '../../log/record.js';
import { watchStatus } from '../../record/status.js';

/** A recording, and the recorder that was asked about it. */
interface Asked {
  source: SourceState;
  problem: string | null;
}

/** Recorders that are asked at the same time; of a host with more, those of the newest recordings first. */
const AT_ONCE = 64;

/**
 * Adds to what is known of a recording what its recorder says of itself: that the disk is full cannot be read in a
 * file on it.
 *
 * @param atOnce recorders that are asked at the same time; others wait until one of them has ended
 */
export function askRecorders(
  listener: Pick<TailListener, 'onState'>,
  atOnce = AT_ONCE,
): Pick<TailListener, 'onState'> & { stop(): void } {
  const asked = new Map<string, Asked>();
  /** Ends the asking, by the path of a recording. */
  const open = new Map<string, () => void>();
  let waiting: string[] = [];

  function ask(path: string): void {
    const end = watchStatus(
      path,
      problem => {
        const recording = asked.get(path);
        if (recording === undefined || problem === recording.problem) return;
        recording.problem = problem;
        listener.onState(withProblem(recording));
      },
      () => {
        open.delete(path);
        askNext();
      },
    );
    open.set(path, end);
  }

  function askNext(): void {
    while (open.size < atOnce) {
      const newest = waiting.pop();
      if (newest === undefined) return;
      ask(newest);
    }
  }

  return {
    onState(source) {
      const known = asked.get(source.path);
      if (known === undefined && (source.state !== 'live' || recordingPart(source.path) === null)) {
        listener.onState(source);
        return;
      }
      if (known === undefined) {
        waiting.push(source.path);
        // Paths of recordings begin with their time.
        waiting.sort();
      }
      const recording = known ?? { source, problem: null };
      asked.set(source.path, recording);
      recording.source = source;
      listener.onState(withProblem(recording));
      askNext();
    },
    stop() {
      waiting = [];
      for (const end of open.values()) end();
      open.clear();
    },
  };
}

function withProblem({ source, problem }: Asked): SourceState {
  if (problem === null) return source;
  // What is wrong stands for as long as it is, whatever happened beside it.
  const { isNews: _, ...rest } = source;
  return { ...rest, message: source.message === null ? problem : `${problem}; ${source.message}` };
}
