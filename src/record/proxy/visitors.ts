/**
 * Who may use the proxy, and for what: programs of this machine, not a web page that a browser here happens to show. A page can reach any
 * port of this machine; what gives it away is the name it reached us by (`Host`, DNS rebinding) and where it is from
 * (`Origin`, `Sec-Fetch-Site`; Fetch metadata, W3C).
 */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { isIPv4 } from 'node:net';

export interface Allowed {
  /** Names, with or without a port, by which others may reach us: `host.docker.internal`. */
  readonly hosts: readonly string[];
  /** Origins of pages that may use us: `https://app.example`, `null`. */
  readonly origins: readonly string[];
}

/** Where we listen. */
export interface Listening {
  readonly host: string;
  readonly port: number;
}

/** Why a request is not passed on, in one sentence; null: it may pass. */
export function refusalOf(headers: IncomingHttpHeaders, at: Listening, allowed: Allowed): string | null {
  const { host, origin } = headers;
  if (!isOurName(host, at, allowed.hosts)) {
    const name = hostOf(nameOf(host ?? '')) ?? 'NAME';
    return `Host ${JSON.stringify(host ?? '')} is not this proxy; a container or another machine may use it with --allow-host ${name}`;
  }
  if (origin !== undefined && !isOurPage(origin, allowed.origins)) {
    return `pages of ${JSON.stringify(origin)} may not use this proxy; allow them with --allow-origin ${originOf(origin) ?? 'ORIGIN'}`;
  }
  if (origin === undefined && /cross-site/i.test(String(headers['sec-fetch-site']))) {
    return 'a page of another site may not use this proxy';
  }
  return null;
}

/** Why a request cannot be passed on, whoever sent it. */
export interface Misuse {
  readonly status: number;
  readonly reason: string;
}

export const NO_FORWARD_PROXY =
  'this is a reverse proxy: use it as a base URL, not as HTTP_PROXY or HTTPS_PROXY.';

type Asking = Pick<IncomingMessage, 'url' | 'headers' | 'rawHeaders'>;

/** Why a request leads nowhere that we send to, or would arrive as another one; null: it may go on. */
export function misuseOf({ url: path = '/', headers, rawHeaders }: Asking): Misuse | null {
  if (!path.startsWith('/')) return { status: 400, reason: NO_FORWARD_PROXY };
  if (climbs(path)) return { status: 400, reason: 'a path with `..` is not passed on.' };
  // Which of them was meant, each reader decides for itself (RFC 9112, 3.2).
  if (rawHeaders.filter((name, at) => at % 2 === 0 && /^host$/i.test(name)).length > 1)
    return { status: 400, reason: 'a request has one Host.' };
  const coding = headers['transfer-encoding'];
  // Another coding ends at us, for it belongs to the connection (RFC 9112, 6.1), and we would have to take it off.
  return coding === undefined || /^chunked$/i.test(coding.trim())
    ? null
    : {
        status: 501,
        reason: `Transfer-Encoding ${JSON.stringify(coding)} is not passed on: send it chunked alone.`,
      };
}

/** An upstream that resolves `..` would leave the base path that the user gave it; some do so in front of a `;` or a NUL, some after decoding twice. */
function climbs(path: string): boolean {
  const [pathname = path] = path.split('?', 1);
  return decodedAsOftenAsItCan(pathname)
    .split(/[/\\#?]/)
    .some(step => /^\.{2}(?:$|[;\0])/.test(step));
}

/** What it stands for however often it is decoded, as far as `..` and what is around it is concerned. */
function decodedAsOftenAsItCan(path: string): string {
  const decoded = path.replace(/%(2[35ef]|3[bf]|5c|00)/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  return decoded === path ? path : decodedAsOftenAsItCan(decoded);
}

function isOurName(host: string | undefined, at: Listening, allowed: readonly string[]): boolean {
  if (host === undefined) return false;
  const name = nameOf(host);
  const port = portOf(host);
  if (allowed.some(known => known === host.toLowerCase() || known === name)) return true;
  return port === at.port && (isLoopbackName(name) || name === at.host.toLowerCase());
}

/** Schemes of what any site can open or make: no app has them to itself. */
const OF_PAGES: ReadonlySet<string> = new Set([
  'blob:',
  'data:',
  'javascript:',
  'filesystem:',
  'view-source:',
  'about:',
  'ftp:',
  'ws:',
  'wss:',
]);

/** A page of this machine, of an app (`vscode-webview:`, `tauri:`), or one that the user allowed. */
function isOurPage(origin: string, allowed: readonly string[]): boolean {
  if (allowed.includes(origin)) return true;
  // `null` is any sandboxed frame of any site.
  if (!URL.canParse(origin)) return false;
  const { protocol, hostname } = new URL(origin);
  if (OF_PAGES.has(protocol)) return false;
  if (protocol !== 'http:' && protocol !== 'https:') return true;
  return isLoopbackName(hostname);
}

/** The whole of 127.0.0.0/8, `::1`, `localhost` and its subdomains (RFC 6761, 6.3). */
export function isLoopbackName(name: string): boolean {
  const bare = name
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
  if (bare === '::1') return true;
  return isIPv4(bare) ? bare.startsWith('127.') : /^(?:[\w-]+\.)*localhost$/.test(bare);
}

/** A name or address with or without a port, in the form of a `Host` header; null: it is none (an address of a page, `*`). */
export function hostOf(text: string): string | null {
  const host = text.toLowerCase();
  if (!/^(?:\[[\da-f:.]+\]|[\w-]+(?:\.[\w-]+)*\.?)(?::\d{1,5})?$/.test(host)) return null;
  return URL.canParse(`http://${host}`) ? host : null;
}

/** An origin in the form of the header; null: it is none (`*`, a name alone, an address with a path). */
export function originOf(text: string): string | null {
  if (text === 'null') return text;
  const match = /^([a-z][a-z\d+.-]*:\/\/[^/?#@\s*]+)\/?$/i.exec(text);
  if (match?.[1] === undefined || !URL.canParse(text)) return null;
  const { protocol, origin } = new URL(text);
  return protocol === 'http:' || protocol === 'https:' ? origin : match[1];
}

const nameOf = (host: string): string => host.replace(/:\d*$/, '').toLowerCase();

function portOf(host: string): number {
  const digits = /:(\d+)$/.exec(host)?.[1];
  return digits === undefined ? 80 : Number(digits);
}
