/** Alerts to addresses: each its own queue, in order, with another try after what may pass. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Alert } from './alert.js';
import type { Outlet } from './outlet.js';
import { createQueue } from './queue.js';
import { SHAPES, type WebhookKind } from './shapes.js';

export interface WebhookTarget {
  readonly kind: WebhookKind;
  /** A secret: never logged. */
  readonly url: string;
  /** Routing key of PagerDuty; a bearer token elsewhere. Empty: none. */
  readonly key: string;
}

export interface WebhookOptions {
  /** Told what could not be delivered. Never the address. */
  readonly log: (sentence: string) => void;
  /** Milliseconds until the second try; each further one waits twice as long. @default 1000 */
  readonly backoff?: number;
  /** Milliseconds between two sendings of an incident that is open, to who forgets it else. @default 60000 */
  readonly again?: number;
  /** Milliseconds for an answer. @default 10000 */
  readonly timeout?: number;
}

const TRIES = 5;
const LONGEST_WAIT = 60_000;
/** For what is still queued when the watching ends. */
const LAST_WORDS = 2000;

export interface AlertTarget extends Omit<Outlet, 'event'> {
  alert(alert: Alert): void;
  /** An incident that is open, as before: only who forgets what is not sent again is told. */
  stands(alert: Alert): void;
  /** Alerts that were not delivered. */
  readonly dropped: number;
}

export function createWebhook(
  { kind, url, key }: WebhookTarget,
  { log, backoff = 1000, again = 60_000, timeout = 10_000 }: WebhookOptions,
): AlertTarget {
  /** Of Alertmanager: what fires, by id. */
  const firing = new Map<string, Alert>();
  let failed = 0;

  async function deliver(alert: Alert, signal: AbortSignal): Promise<void> {
    const body = SHAPES[kind].body(alert, key);
    if (body === null) return;
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await post(JSON.stringify(body), signal);
      if (outcome === null) return;
      if (!outcome.mayPass || attempt === TRIES || signal.aborted) {
        failed += 1;
        log(`webhook ${kind}: ${alert.id} not delivered: ${outcome.reason}`);
        return;
      }
      const wait = Math.min(LONGEST_WAIT, Math.max(outcome.after, backoff * 2 ** (attempt - 1)));
      await sleep(wait, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  async function post(
    body: string,
    signal: AbortSignal,
  ): Promise<{ readonly mayPass: boolean; readonly after: number; readonly reason: string } | null> {
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'cachequake',
      ...(key === '' || kind === 'pagerduty' ? {} : { authorization: `Bearer ${key}` }),
    };
    try {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(timeout)]);
      // A redirect would take the key to another host.
      const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal: limit });
      await response.body?.cancel();
      if (response.ok) return null;
      const { status } = response;
      const after = Number(response.headers.get('retry-after') ?? 0) * 1000 || 0;
      return {
        mayPass: status === 408 || status === 429 || status >= 500,
        after,
        reason: `status ${status}`,
      };
    } catch (error) {
      return { mayPass: true, after: 0, reason: reasonOf(error) };
    }
  }

  // A dead address costs 15 s an alert: what pages does not wait behind breaks.
  const queue = createQueue(deliver, { isFirst: ({ type }: Alert) => type === 'incident' });
  const repeat = setInterval(() => {
    for (const alert of firing.values()) queue.push(alert);
  }, again);
  repeat.unref();

  return {
    alert(alert) {
      if (kind === 'alertmanager' && alert.type === 'incident') {
        if (alert.what === 'close') firing.delete(alert.id);
        else firing.set(alert.id, alert);
      }
      queue.push(alert);
    },
    stands(alert) {
      if (kind === 'alertmanager') this.alert(alert);
    },
    get dropped() {
      return queue.dropped + failed;
    },
    async close() {
      clearInterval(repeat);
      await queue.close(LAST_WORDS);
    },
  };
}

/** The code of an error: its message may hold the address. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no connection';
  const { cause } = error;
  if (cause instanceof Error && 'code' in cause) return String(cause.code);
  return error.name === 'TimeoutError'
    ? 'no answer in time'
    : error.name === 'AbortError'
      ? 'ended'
      : 'no connection';
}
