/** An upstream that is the recorder itself would send each request round and round. */
import { lookup } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';
import { type Upstreams, VENDOR_BASES } from './upstreams.js';
import { VENDORS, type Vendor } from './vendors.js';
import { isLoopbackName, type Listening } from './visitors.js';

/**
 * Which API's upstream leads back to where we listen, as an `export` line of an ended recorder does; null: none.
 *
 * @param at the address that is listened on, and its port
 */
export async function leadsBack(upstreams: Upstreams, at: Listening): Promise<Vendor | null> {
  for (const vendor of VENDORS) {
    const { hostname, port, protocol } = new URL(upstreams[vendor].origin);
    const sentTo = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
    if (sentTo === at.port && (await isHere(hostname, at.host))) return vendor;
  }
  return null;
}

/** Said to somebody who may not know where the base URL came from. */
export class LeadsBack extends Error {
  constructor(vendor: Vendor, upstreams: Upstreams) {
    const { variables } = VENDOR_BASES[vendor];
    super(
      `the base URL of ${vendor}, ${upstreams[vendor].origin}, leads back to this recorder itself: unset ${variables.join(' and ')} (an \`export\` of an earlier recording?), or say where to send with --upstream ${vendor}=URL`,
    );
  }
}

async function isHere(hostname: string, host: string): Promise<boolean> {
  const name = hostname.replace(/^\[|\]$/g, '');
  if (name === host.toLowerCase() || isLoopbackName(name) || ANY.includes(name)) return true;
  const here = Object.values(networkInterfaces()).flatMap(list => list?.map(({ address }) => address) ?? []);
  const addresses = await lookup(name, { all: true }).catch(() => []);
  return addresses.some(
    ({ address }) => isLoopbackName(address) || ANY.includes(address) || here.includes(address),
  );
}

/** Connected to, "any address" is this machine. */
const ANY: readonly string[] = ['0.0.0.0', '::'];
