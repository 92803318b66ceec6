/** Which protocol a call speaks, who serves it and what for: from its address, its provider's name, its body. */

import { at, isArray, isObject, textOf } from '../json/json.js';
import { NONE } from '../none.js';
import type { Api, Json, JsonObject, RequestRecord } from '../record.js';

/** What a log tells of a call; everything may be missing. */
export interface CallFacts {
  readonly url?: string | null;
  readonly method?: string | null;
  /** The log's own name of the protocol (`openai-completions`, `anthropic-messages`). */
  readonly apiName?: string | null;
  readonly body: JsonObject | null;
}

export function inferApi({ url, apiName, body }: CallFacts): Api | null {
  return apiOfName(apiName ?? null) ?? apiOfUrl(url ?? '', body) ?? (body === null ? null : apiOfBody(body));
}

/** `generate` unless the address says otherwise. */
export function inferPurpose({ url, method }: CallFacts): RequestRecord['purpose'] {
  if (method !== undefined && method !== null && method.toUpperCase() !== 'POST') return 'other';
  if (url === undefined || url === null || url === '') return 'generate';
  const path = pathOf(url);
  if (COUNTS.test(path)) return 'count-tokens';
  return ROUTES.some(route => route.path.test(path)) ? 'generate' : 'other';
}

/** What a path that is posted to does with a model; null: nothing. `api: null`: the body decides. */
export function endpointOf(
  path: string,
): { readonly api: Api | null; readonly purpose: RequestRecord['purpose'] } | null {
  const purpose = inferPurpose({ url: path, method: 'POST', body: null });
  return purpose === 'other' ? null : { api: apiOfUrl(path, null), purpose };
}

/** Ollama's own endpoints. */
export const isOllama = (path: string): boolean => OLLAMA_OWN.test(pathOf(path));

/** Name of the provider behind a public address; `null` for one that is not known, such as a proxy. */
export function inferProvider(url: string | null | undefined): string | null {
  const host = hostOf(url ?? '');
  if (OLLAMA.test(url ?? '')) return 'ollama';
  return HOSTS.find(([ending]) => host === ending || host.endsWith(`.${ending}`))?.[1] ?? null;
}

/** The model a call asks for: from its body, or from the address (Gemini, Bedrock, Vertex). */
export function modelAskedFor({ url, body }: CallFacts): string | null {
  const named = textOf(body?.model) ?? textOf(body?.modelId);
  if (named !== null) return named.replace(/^models\//, '');
  const match = /\/models?\/([^/:]+(?::\d+)?)(?=[:/]|$)/.exec(pathOf(url ?? ''));
  return match?.[1] === undefined ? null : decode(match[1]);
}

/**
 * Conversation id in the body: Claude Code puts it into `metadata.user_id`, Codex and opencode into `prompt_cache_key`, where others have
 * a name for all their conversations.
 */
export function sessionOf(body: JsonObject | null): string | null {
  const user = textOf(at(body ?? undefined, 'metadata', 'user_id'));
  if (user !== null) {
    const suffix = /_session_([\w-]+)$/.exec(user)?.[1] ?? /"session_id"\s*:\s*"([^"]+)"/.exec(user)?.[1];
    if (suffix !== undefined) return suffix;
  }
  const key = textOf(body?.prompt_cache_key);
  return key !== null && (UUID.test(key) || OPENCODE_SESSION.test(key)) ? key : null;
}

/** Active beta flags, sorted, from the `anthropic-beta` header and the SDK's `betas` parameter. */
export function betasOf(header: Json | undefined, body: JsonObject | null): readonly string[] {
  const listed = isArray(body?.betas) ? body.betas : [];
  const headers = isArray(header) ? header : [header];
  const flags = [...headers, ...listed].flatMap(flag => (typeof flag === 'string' ? flag.split(',') : []));
  if (flags.length === 0) return NONE;
  return [...new Set(flags.map(flag => flag.trim()).filter(flag => flag !== ''))].sort();
}

/**
 * True if an object is the body of a call that runs a model. A list of messages is none by itself: transcripts, exports and
 * training data have one too.
 */
export function isPromptBody(value: Json | undefined): value is JsonObject {
  if (!isObject(value)) return false;
  const { messages, contents } = value;
  if (isArray(messages)) return messages.length > 0 && messages.every(isMessage) && namesItsCall(value);
  if (isArray(contents)) return contents.length > 0 && contents.every(item => isArray(at(item, 'parts')));
  return textOf(value.model) !== null && asksWith(value.input) && !isOfOtherModels(value);
}

/** A text, or items of a conversation; what is embedded or moderated may be a list of texts. */
const asksWith = (input: Json | undefined): boolean =>
  typeof input === 'string' || (isArray(input) && input.every(isObject));

/** Calls of models that answer nothing: what they take is an `input`, too. */
const isOfOtherModels = (value: JsonObject): boolean =>
  /embed|moderation|\btts\b|rerank/i.test(textOf(value.model) ?? '') ||
  ['encoding_format', 'dimensions', 'voice'].some(name => value[name] !== undefined);

/**
 * True for the body of a call that completes one text: llama-server's `/completion`, Ollama's `/api/generate`, `/v1/completions`. Others
 * name a text to draw or to speak so, and data to train with.
 */
export function isCompletionBody(value: Json | undefined): value is JsonObject {
  return isObject(value) && completesText(value);
}

function completesText(value: JsonObject): boolean {
  if (textOf(value.prompt) === null || value.messages !== undefined) return false;
  if (NOT_COMPLETED.some(name => value[name] !== undefined)) return false;
  return ['model', 'n_predict', 'cache_prompt', 'id_slot'].some(name => value[name] !== undefined);
}

const NOT_COMPLETED = ['completion', 'response', 'answer', 'size', 'voice', 'duration', 'aspect_ratio'];

function isMessage(message: Json): boolean {
  if (!isObject(message) || textOf(message.role) === null) return false;
  return ['content', 'tool_calls', 'function_call', 'reasoning'].some(name => message[name] !== undefined);
}

/** What a body has beside its messages; the model can stand in the address. */
const BESIDE_MESSAGES = [
  ...['model', 'modelId', 'anthropic_version', 'max_tokens', 'max_completion_tokens', 'system', 'tools'],
  ...['stream', 'temperature', 'inferenceConfig', 'toolConfig'],
];

const namesItsCall = (body: JsonObject): boolean => BESIDE_MESSAGES.some(name => body[name] !== undefined);

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const OPENCODE_SESSION = /^ses_\w+$/;

/** Endpoints that count what a request would take, and the part of their path that others have too. */
const COUNTS = /count_tokens|:countTokens|\/count-tokens|input_tokens$/;
const COUNTING = /\/(?:count_tokens|input_tokens)$/;

const OLLAMA_OWN = /\/api\/(?:chat|generate)$/;

/** First match wins. `api: null`: the body decides. */
const ROUTES: readonly { readonly path: RegExp; readonly api: Api | null }[] = [
  { path: /\/messages$/, api: 'anthropic-messages' },
  { path: /\/chat\/completions$/, api: 'openai-chat' },
  { path: /\/responses(?:\/compact)?$/, api: 'openai-responses' },
  // Its messages are those of Chat Completions; a prompt that is one text is read beside them.
  { path: OLLAMA_OWN, api: null },
  { path: /\/completions?$/, api: 'openai-chat' },
  { path: /:(?:stream)?generateContent$/i, api: 'gemini' },
  { path: /:(?:stream)?rawPredict$/i, api: 'anthropic-messages' },
  { path: /\/converse(?:-stream)?$/, api: 'bedrock-converse' },
  { path: /\/invoke(?:-with-response-stream)?$/, api: null },
];

/** Its port, on whatever machine. */
const OLLAMA = /^[a-z]+:\/\/[^/?#]+:11434(?:[/?#]|$)/i;

const HOSTS: readonly (readonly [string, string])[] = [
  ['api.anthropic.com', 'anthropic'],
  ['api.openai.com', 'openai'],
  ['chatgpt.com', 'openai'],
  ['openai.azure.com', 'azure'],
  ['generativelanguage.googleapis.com', 'google'],
  ['cloudcode-pa.googleapis.com', 'google'],
  ['aiplatform.googleapis.com', 'google-vertex'],
  ['amazonaws.com', 'aws'],
  ['openrouter.ai', 'openrouter'],
  ['api.deepseek.com', 'deepseek'],
  ['api.x.ai', 'x-ai'],
  ['api.mistral.ai', 'mistral'],
  ['api.groq.com', 'groq'],
  ['api.moonshot.ai', 'moonshotai'],
  ['api.moonshot.cn', 'moonshotai'],
  ['api.z.ai', 'zai'],
  ['open.bigmodel.cn', 'zai'],
];

/** Names that pi and OpenClaw give to protocols, and our own. */
const NAMES: readonly (readonly [RegExp, Api])[] = [
  [/^anthropic/, 'anthropic-messages'],
  [/^openai-(?:completions|chat)/, 'openai-chat'],
  [/responses/, 'openai-responses'],
  [/^(?:google|gemini)/, 'gemini'],
  [/^bedrock/, 'bedrock-converse'],
];

function apiOfName(name: string | null): Api | null {
  return name === null ? null : (NAMES.find(([pattern]) => pattern.test(name))?.[1] ?? null);
}

function apiOfUrl(url: string, body: JsonObject | null): Api | null {
  const path = pathOf(url)
    .replace(COUNTING, '')
    .replace(/:countTokens$/, ':generateContent');
  const route = ROUTES.find(candidate => candidate.path.test(path));
  if (route !== undefined) return route.api ?? (body === null ? null : apiOfBody(body));
  return null;
}

/** What was said, whatever its API calls it: a list, or one text. */
export const saidIn = (body: JsonObject | null): Json | undefined =>
  body?.messages ?? body?.input ?? body?.contents ?? body?.prompt;

/** Entries of the list of what was said; null: it is no list. */
export function turnsIn(body: JsonObject | null): number | null {
  const said = saidIn(body);
  return isArray(said) ? said.length : null;
}

/** The newest entry of it; the text where it is one. */
export function newestIn(body: JsonObject | null): Json | undefined {
  const said = saidIn(body);
  return isArray(said) ? said.at(-1) : said;
}

function apiOfBody(body: JsonObject): Api | null {
  if (isArray(body.contents)) return 'gemini';
  if (completesText(body)) return 'openai-chat';
  if (!isArray(body.messages)) return isPromptBody(body) ? 'openai-responses' : null;
  if (isObject(body.inferenceConfig) || isObject(body.toolConfig)) return 'bedrock-converse';
  const blocks = [
    ...(isArray(body.system) ? body.system : []),
    ...body.messages.flatMap(message => {
      const content = at(message, 'content');
      return isArray(content) ? content : [];
    }),
  ];
  if (blocks.length > 0 && blocks.every(isUntyped)) return 'bedrock-converse';
  return isAnthropic(body, blocks) ? 'anthropic-messages' : 'openai-chat';
}

/** Converse names a block by its key (`{"text":…}`, `{"toolUse":…}`) where the others give it a `type`. */
function isUntyped(block: Json): boolean {
  return isObject(block) && block.type === undefined;
}

function isAnthropic(body: JsonObject, blocks: readonly Json[]): boolean {
  if (body.anthropic_version !== undefined || body.system !== undefined) return true;
  const tools = isArray(body.tools) ? body.tools : [];
  if (tools.some(tool => at(tool, 'function') !== undefined)) return false;
  if (tools.some(tool => at(tool, 'input_schema') !== undefined)) return true;
  const roles = isArray(body.messages) ? body.messages.map(message => at(message, 'role')) : [];
  if (roles.some(role => role === 'system' || role === 'developer' || role === 'tool')) return false;
  if (blocks.some(block => ANTHROPIC_BLOCKS.has(textOf(at(block, 'type')) ?? ''))) return true;
  return /claude/i.test(textOf(body.model) ?? '') && body.max_tokens !== undefined;
}

const ANTHROPIC_BLOCKS = new Set(['tool_use', 'tool_result', 'thinking', 'redacted_thinking', 'document']);

function pathOf(url: string): string {
  return url
    .replace(/^[a-z]+:\/\/[^/]*/i, '')
    .replace(/[?#].*$/, '')
    .replace(/\/+$/, '');
}

function hostOf(url: string): string {
  return /^[a-z]+:\/\/(?:[^/@]*@)?([^/:?#]+)/i.exec(url)?.[1]?.toLowerCase() ?? '';
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
