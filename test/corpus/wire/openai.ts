import type { JsonObject } from '../sessions/json.js';
import type { Call, Message, Part, Prompt } from '../sessions/prompt.js';

/** Chat Completions: system first in `messages`, each tool result a message of its own. */
export function chatBody({ prompt }: Call): JsonObject {
  const { parameters } = prompt;
  return {
    model: prompt.model,
    messages: [
      ...prompt.system.map(content => ({ role: 'system', content })),
      ...prompt.messages.flatMap(message => chatMessages(message)),
      ...(prompt.tail === null ? [] : [{ role: 'user', content: prompt.tail }]),
    ],
    ...(prompt.tools.length === 0
      ? {}
      : {
          tools: prompt.tools.map(({ name, description, schema }) => ({
            type: 'function',
            function: { name, description, parameters: schema },
          })),
        }),
    ...(parameters.effort === undefined ? {} : { reasoning_effort: parameters.effort }),
    ...(parameters.verbosity === undefined ? {} : { verbosity: parameters.verbosity }),
    ...(parameters.format === undefined ? {} : { response_format: parameters.format }),
    ...cacheOptions(prompt),
    stream: true,
  };
}

/** One message of the session as the messages that Chat Completions makes of it. */
export function chatMessages({ role, form, parts }: Message): JsonObject[] {
  const calls = parts.flatMap(part => (part.kind === 'call' ? [part] : []));
  const results = parts.flatMap(part => (part.kind === 'result' ? [part] : []));
  const rest = parts.filter(part => part.kind === 'text' || part.kind === 'image');
  const only = rest[0];
  const content =
    rest.length === 1 && only?.kind === 'text' && (form === 'string' || role === 'assistant')
      ? only.text
      : rest.map(chatPart);
  return [
    ...results.map(part => ({
      role: 'tool',
      tool_call_id: part.id,
      content: part.form === 'blocks' ? [{ type: 'text', text: part.content }] : part.content,
    })),
    ...(rest.length === 0 && calls.length === 0
      ? []
      : [
          {
            role,
            content: rest.length === 0 ? null : content,
            ...(calls.length === 0
              ? {}
              : {
                  tool_calls: calls.map(({ id, name, input }) => ({
                    id,
                    type: 'function',
                    function: { name, arguments: JSON.stringify(input) },
                  })),
                }),
          },
        ]),
  ];
}

const detailOf = ({ detail }: { readonly detail?: string }): JsonObject =>
  detail === undefined ? {} : { detail };

function chatPart(part: Part): JsonObject {
  if (part.kind === 'image')
    return { type: 'image_url', image_url: { url: `data:image/png;base64,${part.data}`, ...detailOf(part) } };
  return { type: 'text', text: part.kind === 'text' ? part.text : '' };
}

/** Responses: instructions, tools, and a list of typed input items. */
export function responsesBody({ prompt }: Call): JsonObject {
  const { parameters } = prompt;
  return {
    model: prompt.model,
    instructions: prompt.system.join('\n\n'),
    input: [
      ...prompt.messages.flatMap(inputItems),
      ...(prompt.tail === null
        ? []
        : [{ role: 'user', content: [{ type: 'input_text', text: prompt.tail }] }]),
    ],
    tools: prompt.tools.map(({ name, description, schema }) => ({
      type: 'function',
      name,
      description,
      parameters: schema,
    })),
    ...(parameters.effort === undefined ? {} : { reasoning: { effort: parameters.effort } }),
    ...(parameters.verbosity === undefined ? {} : { text: { verbosity: parameters.verbosity } }),
    ...cacheOptions(prompt),
    store: false,
    stream: true,
  };
}

export function inputItems({ role, parts }: Message): JsonObject[] {
  return parts.flatMap((part): JsonObject[] => {
    switch (part.kind) {
      case 'text':
        return [
          { role, content: [{ type: role === 'assistant' ? 'output_text' : 'input_text', text: part.text }] },
        ];
      case 'image':
        return [
          {
            role,
            content: [
              { type: 'input_image', image_url: `data:image/png;base64,${part.data}`, ...detailOf(part) },
            ],
          },
        ];
      case 'call':
        return [
          { type: 'function_call', call_id: part.id, name: part.name, arguments: JSON.stringify(part.input) },
        ];
      case 'result':
        return [{ type: 'function_call_output', call_id: part.id, output: part.content }];
      default:
        return [];
    }
  });
}

function cacheOptions({ parameters }: Prompt): JsonObject {
  return {
    ...(parameters.cacheKey === undefined ? {} : { prompt_cache_key: parameters.cacheKey }),
    ...(parameters.retention === undefined ? {} : { prompt_cache_retention: parameters.retention }),
  };
}
