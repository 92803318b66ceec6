/** What the user asked to be told by. Secrets come from the environment or a file, or the address would stand in `ps`. */
import { readFile } from 'node:fs/promises';
import { WEBHOOK_KINDS, type WebhookKind } from './shapes.js';
import type { WebhookTarget } from './webhook.js';

const PAGERDUTY = 'https://events.pagerduty.com/v2/enqueue';
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Reads `KIND=ADDRESS`, with `,key=SECRET` behind it. ADDRESS is a URL, SECRET and the address of Slack are `env:NAME` or
 * `file:PATH`. @returns a sentence where it is none
 */
export async function readWebhook(text: string, env: Env): Promise<WebhookTarget | string> {
  const [kind = '', rest = ''] = split(text, '=');
  if (!isKind(kind)) return `--webhook ${kind}=…: the kind is one of ${WEBHOOK_KINDS.join(', ')}`;
  const [address, keyText] = split(rest, ',key=');
  const isSecret = /^(?:env|file):/.test(address);
  const asked =
    kind === 'pagerduty' && isSecret && keyText === '' ? [PAGERDUTY, address] : [address, keyText];
  const [urlText = '', secret = ''] = asked;
  const url = await secretOf(urlText, env);
  if (!url.ok) return `--webhook ${kind}: ${url.problem}`;
  if (kind === 'slack' && !isSecret && !isLoopback(url.value))
    return '--webhook slack: its address is a secret; give it as env:NAME or file:PATH';
  if (secret !== '' && !/^(?:env|file):/.test(secret))
    return `--webhook ${kind}: a key is given as env:NAME or file:PATH`;
  if (!isHttp(url.value)) return `--webhook ${kind}: that is no http or https URL`;
  if (hasPassword(url.value))
    return `--webhook ${kind}: no user or password in the address; a bearer token is given as ,key=env:NAME or ,key=file:PATH`;
  const key = secret === '' ? { ok: true as const, value: '' } : await secretOf(secret, env);
  if (!key.ok) return `--webhook ${kind}: ${key.problem}`;
  if (kind === 'pagerduty' && key.value === '')
    return '--webhook pagerduty: give its routing key as pagerduty=env:NAME or pagerduty=file:PATH';
  return { kind, url: kind === 'alertmanager' ? alertsAt(url.value) : url.value, key: key.value };
}

/** Reads the base address of a collector. @returns a sentence where it is none */
export function readCollector(text: string): { readonly url: string } | string {
  if (!isHttp(text)) return '--otlp: that is no http or https URL, such as http://127.0.0.1:4318';
  const { search, hash } = new URL(text);
  if (hasPassword(text))
    return '--otlp: a password on the command line is seen by all; give it in OTEL_EXPORTER_OTLP_HEADERS';
  if (search !== '' || hash !== '') return '--otlp: /v1/metrics and /v1/logs come behind the URL: no ? or #';
  return { url: text.replace(/\/+$/, '').replace(/\/v1\/(?:metrics|logs|traces)$/, '') };
}

const isKind = (text: string): text is WebhookKind => WEBHOOK_KINDS.some(kind => kind === text);

function split(text: string, by: string): readonly [string, string] {
  const at = text.indexOf(by);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + by.length)];
}

type Value = { readonly ok: true; readonly value: string } | { readonly ok: false; readonly problem: string };

async function secretOf(text: string, env: Env): Promise<Value> {
  const [source, name] = split(text, ':');
  if (source === 'env') {
    const value = env[name]?.trim() ?? '';
    return value === '' ? { ok: false, problem: `${name} is not set` } : { ok: true, value };
  }
  if (source !== 'file') return { ok: true, value: text };
  try {
    return { ok: true, value: (await readFile(name, 'utf8')).trim() };
  } catch {
    return { ok: false, problem: `${name} cannot be read` };
  }
}

function isHttp(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function hasPassword(text: string): boolean {
  const { username, password } = new URL(text);
  return username !== '' || password !== '';
}

const isLoopback = (text: string): boolean => URL.canParse(text) && LOOPBACK.test(new URL(text).hostname);

/** The base address is what people know. */
function alertsAt(text: string): string {
  return text.endsWith('/api/v2/alerts') ? text : `${text.replace(/\/+$/, '')}/api/v2/alerts`;
}
