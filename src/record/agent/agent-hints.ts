import { clientBaseUrl, type Upstreams } from '../proxy/upstreams.js';

/**
 * How an agent that is not led through the proxy by variables alone is; null for all others.
 *
 * @param programs that the command starts, in any order
 */
export function agentHint(programs: readonly string[], proxy: string, upstreams: Upstreams): string | null {
  const name = programs.find(program => Object.hasOwn(HINTS, program));
  const hint = name === undefined ? undefined : HINTS[name];
  return (
    hint?.({
      anthropic: clientBaseUrl(proxy, 'anthropic', upstreams.anthropic),
      openai: clientBaseUrl(proxy, 'openai', upstreams.openai),
    }) ?? null
  );
}

/** Tried with Codex 0.169, pi 0.74, OpenClaw 2026.9.6 and Gemini CLI 0.61. */
const HINTS: Readonly<
  Record<string, (urls: { readonly anthropic: string; readonly openai: string }) => string>
> = {
  codex: ({ openai }) => `Codex takes its base URL only as an option: codex -c openai_base_url=${openai}`,
  pi: ({ anthropic }) =>
    `pi takes its base URL from ~/.pi/agent/models.json: {"providers":{"anthropic":{"baseUrl":"${anthropic}"}}}`,
  // Without it `Invalid auth method selected`, although it has a key.
  gemini: () =>
    `Gemini CLI runs unrecorded: it takes a base URL only where ~/.gemini/settings.json chooses its API key: {"security":{"auth":{"selectedType":"gemini-api-key"}}}; --upstream gemini=https://generativelanguage.googleapis.com gives it one all the same, as other programs need it`,
  openclaw: ({ anthropic }) =>
    `OpenClaw takes its base URL from ~/.openclaw/openclaw.json: {"models":{"providers":{"anthropic":{"baseUrl":"${anthropic}"}}}}`,
};
