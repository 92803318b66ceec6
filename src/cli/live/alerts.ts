import { hostname } from 'node:os';
import { type Alerts, createAlerts } from '../../alerts/alerts.js';
import { readWebhook } from '../../alerts/targets.js';
import type { WebhookTarget } from '../../alerts/webhook.js';
import { BELL, NOTIFY_WAYS, notifySequence, notifyWay } from '../../ui/terminal/notify.js';
import type { WatchOptions } from '../commands/options.js';
import type { Io, Output } from '../io.js';

/** @param log told what became of alerts. @returns a sentence where an option cannot be followed */
export async function openAlerts(
  options: WatchOptions,
  io: Io,
  log: (sentence: string) => void,
): Promise<Alerts | string> {
  const webhooks: WebhookTarget[] = [];
  for (const text of options.webhook ?? []) {
    const target = await readWebhook(text, io.env);
    if (typeof target === 'string') return target;
    webhooks.push(target);
  }
  return createAlerts({
    host: hostname(),
    isRedacted: options.redact === true,
    onBreak: options.onBreak ?? null,
    onIncident: options.onIncident ?? null,
    onCold: options.onCold ?? null,
    timeout: (options.commandTimeout ?? 30) * 1000,
    webhooks,
    ring: ringer(options, io),
    env: io.env,
    log,
    now: () => performance.now(),
  });
}

/** Writes to the terminal, whichever stream it is; a pipe is rung by nothing. */
function ringer(
  { bell, notify }: WatchOptions,
  { stdout, stderr, env }: Io,
): ((summary: string) => void) | null {
  const terminal: Output | undefined = [stdout, stderr].find(stream => stream.isTTY === true);
  if (terminal === undefined || (!bell && notify === undefined)) return null;
  const way = NOTIFY_WAYS.find(known => known === notify) ?? notifyWay(env);
  return summary => {
    if (bell) terminal.write(BELL);
    if (notify !== undefined) terminal.write(notifySequence(summary, way, env));
  };
}
