import type { IncomingHttpHeaders } from 'node:http';
import type { Api, RequestRecord } from '../../log/record.js';
import { endpointAt, placeOf, placeOfPrefixed } from './placing.js';
import type { Upstreams } from './upstreams.js';
import { VENDORS, type Vendor } from './vendors.js';

/** Where a request goes and whether it is recorded. */
export interface Route {
  readonly vendor: Vendor;
  /** Path and query without the proxy's prefix, as the client sent them. */
  readonly path: string;
  /** null: passed through unrecorded. */
  readonly api: Api | null;
  readonly purpose: RequestRecord['purpose'];
  /** Why it is sent nowhere, in one sentence; null: it may go. */
  readonly problem: string | null;
}

/**
 * Finds the route of a request. `/anthropic/…`, `/openai/…` and the like name the upstream; one without prefix is placed by what
 * only one API has, its paths or its headers, and nowhere where nothing does.
 *
 * @param headers names in lower case.
 */
export function findRoute(
  method: string,
  url: string,
  headers: IncomingHttpHeaders,
  upstreams: Upstreams,
): Route {
  const prefixed = withoutPrefix(url);
  const path = prefixed?.path ?? url;
  const endpoint = method === 'POST' ? endpointAt(path.split('?', 1)[0] ?? path) : null;
  return {
    ...(prefixed === null
      ? placeOf(method, url, headers, upstreams)
      : placeOfPrefixed(prefixed.vendor, path, headers, upstreams)),
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
