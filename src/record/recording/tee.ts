import { setImmediate, setTimeout } from 'node:timers/promises';
import {
  requestLineParts,
  requestLineWithoutBody,
  type UsageLine,
  usageLine,
} from '../../log/formats/cachequake/cachequake.js';
import { limitsOfHeaders } from '../../log/protocol/limits.js';
import { NO_RESPONSE, type ResponseFacts } from '../../log/protocol/response.js';
import type { Api, PlanWindow } from '../../log/record.js';
import { headersByName, headerValue } from '../proxy/headers.js';
import type { Ending, ExchangeObserver, ExchangeStart, Observe } from '../proxy/observer.js';
import { createBodyCopy } from './body/copy.js';
import { type KeptBody, keepBody } from './body/kept.js';
import { createScanMemory, type ScanMemory } from './body/scan-memory.js';
import type { Recording, Ticket } from './recording.js';
import { headOf } from './request-head.js';
import { createResponseReader, type ResponseReader, type ResponseReading } from './response-reader.js';
import { scrubAll, secretsOf } from './secrets.js';

/** Turns what the proxy observes into lines of a recording. */
export interface Tee {
  readonly observe: Observe;
  /** Requests whose usage line is not written yet. */
  readonly open: number;
  /** Where requests went, in the order in which each was first sent to. */
  readonly destinations: readonly Destination[];
  /** Resolves when there are none any more. */
  settled(): Promise<void>;
}

/** An upstream that was sent to. */
export interface Destination {
  /** `api.anthropic.com`, `127.0.0.1:8080`. */
  readonly host: string;
  readonly requests: number;
}

export interface TeeOptions {
  readonly recording: Recording;
  /** Bytes; a larger request body is passed on and only noted. */
  readonly maxBody: number;
  /** A request or its usage was handed to the recording. */
  readonly onChange?: () => void;
  /** A request has ended, and this is known of it. */
  readonly onEnd?: ((start: ExchangeStart, usage: UsageLine) => void) | undefined;
  /** Something of ours is broken; the traffic goes on. */
  readonly onFault: (error: unknown) => void;
}

/** An error text goes to a screen line; some servers answer with a page. */
const LONGEST_ERROR = 500;

export function createTee(options: TeeOptions): Tee {
  const { onChange, onFault } = options;
  const memory = createScanMemory();
  let count = 0;
  let open = 0;
  let waiting: (() => void)[] = [];
  const sent = new Map<string, number>();

  function finished(): void {
    open -= 1;
    onChange?.();
    if (open > 0) return;
    for (const resolve of waiting) resolve();
    waiting = [];
  }

  return {
    observe(start) {
      const { api } = start.route;
      if (api === null) return null;
      count += 1;
      open += 1;
      const { host } = new URL(start.origin);
      const exchange = createExchange(`r${count}`, { ...start, api }, options, memory, {
        onBegin: () => sent.set(host, (sent.get(host) ?? 0) + 1),
        onEnd: usage => options.onEnd?.(start, usage),
      });
      return {
        ...exchange,
        end: (at, ending) => {
          exchange.end(at, ending).catch(onFault).finally(finished);
        },
      };
    },
    get open() {
      return open;
    },
    get destinations() {
      return [...sent].map(([host, requests]) => ({ host, requests }));
    },
    settled: () => (open === 0 ? Promise.resolve() : new Promise(resolve => waiting.push(resolve))),
  };
}

const CUT_SHORT = 'cut short: the upstream answered before it had read the whole body';

/** Milliseconds that a recording waits for the answer to begin: reading and writing a body takes the time of a core. */
const AFTER_REQUEST = 20;

type Start = ExchangeStart & { readonly api: Api };

/** A response that has begun. */
interface Started {
  readonly at: number;
  readonly status: number;
  readonly reader: ResponseReader;
  readonly limits: readonly PlanWindow[];
}

interface ExchangeListener {
  /** It has a line: it is one of the requests of the recording. */
  onBegin(): void;
  onEnd(usage: UsageLine): void;
}

interface Exchange extends Omit<ExchangeObserver, 'end'> {
  end(at: number, ending: Ending): Promise<void>;
}

function createExchange(
  id: string,
  start: Start,
  { recording, maxBody, onChange }: TeeOptions,
  memory: ScanMemory,
  { onBegin, onEnd }: ExchangeListener,
): Exchange {
  const encoding = headerValue(start.rawHeaders, 'content-encoding');
  const copy = createBodyCopy(maxBody);
  let begun: Promise<Ticket> | null = null;
  let hasEnded = false;
  let answerBegins: () => void = () => undefined;
  const answer = new Promise<void>(resolve => {
    answerBegins = resolve;
  });
  let response: Started | null = null;

  function begin(note: string | null): Promise<Ticket> {
    begun ??= write(note);
    // Awaited at the end, which may be long after it failed.
    begun.catch(() => undefined);
    return begun;
  }

  async function write(note: string | null): Promise<Ticket> {
    // The traffic goes first.
    await Promise.race([answer, setTimeout(AFTER_REQUEST, undefined, { ref: false })]);
    await setImmediate();
    const body: KeptBody =
      note === null
        ? await keepBody(copy, encoding, maxBody, memory)
        : { json: null, members: null, size: copy.size, note };
    // The answer may take minutes.
    copy.release();
    const ticket = recording.begin(lineOf(id, start, body));
    onBegin();
    onChange?.();
    return ticket;
  }

  return {
    requestChunk: chunk => copy.add(chunk),
    requestSent(isWhole) {
      if (!hasEnded) begin(isWhole ? null : CUT_SHORT);
    },
    responseStart(at, status, headers) {
      const reader = createResponseReader(
        status,
        headerValue(headers, 'content-type'),
        headerValue(headers, 'content-encoding'),
      );
      response = { at, status, reader, limits: limitsOfHeaders(headersByName(headers), at) };
      answerBegins();
    },
    responseChunk: chunk => response?.reader.feed(chunk),
    async end(at, ending) {
      hasEnded = true;
      answerBegins();
      // A request that the client itself broke off never left: nothing was asked, nothing is billed.
      if (begun === null && ending.how === 'client-gone') return;
      const ticket = await begin(ending.how === 'complete' ? CUT_SHORT : 'not sent');
      const reading = (await response?.reader.end()) ?? null;
      const { outcome, ...said } = settle(reading, ending);
      // An upstream may repeat the key of a request anywhere: in its error, as `id`, as `model`.
      const { error, limits, ...facts } = scrubAll(
        { ...said, limits: response?.limits ?? [] },
        secretsOf(start.rawHeaders, start.path),
      );
      const fields = {
        id,
        firstByteAt: response?.at ?? null,
        endedAt: at,
        status: response?.status ?? null,
        outcome,
        error: error?.slice(0, LONGEST_ERROR) ?? null,
        ...facts,
        limits,
      };
      onEnd(fields);
      recording.finish(ticket, [Buffer.from(usageLine(fields))]);
    },
  };
}

/** How an exchange ended, from what its response says and what its connections did. */
function settle(reading: ResponseReading | null, ending: Ending): ResponseFacts {
  const facts = reading?.facts ?? NO_RESPONSE;
  if (ending.how === 'no-response') return { ...facts, outcome: 'error', error: ending.reason };
  if (ending.how === 'complete') {
    if (!reading?.note) return facts;
    // The answer came; only we could not read it.
    return {
      ...facts,
      outcome: facts.outcome === 'error' ? 'error' : 'ok',
      error: facts.error ?? reading.note,
    };
  }
  // Clients hang up after the last event, before the connection's own end: such an answer is complete. Without its
  // usage it is not: that comes last.
  if ((reading?.isWhole && facts.usage !== null) || facts.outcome === 'error') return facts;
  const reason =
    ending.how === 'client-gone'
      ? 'the client closed the connection'
      : `the upstream broke off: ${ending.reason}`;
  return { ...facts, outcome: 'aborted', error: reason };
}

function lineOf(id: string, start: Start, body: KeptBody): readonly Uint8Array[] {
  const head = headOf(id, start, body);
  if (body.json !== null) return requestLineParts(head, body.json);
  return [Buffer.from(requestLineWithoutBody(head, body.size, body.note))];
}
