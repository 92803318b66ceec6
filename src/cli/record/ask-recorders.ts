import type { TailListener } from '../../log/follow/tail.js';
import { recordingPart } from '../../log/paths/recordings.js';
import type { SourceState } from '../../log/record.js';
import { watchStatus } from '../../record/status.js';

/** A recording, and the recorder that was asked about it. */
interface Asked {
  source: SourceState;
  problem: string | null;
  readonly end: () => void;
}

/**
 * Adds to what is known of a recording what its recorder says of itself: that the disk is full cannot be read in a
 * file on it.
 */
export function askRecorders(
  listener: Pick<TailListener, 'onState'>,
): Pick<TailListener, 'onState'> & { stop(): void } {
  const asked = new Map<string, Asked>();

  function ask(source: SourceState): Asked {
    const recording: Asked = {
      source,
      problem: null,
      end: watchStatus(source.path, problem => {
        if (problem === recording.problem) return;
        recording.problem = problem;
        listener.onState(withProblem(recording));
      }),
    };
    return recording;
  }

  return {
    onState(source) {
      const known = asked.get(source.path);
      if (known === undefined && (source.state !== 'live' || recordingPart(source.path) === null)) {
        listener.onState(source);
        return;
      }
      const recording = known ?? ask(source);
      asked.set(source.path, recording);
      recording.source = source;
      listener.onState(withProblem(recording));
    },
    stop() {
      for (const { end } of asked.values()) end();
    },
  };
}

function withProblem({ source, problem }: Asked): SourceState {
  if (problem === null) return source;
  return { ...source, message: source.message === null ? problem : `${problem}; ${source.message}` };
}
