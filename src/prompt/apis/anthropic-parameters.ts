import { isArray, isObject } from '../../log/json/json.js';
import type { Json, JsonObject } from '../../log/record.js';
import { type Notes, writeParameters } from '../draft.js';
import { without } from '../json.js';

/**
 * Parameters that render into the prompt or key its cache. Sources: platform.claude.com, prompt caching, "What invalidates the
 * cache", and cache diagnostics, `unavailable`. `max_tokens`, `temperature`, `stream`, `stop_sequences` and `metadata` are in neither.
 */
export function readParameters(
  body: JsonObject,
  betas: readonly string[],
  notes: Notes,
): Readonly<Record<string, string>> {
  const choice = isObject(body.tool_choice) ? body.tool_choice : null;
  const output = isObject(body.output_config) ? body.output_config : {};
  const container = isObject(body.container) ? body.container : {};
  const active = activeBetas(body, betas);
  return writeParameters({
    tool_choice: choice === null ? body.tool_choice : without(choice, 'disable_parallel_tool_use'),
    disable_parallel_tool_use: choice?.disable_parallel_tool_use,
    thinking: body.thinking,
    effort: output.effort,
    output_format: output.format ?? body.output_format,
    context_management: body.context_management,
    speed: body.speed,
    betas: active.length > 0 ? active : undefined,
    images: notes.images ? true : undefined,
    citations: notes.citations ? true : undefined,
    mcp_servers: isArray(body.mcp_servers) ? body.mcp_servers.map(withoutToken) : undefined,
    skills: container.skills,
  });
}

/** Sorted and without repeats: the header's and the body's (`betas`, `anthropic_beta` on Bedrock and Vertex). */
function activeBetas(body: JsonObject, betas: readonly string[]): readonly string[] {
  const all = new Set(betas);
  for (const list of [body.betas, body.anthropic_beta]) {
    if (!isArray(list)) continue;
    for (const beta of list) if (typeof beta === 'string') all.add(beta);
  }
  return [...all].sort();
}

function withoutToken(server: Json): Json {
  return isObject(server) ? without(server, 'authorization_token') : server;
}
