import { isObject, type Json, type JsonObject, objects, text, without } from '../sessions/json.js';
import { kindOf, tokensOf } from './count.js';
import type { Exchange } from './exchange.js';

/** A block of a prompt that an automatic cache keeps. */
export interface Block {
  /** The bytes that are compared. */
  readonly bytes: string;
  readonly tokens: number;
  /** True where GPT-5.6 and later put an implicit breakpoint: the end of a user message or of a run of tool output. */
  readonly endsInput: boolean;
  /** True for a start of a block: what follows it may differ. */
  readonly isCut: boolean;
}

/** The prompt of an OpenAI-like or Gemini request: parameters, tools and instructions, then the conversation. */
export function blocksOf(exchange: Exchange): readonly Block[] {
  return [
    { bytes: JSON.stringify(parametersOf(exchange)), tokens: 0, endsInput: false, isCut: false },
    ...lead(exchange).map(item => toBlock(item, exchange.model)),
    ...conversation(exchange).map(item => toBlock(item, exchange.model)),
  ];
}

/** The answer as it will stand in the next request. */
export function replyBlocks(exchange: Exchange): readonly Block[] {
  return exchange.reply.map(item => toBlock(item, exchange.model));
}

function parametersOf({ provider, upstream, model, body }: Exchange): Json {
  const names = [
    'prompt_cache_key',
    'reasoning_effort',
    'reasoning',
    'verbosity',
    'text',
    'response_format',
    'service_tier',
    'parallel_tool_calls',
  ];
  return [provider, upstream ?? null, model, ...names.map(name => body[name] ?? null)];
}

function lead({ api, body }: Exchange): readonly Json[] {
  if (api === 'gemini') {
    const tools = objects(body.tools).flatMap(group => objects(group.functionDeclarations));
    return [...tools, ...(body.systemInstruction === undefined ? [] : [body.systemInstruction])];
  }
  const tools = objects(body.tools);
  return body.instructions === undefined ? tools : [...tools, body.instructions];
}

function conversation({ api, body }: Exchange): readonly JsonObject[] {
  if (api === 'gemini') return objects(body.contents);
  return objects(api === 'openai-chat' ? body.messages : body.input);
}

function toBlock(item: Json, model: string): Block {
  const type = isObject(item) ? (text(item.type) ?? text(item.role)) : null;
  const isTool = isObject(item) && (item.function !== undefined || item.parameters !== undefined);
  const bare = without(item, 'prompt_cache_breakpoint');
  return {
    bytes: JSON.stringify(bare),
    tokens: tokensOf(bare, isTool ? 'tool' : kindOf(type), model),
    isCut: false,
    endsInput: type === 'user' || type === 'tool' || type === 'function_call_output',
  };
}
