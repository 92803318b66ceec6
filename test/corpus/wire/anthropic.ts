import type { Json, JsonObject } from '../sessions/json.js';
import type { Call, Message, Part, Prompt, Tool, Ttl } from '../sessions/prompt.js';

/** The body of a Messages request, breakpoints where the agent's habit puts them. */
export function anthropicBody(call: Call): JsonObject {
  const { prompt } = call;
  const { marking, parameters } = prompt;
  const system = systemOf(prompt);
  const body: JsonObject = {
    model: prompt.model,
    max_tokens: 32000,
    ...(system === null ? {} : { system }),
    ...(prompt.tools.length === 0 ? {} : { tools: toolsOf(prompt) }),
    messages: messagesOf(prompt),
    ...(parameters.thinking === undefined ? {} : { thinking: parameters.thinking }),
    ...(parameters.toolChoice === undefined ? {} : { tool_choice: parameters.toolChoice }),
    ...outputConfig(prompt),
    ...(parameters.speed === undefined ? {} : { speed: parameters.speed }),
    ...(marking.messages === 'automatic' ? { cache_control: marker(marking.ttl) } : {}),
    metadata: { user_id: `user_7d_account__session_${call.session}` },
    stream: true,
    ...parameters.sampling,
  };
  return parameters.backwards === true ? Object.fromEntries(Object.entries(body).reverse()) : body;
}

function outputConfig({ parameters }: Prompt): JsonObject {
  if (parameters.effort === undefined && parameters.format === undefined) return {};
  return {
    output_config: {
      ...(parameters.effort === undefined ? {} : { effort: parameters.effort }),
      ...(parameters.format === undefined ? {} : { format: parameters.format }),
    },
  };
}

function marker(ttl: Ttl): JsonObject {
  return ttl === '5m' ? { type: 'ephemeral' } : { type: 'ephemeral', ttl };
}

function systemOf({ system, systemForm, marking }: Prompt): Json {
  const only = system[0];
  if (only === undefined) return null;
  if (systemForm === 'string' && system.length === 1 && marking.system === null) return only;
  const marked = marking.systemBlock ?? system.length - 1;
  return system.map((text, index) => ({
    type: 'text',
    text,
    ...(marking.system !== null && index === marked ? { cache_control: marker(marking.system) } : {}),
  }));
}

function toolsOf({ tools, marking }: Prompt): JsonObject[] {
  const last = tools.findLastIndex(tool => tool.deferred !== true);
  return tools.map((tool, index) => {
    const extra = marking.extra?.find(item => item.tool === index)?.ttl ?? null;
    const ttl = extra ?? (index === last ? marking.tools : null);
    return { ...toolOf(tool), ...(ttl === null ? {} : { cache_control: marker(ttl) }) };
  });
}

function toolOf(tool: Tool): JsonObject {
  if (tool.server !== undefined) return { type: tool.server, name: tool.name };
  const { name, description, schema } = tool;
  return {
    name,
    description,
    input_schema: schema,
    ...(tool.deferred === true ? { defer_loading: true } : {}),
  };
}

function messagesOf({ messages, tail, marking }: Prompt): JsonObject[] {
  const marked = new Set<number>();
  const users = messages.flatMap((message, index) => (message.role === 'user' ? [index] : []));
  if (marking.messages === 'last') marked.add(messages.length - 1);
  if (marking.messages === 'last-two') for (const index of users.slice(-2)) marked.add(index);
  if (marking.onTail === true) marked.clear();

  const written = messages.map((message, index) =>
    messageOf(message, marked.has(index) ? marking.ttl : null),
  );
  if (tail === null) return written;
  const carrier: Message = { role: 'user', form: 'blocks', parts: [{ kind: 'text', text: tail }] };
  return [...written, messageOf(carrier, marking.onTail === true ? marking.ttl : null)];
}

/** A marked message must be written in blocks: agents that prefer strings change the form with every turn. */
function messageOf({ role, form, parts }: Message, ttl: Ttl | null): JsonObject {
  const only = parts[0];
  if (form === 'string' && ttl === null && parts.length === 1 && only?.kind === 'text') {
    return { role, content: only.text };
  }
  const blocks = parts.map(partOf);
  const last = blocks.at(-1);
  if (ttl === null || last === undefined) return { role, content: blocks };
  return { role, content: [...blocks.slice(0, -1), { ...last, cache_control: marker(ttl) }] };
}

/** A part of a message as a content block. */
export function partOf(part: Part): JsonObject {
  switch (part.kind) {
    case 'text':
      return { type: 'text', text: part.text };
    case 'thinking':
      return { type: 'thinking', thinking: part.text, signature: part.signature };
    case 'call':
      return { type: 'tool_use', id: part.id, name: part.name, input: part.input };
    case 'result':
      return {
        type: 'tool_result',
        tool_use_id: part.id,
        content: part.form === 'blocks' ? [{ type: 'text', text: part.content }] : part.content,
        ...(part.failed ? { is_error: true } : {}),
      };
    case 'image':
      return { type: 'image', source: { type: 'base64', media_type: 'image/png', data: part.data } };
    case 'raw':
      return part.block;
  }
}
