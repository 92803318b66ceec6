import { endpointOf, isOllama } from '../../log/protocol/api.js';
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

/** Which upstream an API is spoken to where no prefix says so; one that is not here is not recorded. */
const VENDOR_OF: Readonly<Partial<Record<Api, Vendor>>> = {
  'anthropic-messages': 'anthropic',
  'openai-chat': 'openai',
  'openai-responses': 'openai',
  gemini: 'gemini',
};

interface Endpoint extends Pick<Route, 'purpose' | 'vendor'> {
  readonly api: Api;
}

/** Paths are matched at their end: gateways put the same endpoints under other roots. */
function endpointAt(path: string): Endpoint | null {
  const found = endpointOf(path);
  if (found === null) return null;
  if (isOllama(path)) return { ...found, api: 'openai-chat', vendor: 'ollama' };
  const vendor = found.api === null ? undefined : VENDOR_OF[found.api];
  return found.api === null || vendor === undefined ? null : { ...found, api: found.api, vendor };
}

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
  const endpoint = method === 'POST' ? endpointAt(pathname) : null;
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
