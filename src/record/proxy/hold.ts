/** Requests that are read whole before anything of them is sent, because somebody may say that they are not to be. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { unsent } from './api-errors.js';
import type { ExchangeObserver, ExchangeStart } from './observer.js';

export interface HeldBody {
  readonly chunks: readonly Buffer[];
  /** False: it is larger than what may be held, and the rest is still to come. */
  readonly isWhole: boolean;
}

/** Why a request is not to be sent, in one sentence; null: it may go. */
export type Veto = (start: ExchangeStart, body: readonly Buffer[]) => Promise<string | null>;

/** @param most bytes. @returns null: the client is gone */
export function holdBody(request: IncomingMessage, most: number): Promise<HeldBody | null> {
  return new Promise(resolve => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (held: HeldBody | null): void => {
      request.off('data', take).off('end', end).off('close', gone).off('error', gone);
      resolve(held);
    };
    const take = (chunk: Buffer): void => {
      chunks.push(chunk);
      size += chunk.length;
      if (size <= most) return;
      request.pause();
      settle({ chunks, isWhole: false });
    };
    const end = (): void => settle({ chunks, isWhole: true });
    const gone = (): void => settle(null);
    request.on('data', take).on('end', end).on('close', gone).on('error', gone);
  });
}

/** Answers in the place of the provider; the observer is told as if it had. */
export function answerUnsent(
  response: ServerResponse,
  { route }: ExchangeStart,
  body: readonly Buffer[],
  reason: string,
  observer: ExchangeObserver | null,
  now: () => number,
): void {
  const answer = unsent(route.vendor, `cachequake record --veto: ${reason}`);
  const bytes = Buffer.from(answer.body);
  const headers = { 'content-type': 'application/json', 'content-length': bytes.length };
  for (const chunk of body) observer?.requestChunk(chunk);
  observer?.requestSent(true);
  observer?.responseStart(now(), answer.status, ['content-type', 'application/json']);
  observer?.responseChunk(bytes);
  response.on('error', () => undefined);
  response.writeHead(answer.status, headers);
  response.end(bytes);
  observer?.end(now(), { how: 'complete' });
}
