import { withoutProxyFor } from '../proxy/company-proxy.js';
import { clientBaseUrl, type Upstreams, VENDOR_BASES } from '../proxy/upstreams.js';
import { VENDORS, type Vendor } from '../proxy/vendors.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Variables that lead agents through the proxy: the base URL of each API under every name that clients read. */
export function baseUrlVariables(proxy: string, upstreams: Upstreams): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const vendor of VENDORS) {
    const url = clientBaseUrl(proxy, vendor, upstreams[vendor]);
    for (const name of VENDOR_BASES[vendor].variables) variables[name] = url;
  }
  return variables;
}

/**
 * The environment of an agent that is to be recorded.
 *
 * @param without APIs that the command must reach by itself: their variables stay as they are.
 */
export function childEnvironment(
  proxy: string,
  upstreams: Upstreams,
  env: Environment,
  without: readonly Vendor[] = [],
): Environment {
  const ours = baseUrlVariables(proxy, upstreams);
  for (const name of without.flatMap(vendor => VENDOR_BASES[vendor].variables)) delete ours[name];
  return {
    ...env,
    ...ours,
    // Behind a company proxy the agent must still come to us directly; we go through that proxy in its place.
    ...withoutProxyFor(env, [...new Set([new URL(proxy).hostname, '127.0.0.1', 'localhost'])]),
    ...likeFirstParty(upstreams, env),
  };
}

/** What to paste where the agent is started: one `export` a variable, for those names that most clients read. */
export function exportLines(proxy: string, upstreams: Upstreams): readonly string[] {
  return VENDORS.map((vendor: Vendor) => {
    const [name = ''] = VENDOR_BASES[vendor].variables;
    return `export ${name}=${clientBaseUrl(proxy, vendor, upstreams[vendor])}`;
  });
}

/**
 * Claude Code turns tool search off behind a base URL that is not Anthropic's, since gateways may not pass its blocks on
 * (code.claude.com/docs, MCP tool search). We pass everything on, so a recorded session must send the prompt of one
 * that is not recorded.
 */
function likeFirstParty(upstreams: Upstreams, env: Environment): Environment {
  const isAnthropic = upstreams.anthropic.origin === 'https://api.anthropic.com';
  return isAnthropic && env.ENABLE_TOOL_SEARCH === undefined ? { ENABLE_TOOL_SEARCH: 'true' } : {};
}
