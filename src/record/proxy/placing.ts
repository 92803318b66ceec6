/**
 * Which API a request without our prefix is meant for. It holds prompts and keys: where nothing names the API for sure it is
 * sent nowhere, and to a vendor's own host, which nobody named, goes only what that vendor has.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { endpointOf, isOllama } from '../../log/protocol/api.js';
import type { Api } from '../../log/record.js';
import { KEY_STARTS } from '../../text/secrets/issuers.js';
import type { Upstreams } from './upstreams.js';
import { VENDORS, type Vendor } from './vendors.js';

/** Where it goes, or why it goes nowhere, in one sentence, and in whose form its sender reads that. */
export type Place =
  | { readonly vendor: Vendor; readonly problem: null }
  | { readonly vendor: Vendor; readonly problem: string };

/** Which upstream an API is spoken to where no prefix says so; one that is not here is not recorded. */
const VENDOR_OF: Readonly<Partial<Record<Api, Vendor>>> = {
  'anthropic-messages': 'anthropic',
  'openai-chat': 'openai',
  'openai-responses': 'openai',
  gemini: 'gemini',
};

/** What a path that is posted to does with a model, and whose it is. They are matched at their end: gateways put the same endpoints under other roots. */
export function endpointAt(path: string) {
  const found = endpointOf(path);
  if (found === null) return null;
  if (isOllama(path)) return { ...found, api: 'openai-chat' as const, vendor: 'ollama' as const };
  const vendor = found.api === null ? undefined : VENDOR_OF[found.api];
  return found.api === null || vendor === undefined ? null : { ...found, api: found.api, vendor };
}

/** What begins the paths that OpenAI alone has (its API reference). */
const OF_OPENAI =
  'chat/completions|completions|responses|embeddings|moderations|images|audio|videos|batches|fine_tuning|assistants|threads|vector_stores|uploads|realtime|conversations|containers|evals|organization';

/** Paths that one of the four has and no other; the others' documentation knows none of them. */
const OWN_PATHS: readonly (readonly [RegExp, Vendor])[] = [
  [/^\/(?:(?:up|down)load\/)?v1(?:alpha|beta)\w*(?:\/|$)/, 'gemini'],
  [/^(?:\/v1)?\/(?:models|tunedModels)\/[^/]+:\w+$/, 'gemini'],
  [/^(?:\/v1)?\/messages(?:\/|$)|^\/v1\/(?:complete|skills|organizations)(?:\/|$)/, 'anthropic'],
  // Claude Code asks them of the host of its base URL.
  [/^\/api\/(?:hello|oauth|event_logging|claude_cli|claude_code)(?:\/|$)/, 'anthropic'],
  [
    /^\/api\/(?:generate|chat|tags|embed|embeddings|show|ps|pull|push|create|copy|delete|version|blobs)(?:\/|$)/,
    'ollama',
  ],
  [new RegExp(`^(?:/v1)?/(?:${OF_OPENAI})(?:/|$)`), 'openai'],
];

/** Paths of several, of which OpenAI's clients alone say nothing more. */
const SHARED = /^(?:\/v1)?\/(?:models|files)(?:\/|$)/;

/** What begins the paths that a vendor's own host has; whatever else begins one names a host that we do not know. */
const OWN_ROOTS: Readonly<Record<Vendor, RegExp>> = {
  anthropic: /^\/(?:v1|messages|models|api)(?:\/|$)/,
  openai: new RegExp(`^/(?:v1|${OF_OPENAI}|models|files)(?:/|$)`),
  gemini: /^\/(?:v1|v1(?:alpha|beta)\w*|(?:up|down)load|models|tunedModels)(?:\/|$)/,
  ollama: /^\/(?:api|v1)?(?:\/|$)/,
};

/** Headers that the clients of one API send: their names, or how they call themselves. */
const SIGNS: readonly (readonly [name: RegExp, value: RegExp, Vendor])[] = [
  [/^(?:anthropic-[\w-]+|x-api-key)$/, /./, 'anthropic'],
  [/^x-goog-/, /./, 'gemini'],
  [/^openai-/, /./, 'openai'],
  [/^user-agent$/, /^(?:claude-cli|claude-code|(?:Async)?Anthropic)\//, 'anthropic'],
  [/^user-agent$/, /^(?:google-genai-sdk|GeminiCLI)\//, 'gemini'],
  [/^user-agent$/, /^(?:Async)?OpenAI\//, 'openai'],
  [/^user-agent$/, /^ollama(?:-\w+)?\//, 'ollama'],
];

/** Who serves the models of the four under paths of their own; Azure's clients write `/openai/` in front of theirs, as our prefix is. */
const HOSTED: readonly (readonly [RegExp, string])[] = [
  [/^(?:\/openai)?\/deployments\/|[?&]api-version=/, 'Azure'],
  [/\/projects\/[^/]+\/locations\//, 'Vertex AI'],
  [/^\/model\/[^/]+\/(?:invoke|converse)(?:-|$)/, 'Bedrock'],
];

/** Who issued a key, by its beginning. Those beside the four serve models, too. */
const ISSUERS: readonly (readonly [RegExp, string])[] = [
  [begins(KEY_STARTS.anthropic), 'anthropic'],
  [begins(KEY_STARTS.google, KEY_STARTS.googleBound, KEY_STARTS.googleToken), 'gemini'],
  [begins(KEY_STARTS.openai), 'openai'],
  [begins(KEY_STARTS.openRouter), 'OpenRouter'],
  [begins(KEY_STARTS.groq), 'Groq'],
  [begins(KEY_STARTS.xai), 'xAI'],
  [begins(KEY_STARTS.perplexity), 'Perplexity'],
  [begins(KEY_STARTS.fireworks), 'Fireworks'],
  [begins(KEY_STARTS.together), 'Together'],
  [begins(KEY_STARTS.cerebras), 'Cerebras'],
  [begins(KEY_STARTS.nvidia), 'NVIDIA'],
  [begins(KEY_STARTS.huggingFace), 'Hugging Face'],
  [begins(KEY_STARTS.github, KEY_STARTS.githubFine), 'GitHub'],
];

function begins(...starts: readonly string[]): RegExp {
  return new RegExp(`^(?:${starts.join('|')})`);
}

/** The same of a request with our prefix, which names the place, unless it is the path of another's. @param url without the prefix */
export function placeOfPrefixed(
  vendor: Vendor,
  url: string,
  headers: IncomingHttpHeaders,
  upstreams: Upstreams,
): Place {
  return { vendor, problem: upstreams[vendor].isNamed ? null : hostedProblem(vendor, url, headers) };
}

function hostedProblem(vendor: Vendor, url: string, headers: IncomingHttpHeaders): string | null {
  const host = 'api-key' in headers ? 'Azure' : HOSTED.find(([pattern]) => pattern.test(url))?.[1];
  return host === undefined
    ? null
    : `it is made for ${host}, and no base URL is set for ${vendor}; name the place with --upstream ${vendor}=URL`;
}

/** @param url path and query, without a prefix of ours */
export function placeOf(
  method: string,
  url: string,
  headers: IncomingHttpHeaders,
  upstreams: Upstreams,
): Place {
  const [whole = url] = url.split('?', 1);
  const path = whole.replace(/(?<=.)\/+$/, '');
  const issuer = issuerOf(url, headers);
  const vendor = vendorOf(method, path, headers, issuer, upstreams);
  if (isOnePlace(upstreams)) return { vendor: vendor ?? 'openai', problem: null };
  const refuse = (why: string): Place => ({
    vendor: vendor ?? 'openai',
    problem: `${why}; the agent's base URL must name the API in front: ${WITH_PREFIX}`,
  });
  const meant = mistyped(path);
  if (meant !== null)
    return refuse(`the prefix of ${meant} is /${meant}/, in small letters and with one slash`);
  if (vendor === null) return refuse('nothing in it tells for sure which API it is meant for');
  if (upstreams[vendor].isNamed) return { vendor, problem: null };
  const hosted = hostedProblem(vendor, url, headers);
  if (hosted !== null) return { vendor, problem: hosted };
  if (issuer !== null && issuer !== vendor && vendor !== 'ollama')
    return refuse(`its key is one of ${issuer}, its path one of ${vendor}, for which no base URL is set`);
  return OWN_ROOTS[vendor].test(path)
    ? { vendor, problem: null }
    : refuse(`${vendor} itself has no such path, and no base URL is set for it`);
}

const WITH_PREFIX = VENDORS.map(vendor => `http://…/${vendor}`).join(', ');

/** null: nothing tells for sure. */
function vendorOf(
  method: string,
  path: string,
  headers: IncomingHttpHeaders,
  issuer: Vendor | string | null,
  upstreams: Upstreams,
): Vendor | null {
  const below = VENDORS.filter(one => isBelow(path, upstreams[one].path));
  if (below.length === 1 && below[0] !== undefined) return below[0];
  const own = OWN_PATHS.find(([pattern]) => pattern.test(path))?.[1];
  if (own !== undefined) return own;
  const endpoint = method === 'POST' ? endpointAt(path) : null;
  if (endpoint !== null) return endpoint.vendor;
  const named = Object.entries(headers).flatMap(([name, value]) =>
    SIGNS.filter(([isName, isValue]) => isName.test(name) && isValue.test(String(value))).map(
      sign => sign[2],
    ),
  );
  const [first, ...others] = new Set([...named, ...VENDORS.filter(one => one === issuer)]);
  if (first !== undefined) return others.length === 0 ? first : null;
  return issuer === null && SHARED.test(path) ? 'openai' : null;
}

/** A version alone is the base path of many. */
const isBelow = (path: string, base: string): boolean =>
  !/^(?:\/v\d\w*)?$/.test(base) && (path === base || path.startsWith(`${base}/`));

/** Whatever it is, there is one place for it, and somebody named it. */
function isOnePlace(upstreams: Upstreams): boolean {
  const all = VENDORS.map(vendor => upstreams[vendor]);
  const isSame = (key: 'origin' | 'query' | 'authorization'): boolean =>
    new Set(all.map(upstream => upstream[key])).size === 1;
  return (
    all.every(({ isNamed }) => isNamed) && isSame('origin') && isSame('query') && isSame('authorization')
  );
}

/** The prefix that somebody meant; null: none. */
function mistyped(path: string): Vendor | null {
  const [, first = ''] = /^\/+([^/]*)/.exec(path) ?? [];
  return VENDORS.find(vendor => vendor === first.toLowerCase()) ?? null;
}

function issuerOf(url: string, headers: IncomingHttpHeaders): Vendor | string | null {
  const { authorization = '' } = headers;
  const keys = [
    authorization.replace(/^bearer\s+/i, ''),
    ...['x-api-key', 'x-goog-api-key', 'api-key'].map(name => String(headers[name] ?? '')),
    /[?&]key=([^&]*)/.exec(url)?.[1] ?? '',
  ];
  const issuers = keys.flatMap(key => ISSUERS.find(([shape]) => shape.test(key))?.[1] ?? []);
  return issuers[0] ?? null;
}
