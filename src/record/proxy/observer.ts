import type { Route } from './routes.js';

/** What the proxy tells about the requests that pass, while they pass. */
export type Observe = (start: ExchangeStart) => ExchangeObserver | null;

export interface ExchangeStart {
  /** Milliseconds since 1970: the client's request head has arrived. */
  readonly at: number;
  readonly route: Route;
  /** Upstream that will answer. */
  readonly origin: string;
  /** Path and query there. */
  readonly path: string;
  /** Names and values in turn, as sent by the client. They hold secrets. */
  readonly rawHeaders: readonly string[];
}

/** Follows one exchange. Calls come in this order; `end` is the last and comes exactly once. */
export interface ExchangeObserver {
  requestChunk(chunk: Buffer): void;
  /** The request left: whole, or cut short because the upstream answered before it had read everything. */
  requestSent(isWhole: boolean): void;
  responseStart(at: number, status: number, rawHeaders: readonly string[]): void;
  responseChunk(chunk: Buffer): void;
  end(at: number, ending: Ending): void;
}

export type Ending =
  /** The response is complete. */
  | { readonly how: 'complete' }
  /** The client closed its connection first. */
  | { readonly how: 'client-gone' }
  /** The upstream's connection broke in the response. */
  | { readonly how: 'upstream-cut'; readonly reason: string }
  /** No response came. */
  | { readonly how: 'no-response'; readonly reason: string };

/**
 * Keeps a fault in the observation away from the traffic: an observer that threw is told no more than the end.
 *
 * @param onFault told of every fault.
 */
export function guarded(observe: Observe, onFault: (error: unknown) => void): Observe {
  return start => {
    const observer = attempt(() => observe(start), onFault) ?? null;
    if (observer === null) return null;
    let isBroken = false;
    const guard = (call: () => void): void => {
      if (isBroken) return;
      attempt(call, error => {
        isBroken = true;
        onFault(error);
      });
    };
    return {
      requestChunk: chunk => guard(() => observer.requestChunk(chunk)),
      requestSent: isWhole => guard(() => observer.requestSent(isWhole)),
      responseStart: (at, status, headers) => guard(() => observer.responseStart(at, status, headers)),
      responseChunk: chunk => guard(() => observer.responseChunk(chunk)),
      end: (at, ending) => attempt(() => observer.end(at, ending), onFault),
    };
  };
}

function attempt<T>(call: () => T, onFault: (error: unknown) => void): T | undefined {
  try {
    return call();
  } catch (error) {
    onFault(error);
    return undefined;
  }
}
