/** Breaks that are coming, told while they come: what stands in a log with its answer is not. */
import type { RequestEntry } from '../../diagnosis/model.js';
import type { EngineEvent } from '../../engine.js';
import { isComing, rings } from '../../store/live/coming.js';
import { LIVE_FOR } from '../../store/live/liveness.js';
import type { Timer } from '../../store/timer.js';

export interface Comings {
  event(event: EngineEvent): void;
  /** What was there before is read: what is still unanswered of it comes only if it left just now. */
  caughtUp(): void;
  stop(): void;
}

/** Milliseconds within which an answer that is already in the log is read behind its request. */
const SETTLES_WITHIN = 50;

/** @param tell told once of each request whose break is coming */
export function createComings(timer: Timer, tell: (request: RequestEntry) => void): Comings {
  /** Requests that left and of which nothing more is known, by id, and what cancels the word of them. */
  const waiting = new Map<string, { readonly request: RequestEntry; readonly cancel: () => void }>();
  let isCaughtUp = false;

  function wait(request: RequestEntry): void {
    const { id } = request;
    const say = (): void => {
      waiting.delete(id);
      tell(request);
    };
    waiting.set(id, { request, cancel: isCaughtUp ? timer.after(SETTLES_WITHIN, say) : () => {} });
  }

  function leave(id: string): void {
    waiting.get(id)?.cancel();
    waiting.delete(id);
  }

  return {
    event(event) {
      if (event.type !== 'request' && event.type !== 'update') return;
      const { request } = event;
      if (event.type === 'update') leave(request.id);
      else if (isComing(request) && rings(request)) wait(request);
    },
    caughtUp() {
      isCaughtUp = true;
      for (const { request } of [...waiting.values()]) {
        leave(request.id);
        if (request.at !== null && timer.now() - request.at < LIVE_FOR) wait(request);
      }
    },
    stop() {
      for (const id of [...waiting.keys()]) leave(id);
    },
  };
}
