import { VENDORS, type Vendor } from './routes.js';

/** A base URL as an agent would have been given it, taken apart. */
export interface Upstream {
  /** `https://api.openai.com` */
  readonly origin: string;
  /** `/v1`, or empty. */
  readonly path: string;
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
};

export type UpstreamsResult =
  | { readonly ok: true; readonly upstreams: Upstreams }
  | { readonly ok: false; readonly message: string };

/**
 * The upstream of each API: `--upstream` wins, then the base URL that the environment already gives the agent
 * (a gateway stays a gateway), then the vendor's own.
 *
 * @param given values of `--upstream`: `URL` for all APIs, or `anthropic=URL`, `openai=URL`, `gemini=URL` for one.
 */
export function resolveUpstreams(
  given: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): UpstreamsResult {
  const chosen = new Map<Vendor, Upstream>();
  for (const vendor of VENDORS) {
    const base = VENDOR_BASES[vendor];
    const inherited = base.variables.map(name => env[name]).find(value => value);
    const parsed = parseUpstream(inherited ?? base.url) ?? parseUpstream(base.url);
    if (parsed) chosen.set(vendor, parsed);
  }
  for (const value of given) {
    const named = /^(anthropic|openai|gemini)=(.*)$/.exec(value);
    const parsed = parseUpstream(named?.[2] ?? value);
    if (!parsed) return { ok: false, message: complaint(value) };
    for (const vendor of VENDORS) {
      if (named && named[1] !== vendor) continue;
      const base = VENDOR_BASES[vendor];
      const bare = base.versionInBase && parsed.path === '';
      chosen.set(vendor, bare ? { ...parsed, path: base.version } : parsed);
    }
  }
  const { anthropic, openai, gemini } = Object.fromEntries(chosen);
  if (!anthropic || !openai || !gemini) return { ok: false, message: complaint('') };
  return { ok: true, upstreams: { anthropic, openai, gemini } };
}

function complaint(value: string): string {
  return `--upstream ${value}: give an http or https base URL without user name or query, such as https://openrouter.ai/api/v1`;
}

function parseUpstream(value: string): Upstream | null {
  if (!URL.canParse(value)) return null;
  const url = new URL(value);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  if (url.username !== '' || url.password !== '' || url.search !== '') return null;
  return { origin: url.origin, path: url.pathname.replace(/\/+$/, '') };
}

/**
 * Path on the upstream for a path that the client sent. Unchanged where the client already uses the upstream's base
 * path, which it does when its base URL is the one that `record` sets; the rest mends hand-set base URLs:
 * `/v1` of the OpenAI default becomes the base path of the upstream, and a missing version is put in.
 */
export function upstreamPath(vendor: Vendor, base: string, path: string): string {
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

const PROVIDER_HOSTS: readonly (readonly [RegExp, string])[] = [
  [/(^|\.)anthropic\.com$/, 'anthropic'],
  [/(^|\.)openai\.com$/, 'openai'],
  [/(^|\.)openai\.azure\.com$/, 'azure'],
  [/(^|\.)googleapis\.com$/, 'google'],
  [/(^|\.)openrouter\.ai$/, 'openrouter'],
  [/(^|\.)deepseek\.com$/, 'deepseek'],
  [/(^|\.)x\.ai$/, 'x-ai'],
  [/(^|\.)mistral\.ai$/, 'mistral'],
  [/(^|\.)groq\.com$/, 'groq'],
  [/(^|\.)moonshot\.(ai|cn)$/, 'moonshotai'],
  [/(^|\.)z\.ai$/, 'zai'],
];

/** Who answers at a host; null where the host does not tell (a gateway, a local server). */
export function providerOf(origin: string): string | null {
  const { hostname } = new URL(origin);
  return PROVIDER_HOSTS.find(([host]) => host.test(hostname))?.[1] ?? null;
}
