import { isIP } from 'node:net';
import { inferProvider } from '../../log/protocol/api.js';
import { redactSecrets } from '../../text/secrets.js';
import { VENDORS, type Vendor } from './vendors.js';

/** A base URL as an agent would have been given it, taken apart. */
export interface Upstream {
  /** `https://api.openai.com` */
  readonly origin: string;
  /** `/v1`, or empty. */
  readonly path: string;
  /** `?tenant=a`, or empty: what the base URL asks every request to carry. */
  readonly query: string;
  /** `Basic …` where the base URL holds a user name; sent where the client sends no `authorization` of its own. */
  readonly authorization: string | null;
  /** False: nobody named it, it is the vendor's own. */
  readonly isNamed: boolean;
}

export type Upstreams = Readonly<Record<Vendor, Upstream>>;

interface VendorBase {
  readonly url: string;
  /** Variables that agents read their base URL from; the first one set wins. */
  readonly variables: readonly string[];
  /** Version under which the endpoints stand. */
  readonly version: string;
  /** True where a base URL already holds the version (`OPENAI_BASE_URL=https://api.openai.com/v1`). */
  readonly versionInBase: boolean;
  /** Makes a URL of a variable that holds less than one. */
  readonly urlOf?: (value: string) => string;
}

export const VENDOR_BASES: Readonly<Record<Vendor, VendorBase>> = {
  anthropic: {
    url: 'https://api.anthropic.com',
    variables: ['ANTHROPIC_BASE_URL', 'ANTHROPIC_API_BASE'],
    version: '/v1',
    versionInBase: false,
  },
  openai: {
    url: 'https://api.openai.com/v1',
    variables: ['OPENAI_BASE_URL', 'OPENAI_API_BASE'],
    version: '/v1',
    versionInBase: true,
  },
  gemini: {
    url: 'https://generativelanguage.googleapis.com',
    variables: ['GOOGLE_GEMINI_BASE_URL'],
    version: '/v1beta',
    versionInBase: false,
  },
  ollama: {
    url: 'http://127.0.0.1:11434',
    variables: ['OLLAMA_HOST'],
    version: '/api',
    versionInBase: false,
    urlOf: ollamaUrl,
  },
};

/**
 * `OLLAMA_HOST` names a host, a port, both or a URL, and is what Ollama itself listens on: on all addresses, it is reached on this
 * machine's (ollama, envconfig/config.go).
 */
function ollamaUrl(value: string): string {
  // Its own cloud is the one name without a port of its own.
  if (value === 'ollama.com') return 'https://ollama.com';
  if (isIP(value) === 6) return ollamaUrl(`[${value}]`);
  if (value.includes('://')) return value.replace(/^(https?:\/\/)0\.0\.0\.0(?=[:/]|$)/, '$1127.0.0.1');
  const parts = /^(\[[^\]]*\]|[\w.-]*)(?::(\d*))?(\/.*)?$/.exec(value);
  // What is neither is told as it stands: another place must not take what was meant for this one.
  if (parts === null) return value;
  const [, host = '', port = '11434', path = ''] = parts;
  const name = ['', '0.0.0.0', '[::]'].includes(host) ? '127.0.0.1' : host;
  return `http://${name}:${port === '' ? '11434' : port}${path}`;
}

export type UpstreamsResult =
  | { readonly ok: true; readonly upstreams: Upstreams }
  | { readonly ok: false; readonly message: string };

/**
 * The upstream of each API: `--upstream` wins, then the base URL that the environment already gives the agent
 * (a gateway stays a gateway), then, only where neither is set, the vendor's own. A base URL that cannot be used is never
 * replaced by another one: what is sent holds prompts and keys.
 *
 * @param given values of `--upstream`: `URL` for all APIs, or `anthropic=URL`, `openai=URL`, and the like for one.
 */
export function resolveUpstreams(
  given: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): UpstreamsResult {
  const chosen = new Map<Vendor, Upstream>();
  for (const value of given) {
    const named = NAMED.exec(value);
    const parsed = parseUpstream(named?.[2] ?? value);
    if (typeof parsed === 'string') return { ok: false, message: `--upstream: ${parsed}` };
    for (const vendor of VENDORS) {
      if (named && named[1] !== vendor) continue;
      const base = VENDOR_BASES[vendor];
      const bare = base.versionInBase && parsed.path === '';
      chosen.set(vendor, bare ? { ...parsed, path: base.version } : parsed);
    }
  }
  for (const vendor of VENDORS) {
    if (chosen.has(vendor)) continue;
    const inherited = fromEnvironment(vendor, env);
    if (typeof inherited === 'string') return { ok: false, message: inherited };
    chosen.set(vendor, inherited);
  }
  const { anthropic, openai, gemini, ollama } = Object.fromEntries(chosen);
  if (!anthropic || !openai || !gemini || !ollama) throw new Error('an API without an upstream');
  return { ok: true, upstreams: { anthropic, openai, gemini, ollama } };
}

const NAMED = new RegExp(`^(${VENDORS.join('|')})=(.*)$`);

/** What the environment leads to, or why that cannot be told. */
function fromEnvironment(
  vendor: Vendor,
  env: Readonly<Record<string, string | undefined>>,
): Upstream | string {
  const { url, variables, urlOf } = VENDOR_BASES[vendor];
  const set = variables.flatMap(name => {
    const value = env[name]?.trim();
    return value ? [{ name, value: urlOf?.(value) ?? value }] : [];
  });
  const found: { readonly name: string; readonly upstream: Upstream }[] = [];
  for (const { name, value } of set) {
    const upstream = parseUpstream(value);
    if (typeof upstream === 'string') {
      return `${name}: ${upstream}; or say where to send with --upstream ${vendor}=URL`;
    }
    found.push({ name, upstream });
  }
  const [first, ...others] = found;
  const other = others.find(({ upstream }) => !isSame(upstream, first?.upstream));
  if (first !== undefined && other !== undefined) {
    return `${first.name} and ${other.name} lead to different places, and only the agent knows which of them it reads: unset one, or say where to send with --upstream ${vendor}=URL`;
  }
  if (first !== undefined) return first.upstream;
  const own = parseUpstream(url);
  if (typeof own === 'string') throw new Error(own);
  return { ...own, isNamed: false };
}

function isSame(a: Upstream, b: Upstream | undefined): boolean {
  const isAlike = (key: keyof Upstream): boolean => a[key] === b?.[key];
  return isAlike('origin') && isAlike('path') && isAlike('query') && isAlike('authorization');
}

/** A base URL taken apart, or what is wrong with it. */
function parseUpstream(value: string): Upstream | string {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    return `${withoutCredentials(value)} is no base URL to send to; it begins with http:// or https://, such as https://openrouter.ai/api/v1`;
  }
  return {
    origin: url.origin,
    path: url.pathname.replace(/\/+$/, ''),
    query: url.search,
    authorization: basicOf(url),
    isNamed: true,
  };
}

/** `user:password` of a URL as HTTP sends it (RFC 7617). */
export function basicOf({ username, password }: URL): string | null {
  if (username === '' && password === '') return null;
  const pair = `${decoded(username)}:${decoded(password)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

/** A percent sign that encodes nothing stands for itself. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** What of an address may be said aloud: neither what stands before its last `@`, whatever that holds, nor a query or a known secret. */
export const withoutCredentials = (value: string): string =>
  `\`${redactSecrets(value.replace(/^([a-z][a-z\d+.-]*:\/\/)?.*@/is, '$1***@').replace(/[?#].*$/s, '?…'))}\``;

/**
 * Path on the upstream for a path that the client sent. Unchanged where the client already uses the upstream's base
 * path, which it does when its base URL is the one that `record` sets; the rest mends hand-set base URLs:
 * `/v1` of the OpenAI default becomes the base path of the upstream, and a missing version is put in.
 */
export function upstreamPath(vendor: Vendor, { path: base, query }: Upstream, path: string): string {
  return withQuery(pathBelow(vendor, base, path), query);
}

/** The base URL's query stands in front of that of the request. */
function withQuery(path: string, query: string): string {
  if (query === '') return path;
  const at = path.indexOf('?');
  return at < 0 ? path + query : `${path.slice(0, at)}${query}&${path.slice(at + 1)}`;
}

function pathBelow(vendor: Vendor, base: string, path: string): string {
  const { version, versionInBase } = VENDOR_BASES[vendor];
  if (base !== '' && (path === base || path.startsWith(`${base}/`) || path.startsWith(`${base}?`)))
    return path;
  const versioned = /^\/v\d[^/?]*(?=\/)/.exec(path)?.[0];
  if (versionInBase) return base + (base !== '' && versioned === version ? path.slice(version.length) : path);
  const baseHasVersion = /\/v\d[^/]*$/.test(base);
  if (versioned !== undefined) return base + (baseHasVersion ? path.slice(versioned.length) : path);
  // The AI SDK's base URL ends in the version, the vendors' own SDKs add it: both read the same variable.
  if (!baseHasVersion && /^\/(messages|models)\b/.test(path)) return base + version + path;
  return base + path;
}

/** Base URL that makes a client of `vendor` send through the proxy at `proxy` (`http://127.0.0.1:4100`). */
export function clientBaseUrl(proxy: string, vendor: Vendor, upstream: Upstream): string {
  return `${proxy}/${vendor}${upstream.path}`;
}

/** Who answers at a host; null where the host does not tell (a gateway, a local server). */
export const providerOf = (origin: string): string | null => inferProvider(origin);
