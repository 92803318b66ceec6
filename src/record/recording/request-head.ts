import type { RequestHead } from '../../log/formats/cachequake/cachequake.js';
import { modelAskedFor } from '../../log/protocol/api.js';
import type { Api } from '../../log/record.js';
import type { ExchangeStart } from '../proxy/observer.js';
import { providerOf } from '../proxy/upstreams.js';
import type { KeptBody } from './body/kept.js';
import { readHints } from './hints.js';
import { maskUrl } from './secrets.js';

/** What a recording says of a request beside its body. */
export function headOf(
  id: string,
  { at, route, api, origin, path, rawHeaders }: ExchangeStart & { readonly api: Api },
  { members }: KeptBody,
): RequestHead {
  return {
    id,
    at,
    ...readHints(rawHeaders, members),
    provider: providerOf(origin),
    api,
    model: modelAskedFor({ url: path, body: members }),
    url: maskUrl(path),
    purpose: route.purpose,
  };
}
