import { followLogs } from '../../log/follow/follow.js';
import type { SourceState } from '../../log/record.js';
import type { Recorder, RecorderState } from '../../record/recorder.js';
import { problemOf } from '../../record/status.js';
import { systemTimer } from '../../store/timer.js';
import { counted } from '../../text/numbers.js';
import type { Io } from '../io.js';
import type { Feed } from '../live/feed.js';
import { hasScreen, showFeed } from '../live/live.js';
import { whereTo } from './record-ending.js';
import type { RecordOptions } from './record-options.js';

type Listeners = Set<(state: RecorderState) => void>;

/** Shows a recording while it is made. */
export async function watchRecorder(
  recorder: Recorder,
  listeners: Listeners,
  options: RecordOptions,
  io: Io,
): Promise<number> {
  if (hasScreen(options, io)) {
    io.stderr.write('The screen opens with the first request, or with Enter.\n');
    // What comes next is loaded while nothing happens.
    await Promise.all([firstRequestOrEnter(recorder, listeners), import('../live/screen.js')]);
  }
  return showFeed(recordingFeed(recorder, listeners), options, io);
}

/** The screen would cover the lines to copy. */
function firstRequestOrEnter(recorder: Recorder, listeners: Listeners): Promise<void> {
  return new Promise(resolve => {
    const done = (): void => {
      listeners.delete(onState);
      process.stdin.off('data', done);
      process.stdin.pause();
      resolve();
    };
    const onState = (state: RecorderState): void => {
      if (state.requests > 0) done();
    };
    listeners.add(onState);
    process.stdin.once('data', done);
    // It may have come before anybody listened.
    onState(recorder.state);
  });
}

/** An agent that is still set to this address would find nobody there. */
export function whyStay({
  requests,
  open,
  destinations,
}: Pick<RecorderState, 'requests' | 'open' | 'destinations'>): string | null {
  if (requests === 0) return null;
  const running = open === 0 ? '' : `, ${open} still running`;
  const went = `${counted(requests, 'request')} went through it to ${whereTo(destinations)}${running}`;
  return `q again stops the recorder: its agent then gets no answer. ${went}`;
}

/** The files of a recording as they grow, and what the recorder says of itself where the state of its file is said. */
function recordingFeed(recorder: Recorder, listeners: Listeners): Feed {
  return {
    timer: systemTimer,
    whyStay: () => whyStay(recorder.state),
    start(listener) {
      let source: SourceState | null = null;
      let problem = problemOf(recorder.state);
      const show = (): void => {
        if (source !== null) listener.onState(problem === null ? source : { ...source, message: problem });
      };
      const follower = followLogs([recorder.state.path], {
        ...listener,
        onState(state) {
          source = state;
          show();
        },
      });
      const onRecorder = (state: RecorderState): void => {
        const before = problem;
        problem = problemOf(state);
        if (problem !== before) show();
      };
      listeners.add(onRecorder);
      // A screen without events would let the process end.
      const alive = setInterval(() => {}, 2 ** 30);
      let end = (): void => {};
      const ended = new Promise<void>(resolve => {
        end = resolve;
      });
      return {
        caughtUp: follower.caughtUp,
        ended,
        async stop() {
          listeners.delete(onRecorder);
          await follower.close();
          clearInterval(alive);
          end();
        },
      };
    },
  };
}
