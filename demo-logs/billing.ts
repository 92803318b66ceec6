/**
 * Bills a call by the published caching rules, for logs whose figures are not given. It is a second reading of those
 * rules, on purpose: it shares no code with `src/cache/`, so that the demo logs can contradict it.
 */
import { createHash } from 'node:crypto';
import type { Billed, Block, Body } from './record.js';

/** Bytes of the body a token takes; close to what Sonnet 4.6 shows on agent logs. */
const BYTES_PER_TOKEN = 3.58;
/** Positions looked at from a marker backwards, the marker itself being the first. */
const LOOKBACK = 20;
/** Shortest prefix that is cached. */
const MINIMUM: Readonly<Record<string, number>> = { 'claude-sonnet-4-6': 1024, 'claude-haiku-4-5': 4096 };
const LIFETIME = { '5m': 300_000, '1h': 3_600_000 } as const;
/** Tokens of the frame behind the last block: never cached, so never 0. */
const FRAME = 3;

type Ttl = keyof typeof LIFETIME;

/** One block of the prefix. */
interface Segment {
  readonly hash: string;
  /** Tokens of the prompt up to and including this block. */
  readonly tokens: number;
  /** Runs of calls, and runs of results, share one position. */
  readonly position: number;
  readonly marker: Ttl | null;
}

interface Entry {
  readonly tokens: number;
  readonly ttl: Ttl;
  readonly visibleAt: number;
  expiresAt: number;
}

export interface Billing {
  /** What the call costs that starts `at` and whose response begins at `firstByteAt`; it fills the cache. */
  bill(body: Body, at: number, firstByteAt: number, output: number): Billed;
}

export function createBilling(): Billing {
  const entries = new Map<string, Entry>();

  const hitFrom = (segments: readonly Segment[], marker: Segment, at: number): Entry | undefined =>
    segments
      .filter(segment => segment.tokens <= marker.tokens && segment.position > marker.position - LOOKBACK)
      .map(segment => entries.get(segment.hash))
      .filter(entry => entry !== undefined && entry.visibleAt <= at && at < entry.expiresAt)
      .at(-1);

  return {
    bill: (body, at, firstByteAt, output) => {
      const segments = segmentsOf(body);
      const total = segments.at(-1)?.tokens ?? 0;
      const markers = segments.filter(
        segment => segment.marker !== null && segment.tokens >= (MINIMUM[body.model] ?? 4096),
      );
      const hits = markers.flatMap(marker => hitFrom(segments, marker, at) ?? []);
      const read = Math.max(0, ...hits.map(hit => hit.tokens));
      const end = Math.max(read, markers.at(-1)?.tokens ?? 0);
      const hour = Math.max(read, markers.findLast(marker => marker.marker === '1h')?.tokens ?? 0);

      for (const hit of hits) hit.expiresAt = at + LIFETIME[hit.ttl];
      for (const { hash, tokens, marker } of markers) {
        const known = entries.get(hash);
        if (known !== undefined && tokens <= read) known.expiresAt = at + LIFETIME[known.ttl];
        else if (marker !== null)
          entries.set(hash, {
            tokens,
            ttl: marker,
            visibleAt: firstByteAt,
            expiresAt: at + LIFETIME[marker],
          });
      }
      return {
        input: total - end + FRAME,
        cacheRead: read,
        cacheWrite: end - read,
        cacheWrite5m: end - hour,
        cacheWrite1h: hour - read,
        output,
      };
    },
  };
}

function segmentsOf(body: Body): readonly Segment[] {
  const chain = createHash('md5').update(body.model);
  const out: Segment[] = [];
  let bytes = 0;
  let last = '';
  const add = (kind: string, block: { readonly cache_control?: Block['cache_control'] }): void => {
    const { cache_control: control, ...rest } = block;
    const text = JSON.stringify(rest);
    bytes += Buffer.byteLength(text) + 1;
    const joins = kind === last && (kind.endsWith('tool_use') || kind.endsWith('tool_result'));
    last = kind;
    out.push({
      hash: chain.update(`${kind} ${text}\n`).copy().digest('hex'),
      tokens: Math.round(bytes / BYTES_PER_TOKEN),
      position: (out.at(-1)?.position ?? 0) + (joins ? 0 : 1),
      marker: control === undefined ? null : (control.ttl ?? '5m'),
    });
  };
  for (const tool of body.tools ?? []) add('tool', tool);
  for (const block of body.system ?? []) add('system', block);
  for (const message of body.messages) {
    for (const block of message.content) add(`${message.role} ${block.type}`, block);
  }
  return out;
}
