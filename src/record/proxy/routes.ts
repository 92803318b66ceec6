import type { Api, RequestRecord } from '../../log/record.js';

/** APIs that have an upstream of their own; each owns a path prefix on the proxy: `/anthropic`, `/openai`, `/gemini`, `/ollama`. */
export const VENDORS = ['anthropic', 'openai', 'gemini', 'ollama'] as const;
export type Vendor = (typeof VENDORS)[number];

/** Where a request goes and whether it is recorded. */
export interface Route {
  readonly vendor: Vendor;
  /** Path and query without the proxy's prefix, as the client sent them. */
  readonly path: string;
  /** null: passed through unrecorded. */
  readonly api: Api | null;
  readonly purpose: RequestRecord['purpose'];
}

interface Endpoint {
  readonly path: RegExp;
  readonly vendor: Vendor;
  readonly api: Api;
  readonly purpose: RequestRecord['purpose'];
}

/** Paths are matched at their end: gateways put the same endpoints under other roots. */
const ENDPOINTS: readonly Endpoint[] = [
  {
    path: /\/messages\/count_tokens$/,
    vendor: 'anthropic',
    api: 'anthropic-messages',
    purpose: 'count-tokens',
  },
  { path: /\/messages$/, vendor: 'anthropic', api: 'anthropic-messages', purpose: 'generate' },
  { path: /\/chat\/completions$/, vendor: 'openai', api: 'openai-chat', purpose: 'generate' },
  { path: /\/api\/chat$/, vendor: 'ollama', api: 'openai-chat', purpose: 'generate' },
  { path: /\/responses$/, vendor: 'openai', api: 'openai-responses', purpose: 'generate' },
  {
    path: /\/models\/[^/:]+:(generateContent|streamGenerateContent)$/,
    vendor: 'gemini',
    api: 'gemini',
    purpose: 'generate',
  },
  { path: /\/models\/[^/:]+:countTokens$/, vendor: 'gemini', api: 'gemini', purpose: 'count-tokens' },
];

/**
 * Finds the route of a request. `/anthropic/…`, `/openai/…` and the like name the upstream; a path without prefix
 * is told by its endpoint, and where that is shared (`/v1/models`) by the headers that only one API uses.
 *
 * @param headers names in lower case.
 */
export function findRoute(
  method: string,
  url: string,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Route {
  const prefixed = withoutPrefix(url);
  const path = prefixed?.path ?? url;
  const pathname = path.split('?', 1)[0] ?? path;
  const endpoint = method === 'POST' ? ENDPOINTS.find(candidate => candidate.path.test(pathname)) : undefined;
  return {
    vendor: prefixed?.vendor ?? endpoint?.vendor ?? vendorByHeaders(pathname, headers),
    path,
    api: endpoint?.api ?? null,
    purpose: endpoint?.purpose ?? 'other',
  };
}

function withoutPrefix(url: string): { readonly vendor: Vendor; readonly path: string } | null {
  for (const vendor of VENDORS) {
    if (!url.startsWith(`/${vendor}`)) continue;
    const rest = url.slice(vendor.length + 1);
    if (rest === '' || rest.startsWith('?')) return { vendor, path: `/${rest}` };
    if (rest.startsWith('/')) return { vendor, path: rest };
  }
  return null;
}

function vendorByHeaders(
  pathname: string,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Vendor {
  if ('anthropic-version' in headers || 'x-api-key' in headers) return 'anthropic';
  if ('x-goog-api-key' in headers || pathname.startsWith('/v1beta/')) return 'gemini';
  return 'openai';
}

/** Model that the path names (Gemini has it there and not in the body). */
export function modelInPath(path: string): string | null {
  return /\/models\/([^/:?]+):/.exec(path)?.[1] ?? null;
}
