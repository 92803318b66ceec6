/** Tells commands, webhooks and the terminal what happens. */
import { redactedNote } from '../report/redact.js';
import { shown } from '../text/shown.js';
import { type Alert, alertOf, alertOfCold } from './alert.js';
import { type CommandRun, runCommand } from './command.js';
import { createLabels } from './labels.js';
import type { Outlet } from './outlet.js';
import { createQueue } from './queue.js';
import { createWebhook, type WebhookTarget } from './webhook.js';

export interface AlertSettings {
  readonly host: string;
  /** True if each alert is to say that it holds no text of a prompt. @default false */
  readonly isRedacted?: boolean;
  readonly onBreak: string | null;
  readonly onIncident: string | null;
  readonly onCold: string | null;
  /** Milliseconds that a command may take. */
  readonly timeout: number;
  readonly webhooks: readonly WebhookTarget[];
  /** Rings, or notifies, in the terminal. */
  readonly ring: ((summary: string) => void) | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Told what became of a command, and what could not be delivered. */
  readonly log: (sentence: string) => void;
  /** Milliseconds. */
  readonly now: () => number;
}

/** Commands that run at the same time. */
const AT_ONCE = 2;
const BETWEEN_RINGS = 10_000;
const LAST_WORDS = 2000;

export interface Alerts extends Outlet {
  /** Alerts that nobody was told, so far. */
  readonly dropped: number;
}

export function createAlerts(settings: AlertSettings): Alerts {
  const { host, log, env, timeout, now } = settings;
  const labels = createLabels();
  const note = redactedNote(settings.isRedacted);
  const webhooks = settings.webhooks.map(target => createWebhook(target, { log }));
  const commands = createQueue<CommandRun>(
    async (run, signal) => {
      const outcome = await runCommand(run, env, signal);
      log(`${run.alert.type} ${run.alert.id}: ${run.command}: ${outcome}`);
    },
    { atOnce: AT_ONCE },
  );
  let rungAt = Number.NEGATIVE_INFINITY;

  function ring(alert: Alert): void {
    if (settings.ring === null || alert.what === 'close' || now() - rungAt < BETWEEN_RINGS) return;
    rungAt = now();
    settings.ring(shown(alert.summary));
  }

  const commandFor = { break: settings.onBreak, incident: settings.onIncident, cold: settings.onCold };

  function tell(told: Alert): void {
    const alert = { ...told, ...note };
    const command = commandFor[alert.type];
    if (command !== null) commands.push({ command, alert, timeout });
    // A page is about an incident; who takes JSON takes the rest, too.
    for (const webhook of webhooks) webhook.alert(alert);
    ring(alert);
  }

  return {
    event(event) {
      labels.keep(event);
      const alert = alertOf(event, host, labels.of);
      if (alert !== null) tell(alert);
    },
    cold: going => tell(alertOfCold(going, host)),
    begin(open) {
      for (const incident of open) {
        const alert = alertOf({ type: 'incident', what: 'open', incident }, host, labels.of);
        if (alert !== null) for (const webhook of webhooks) webhook.stands({ ...alert, ...note });
      }
    },
    get dropped() {
      return commands.dropped + webhooks.reduce((sum, { dropped }) => sum + dropped, 0);
    },
    async close() {
      await Promise.all([commands.close(LAST_WORDS), ...webhooks.map(webhook => webhook.close())]);
      if (this.dropped > 0) log(`${this.dropped} alerts were not delivered`);
    },
  };
}
