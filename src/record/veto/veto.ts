/** Says of a request, before it is sent, that it would break its prefix: the same engine as everywhere, fed with what passes. */
import type { Break, Cause } from '../../diagnosis/model.js';
import { createEngine, type EngineEvent } from '../../engine.js';
import {
  cachequake,
  requestLineParts,
  type UsageLine,
  usageLine,
} from '../../log/formats/cachequake/cachequake.js';
import { NOTHING_BESIDE } from '../../log/formats/format.js';
import { objectOf, parseJson } from '../../log/json/json.js';
import { count } from '../../text/numbers.js';
import { shown } from '../../text/shown.js';
import { headerValue } from '../proxy/headers.js';
import type { Veto } from '../proxy/hold.js';
import type { ExchangeStart } from '../proxy/observer.js';
import { createBodyCopy } from '../recording/body/copy.js';
import { keepBody } from '../recording/body/kept.js';
import { createScanMemory } from '../recording/body/scan-memory.js';
import { headOf } from '../recording/request-head.js';

export interface PrefixVeto {
  readonly judge: Veto;
  /** How a request ended that was judged, sent or not. */
  ended(start: ExchangeStart, usage: UsageLine): void;
  /** Requests that were not sent, and why the first of them was not; null: all were. */
  readonly vetoed: { readonly count: number; readonly first: string } | null;
}

export interface VetoOptions {
  /** Bytes; a larger body is sent unjudged. */
  readonly maxBody: number;
  /** Something of ours is broken: the request is sent. */
  readonly onFault: (error: unknown) => void;
}

/** It is told nowhere. */
const NOWHERE = 'this session';

export function createPrefixVeto({ maxBody, onFault }: VetoOptions): PrefixVeto {
  // What it would cost is not asked, and loading the price lists takes time that the agent waits.
  const engine = createEngine({ prices: { of: () => null }, hints: false, differences: false });
  const reader = cachequake.open(NOTHING_BESIDE);
  const memory = createScanMemory();
  const ids = new WeakMap<ExchangeStart, string>();
  let asked = 0;
  let vetoed: PrefixVeto['vetoed'] = null;

  function accept(line: Buffer): readonly EngineEvent[] {
    const value = objectOf(parseJson(line.toString('utf8')));
    if (value === null) return [];
    const records = reader.read({
      origin: { path: NOWHERE, line: asked },
      bytes: line,
      keep: () => line,
      value,
    });
    return records.flatMap(record => engine.accept(record));
  }

  async function judge(start: ExchangeStart, body: readonly Buffer[]): Promise<string | null> {
    const { api } = start.route;
    if (api === null) return null;
    const copy = createBodyCopy(maxBody);
    body.forEach(copy.add);
    const kept = await keepBody(copy, headerValue(start.rawHeaders, 'content-encoding'), maxBody, memory);
    if (kept.json === null) return null;
    asked += 1;
    const id = `r${asked}`;
    ids.set(start, id);
    const line = Buffer.concat(requestLineParts(headOf(id, { ...start, api }, kept), kept.json));
    const left = accept(line).findLast(event => event.type === 'request');
    const reason = left === undefined ? null : reasonOf(left.request.foreseen);
    if (reason === null) return null;
    const sentence = `request ${left?.request.label} would break its cached prefix: ${reason}; it was not sent`;
    vetoed = { count: (vetoed?.count ?? 0) + 1, first: vetoed?.first ?? sentence };
    return sentence;
  }

  return {
    judge: (start, body) =>
      judge(start, body).catch((error: unknown) => {
        onFault(error);
        return null;
      }),
    ended(start, usage) {
      const id = ids.get(start);
      if (id !== undefined) accept(Buffer.from(usageLine({ ...usage, id })));
    },
    get vetoed() {
      return vetoed;
    },
  };
}

/** What in the request itself loses what its parent has in the cache; null: nothing. That time went by is no fault of its bytes. */
function reasonOf(foreseen: Break | null): string | null {
  if (foreseen === null || !foreseen.ringing) return null;
  const own = foreseen.causes.filter(cause => !cause.expected && isOfRequest(cause));
  const [cause] = own;
  if (cause === undefined) return null;
  const more = own.length > 1 ? ` and ${own.length - 1} more` : '';
  return `${nameOf(cause)}${placeOf(cause)}${more}, about ${count(foreseen.lostTokens)} tokens would be written again`;
}

const isOfRequest = ({ id, divergence }: Cause): boolean =>
  divergence !== null || id === 'model-changed' || id === 'parameters-changed';

const nameOf = ({ id, kind }: Cause): string => (kind === null ? id : `${id} (${shown(kind)})`);

function placeOf({ divergence }: Cause): string {
  if (divergence === null) return '';
  const { path, char, byte } = divergence;
  return ` at ${shown(path)}, char ${char} byte ${byte}`;
}
