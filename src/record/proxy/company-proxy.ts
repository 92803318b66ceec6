/** The proxy that a company has between this machine and the world: what the environment says of it, as curl and Go read it. */
import { BlockList, isIP } from 'node:net';
import { withoutCredentials } from './upstreams.js';
import { isLoopbackName } from './visitors.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Both spellings of each are read; the lower-case one wins, as for curl and Node. */
export const PROXY_VARIABLES = ['http_proxy', 'https_proxy', 'all_proxy'] as const;
type ProxyVariable = (typeof PROXY_VARIABLES)[number];

export interface CompanyProxy {
  /** Address of the proxy for `http://` and for `https://`; null: none. */
  readonly http: string | null;
  readonly https: string | null;
  /** Hosts that are reached without it, as `NO_PROXY` lists them. */
  readonly without: string;
}

export type CompanyProxyResult =
  | { readonly ok: true; readonly company: CompanyProxy }
  | { readonly ok: false; readonly message: string };

export function companyProxyOf(env: Environment): CompanyProxyResult {
  const all = proxyIn(env, 'all_proxy');
  const plain = proxyIn(env, 'http_proxy');
  // Node's own agents go to `https:` by the other one, too, where it alone is set.
  const own = { http: plain ?? all, https: proxyIn(env, 'https_proxy') ?? all ?? plain };
  const wrong = [own.http, own.https].find(one => typeof one === 'object' && one !== null);
  if (wrong !== undefined && wrong !== null && typeof wrong === 'object')
    return { ok: false, message: wrong.problem };
  const named = (one: typeof all): string | null => (typeof one === 'string' ? one : null);
  const company = {
    http: named(own.http),
    https: named(own.https),
    without: setIn(env, 'no_proxy')?.value ?? '',
  };
  return { ok: true, company };
}

/** What is set and not empty, with the name that it has. */
function setIn(env: Environment, name: string): { readonly name: string; readonly value: string } | null {
  for (const spelling of [name, name.toUpperCase()]) {
    const value = env[spelling]?.trim();
    if (value) return { name: spelling, value };
  }
  return null;
}

/** An address, what is wrong with it, or null: none is set. */
function proxyIn(env: Environment, variable: ProxyVariable): string | { readonly problem: string } | null {
  const found = setIn(env, variable);
  if (found === null) return null;
  const { name, value } = found;
  // Less than a URL is a host and a port.
  const url = value.includes('://') ? value : `http://${value}`;
  const isUsable = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
  const shown = withoutCredentials(value);
  return isUsable
    ? url
    : {
        problem: `${name}: ${shown} is no proxy that the recorder can go through; it begins with http:// or https://. Unset it to go without`,
      };
}

/** The proxy on the way to an origin; null: none. No company proxy leads to a model on this machine. */
export function proxyFor(origin: string, { http, https, without }: CompanyProxy): string | null {
  const url = new URL(origin);
  const name = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  if (isLoopbackName(name) || entriesOf(without).some(entry => covers(entry, name, port))) return null;
  return url.protocol === 'https:' ? https : http;
}

const entriesOf = (list: string): readonly string[] => list.split(/[,\s]+/).filter(part => part !== '');

/** `*`, `host`, `.host` and `*.host` with all below them, `host:port`, an address, a network in CIDR notation. */
function covers(entry: string, name: string, port: number): boolean {
  if (entry === '*') return true;
  const network = /^\[?([\da-f.:]+)\]?\/(\d+)$/i.exec(entry);
  if (network?.[1] !== undefined) return isInside(name, network[1], Number(network[2]));
  const parts = isIP(entry) === 6 ? null : /^(.*):(\d+)$/.exec(entry);
  if (parts !== null && Number(parts[2]) !== port) return false;
  const host = (parts?.[1] ?? entry)
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/^\*?\./, '');
  return host !== '' && (name === host || (isIP(name) === 0 && name.endsWith(`.${host}`)));
}

function isInside(name: string, network: string, bits: number): boolean {
  const family = isIP(network);
  if (family === 0 || isIP(name) !== family || bits > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  const kind = family === 4 ? 'ipv4' : 'ipv6';
  list.addSubnet(network, bits, kind);
  return list.check(name, kind);
}

/**
 * The lists of an environment with these hosts added, so that a program reaches them without the company's proxy. Each spelling
 * keeps its own list; one that is not set is given the other's, since some programs read the first that is.
 */
export function withoutProxyFor(env: Environment, hosts: readonly string[]): Record<string, string> {
  if (!PROXY_VARIABLES.some(name => setIn(env, name) !== null)) return {};
  const lists = {
    NO_PROXY: env.NO_PROXY?.trim() || env.no_proxy || '',
    no_proxy: env.no_proxy?.trim() || env.NO_PROXY || '',
  };
  return Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, added(list, hosts)]));
}

/** With `*` beside others it is no longer "all" to many. */
function added(list: string, hosts: readonly string[]): string {
  if (list.trim() === '*') return '*';
  const known = entriesOf(list);
  return [list.trim(), ...hosts.filter(host => !known.includes(host))].filter(part => part !== '').join(',');
}
