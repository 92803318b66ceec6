/** An alert in the words of who receives it. */
import type { IncidentLevel } from '../diagnosis/incidents/incident.js';
import { NO_PROMPT_NOTE, redactedNote } from '../report/redact.js';
import type { Alert } from './alert.js';

export type WebhookKind = 'json' | 'slack' | 'pagerduty' | 'alertmanager';

export const WEBHOOK_KINDS: readonly WebhookKind[] = ['json', 'slack', 'pagerduty', 'alertmanager'];

export interface Shape {
  /** What is sent; null: nothing for this alert. @param key the routing key of PagerDuty, unused elsewhere */
  body(alert: Alert, key: string): object | null;
}

/** Summaries are cut to what the receivers take, with room to spare. */
const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 3)}...`;

/** PagerDuty Events API v2: one incident there for one of ours, by its `dedup_key`. Nothing else pages anybody. */
const pagerduty: Shape = {
  body(alert, key) {
    if (alert.severity === null) return null;
    const common = { routing_key: key, dedup_key: cut(`cachequake/${alert.host}/${alert.id}`, 255) };
    if (alert.what === 'close') return { ...common, event_action: 'resolve' };
    return {
      ...common,
      event_action: 'trigger',
      client: 'cachequake',
      payload: {
        summary: cut(alert.summary, 1024),
        source: alert.host,
        severity: PAGERDUTY_SEVERITY[alert.severity],
        ...(alert.at === null ? {} : { timestamp: alert.at }),
        class: `SEV${alert.severity}`,
        component: 'prompt cache',
        custom_details: { ...alert.incident, ...redactedNote(alert.isRedacted) },
      },
    };
  },
};

const PAGERDUTY_SEVERITY: Readonly<Record<IncidentLevel, string>> = {
  1: 'critical',
  2: 'error',
  3: 'warning',
};

/** Slack's incoming webhooks, which take one message a second: incidents only. Text of a log is no markup there, and mentions nobody. */
const slack: Shape = {
  body(alert) {
    if (alert.type !== 'incident') return null;
    const note = alert.isRedacted ? ` (${NO_PROMPT_NOTE})` : '';
    const text = `${cut(`${WORDS[alert.what]}: ${alert.summary}`, 2900)}${note}`;
    // A plain text holds no markup, links or mentions; the text that notifications show would.
    const block = { type: 'section', text: { type: 'plain_text', text, emoji: false } };
    return { text: slackText(text), mrkdwn: false, blocks: [block] };
  },
};

const slackText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const WORDS: Readonly<Record<Alert['what'], string>> = {
  break: 'Cache break',
  cold: 'Cache goes cold',
  open: 'Cache incident',
  rise: 'Cache incident is worse',
  close: 'Cache incident is over',
  reopen: 'Cache incident is back',
};

/** Alertmanager v2: firing while it is sent again and again, over with an end. */
const alertmanager: Shape = {
  body(alert) {
    if (alert.severity === null || alert.incident === null) return null;
    const { id, host, severity, incident, summary } = alert;
    const now = new Date().toISOString();
    const at = (level: IncidentLevel, times: object): object => ({
      labels: {
        alertname: 'CachequakeIncident',
        incident: id,
        agent: incident.key,
        instance: host,
        severity: ALERTMANAGER_SEVERITY[level],
        sev: String(level),
      },
      annotations: { summary, ...(alert.isRedacted ? { redacted: NO_PROMPT_NOTE } : {}) },
      ...times,
    });
    // Labels tell alerts apart: what grew worse is over at what it was before.
    const before = LEVELS.filter(level => level > severity && level <= incident.severityAtOpening);
    return [
      ...before.map(level => at(level, { endsAt: now })),
      at(severity, alert.what === 'close' ? { endsAt: now } : { startsAt: alert.at ?? now }),
    ];
  },
};

const LEVELS: readonly IncidentLevel[] = [1, 2, 3];

const ALERTMANAGER_SEVERITY: Readonly<Record<IncidentLevel, string>> = {
  1: 'critical',
  2: 'error',
  3: 'warning',
};

export const SHAPES: Readonly<Record<WebhookKind, Shape>> = {
  json: { body: alert => alert },
  slack,
  pagerduty,
  alertmanager,
};
