import { createHash } from 'node:crypto';
import { factsOf } from '../models.js';
import { isObject, type Json, type JsonObject, objects, text, without } from '../sessions/json.js';
import { type Kind, kindOf, tokensOf } from './count.js';
import type { Exchange } from './exchange.js';

export type Ttl = '5m' | '1h';

/** A block of the rendered prompt with everything in front of it. */
export interface Step {
  /** Hash of the prefix that ends with this block. */
  readonly key: string;
  /** Tokens of that prefix. */
  readonly tokens: number;
  /** Blocks that share a number are one position of the lookback. */
  readonly position: number;
  readonly ttl: Ttl | null;
}

interface Piece {
  readonly level: 'tools' | 'system' | 'messages';
  readonly kind: Kind;
  readonly role: string;
  readonly block: Json;
  readonly ttl: Ttl | null;
}

/**
 * The prompt in the provider's order: tools, system, messages, each level on top of the one before.
 * Parameters count at the level that the caching page says they invalidate; `extra` blocks stand behind the last message.
 */
export function prefixOf(exchange: Exchange, extra: readonly Json[] = []): readonly Step[] {
  const { body, model } = exchange;
  const all = [...toolPieces(body), ...systemPieces(body), ...messagePieces(body, model)];
  const pieces = [
    ...all,
    ...extra.map((block): Piece => piece('messages', 'assistant', block, automaticBehind(block))),
  ];
  const automatic = ttlOf(body);
  const target = automatic === null ? -1 : pieces.findLastIndex(isEligible);

  const steps: Step[] = [];
  let key = digest(`${exchange.provider}/${exchange.upstream ?? ''}/${model}`);
  let tokens = 0;
  let position = -1;
  let level = 'tools';
  pieces.forEach((item, index) => {
    if (level === 'tools' && item.level !== 'tools') {
      key = digest(key + ahead(body));
      level = 'system';
    }
    if (level === 'system' && item.level === 'messages') {
      key = digest(key + besideMessages(exchange, pieces));
      level = 'messages';
    }
    key = digest(`${key}${item.role}${JSON.stringify(item.block)}`);
    tokens += tokensOf(item.block, item.kind, model);
    if (!continuesRun(pieces[index - 1], item, exchange)) position += 1;
    steps.push({ key, tokens, position, ttl: item.ttl ?? (index === target ? automatic : null) });
  });
  return steps;
}

function toolPieces(body: JsonObject): Piece[] {
  return objects(body.tools)
    .filter(tool => tool.defer_loading !== true && !isWebTool(tool))
    .map(tool => piece('tools', '', tool, ttlOf(tool), 'tool'));
}

function systemPieces(body: JsonObject): Piece[] {
  const { system } = body;
  const blocks = typeof system === 'string' ? [{ type: 'text', text: system }] : objects(system);
  return blocks
    .filter(block => text(block.text)?.startsWith(HEADER) !== true)
    .map(block => piece('system', '', block, ttlOf(block), 'system'));
}

/** Claude Code's line of attribution: the API takes it off before it looks for an entry. */
const HEADER = 'x-anthropic-billing-header:';

function messagePieces(body: JsonObject, model: string): Piece[] {
  const messages = objects(body.messages);
  const lastPlain = messages.findLastIndex(
    message => message.role === 'user' && !contentOf(message).every(block => block.type === 'tool_result'),
  );
  const forgets = !factsOf(model).keepsThinking;
  const compacted = messages.findLastIndex(message =>
    contentOf(message).some(block => block.type === 'compaction'),
  );
  return messages.flatMap((message, index) =>
    index < compacted
      ? []
      : contentOf(message, model)
          .filter(block => !(forgets && index < lastPlain && kindOf(text(block.type)) === 'thinking'))
          .map(block => piece('messages', text(message.role) ?? '', block, ttlOf(block))),
  );
}

/** A string is its one text block, but for a replayed system message on Fable 5.1 (anthropics/claude-code#93490). */
function contentOf(message: JsonObject, model = ''): readonly JsonObject[] {
  const { content } = message;
  if (typeof content === 'string' && message.role === 'system' && model === 'claude-fable-5-1') {
    return [{ type: 'text', text: content, form: 'string' }];
  }
  return typeof content === 'string' ? [{ type: 'text', text: content }] : objects(content);
}

function piece(level: Piece['level'], role: string, block: Json, ttl: Ttl | null, kind?: Kind): Piece {
  const type = isObject(block) ? text(block.type) : null;
  return { level, role, ttl, kind: kind ?? kindOf(type), block: without(block, 'cache_control') };
}

function ttlOf(block: JsonObject): Ttl | null {
  const control = block.cache_control;
  if (!isObject(control)) return null;
  return control.ttl === '1h' ? '1h' : '5m';
}

/** The API itself puts a breakpoint of five minutes behind the result of a server tool. */
function automaticBehind(block: Json): Ttl | null {
  return isObject(block) && text(block.type)?.endsWith('_tool_result') === true ? '5m' : null;
}

function isEligible({ kind, block }: Piece): boolean {
  if (kind === 'thinking') return false;
  return !(isObject(block) && block.type === 'text' && block.text === '');
}

function isWebTool(tool: JsonObject): boolean {
  return /^web_(search|fetch)_/.test(text(tool.type) ?? '');
}

/** Switches that change the system level: web search and fetch, speed. */
function ahead(body: JsonObject): string {
  const web = objects(body.tools).filter(isWebTool);
  return JSON.stringify({ web: web.map(tool => tool.type ?? null), speed: body.speed ?? 'standard' });
}

/** Switches that change the messages level only. The model's own default effort is no change. */
function besideMessages({ body, betas }: Exchange, pieces: readonly Piece[]): string {
  const config = isObject(body.output_config) ? body.output_config : {};
  return JSON.stringify({
    choice: body.tool_choice ?? null,
    thinking: body.thinking ?? null,
    effort: config.effort ?? 'high',
    format: config.format ?? null,
    management: body.context_management ?? null,
    images: pieces.some(item => item.kind === 'image'),
    betas: [...betas].sort(),
  });
}

/** On the Claude API a run of tool_use blocks is one position, and so is a run of tool_result blocks. */
function continuesRun(before: Piece | undefined, item: Piece, { provider }: Exchange): boolean {
  if (before === undefined || provider !== 'anthropic') return false;
  return before.kind === item.kind && (item.kind === 'call' || item.kind === 'result');
}

function digest(content: string): string {
  return createHash('sha1').update(content).digest('base64');
}

/** False if the API would refuse the breakpoints: more than four, or a longer lifetime behind a shorter one. */
export function breakpointsAreLegal(steps: readonly Step[]): boolean {
  const lifetimes = steps.flatMap(step => (step.ttl === null ? [] : [step.ttl]));
  return lifetimes.length <= 4 && !lifetimes.join(' ').includes('5m 1h');
}
