/** A small agent for tests: makes request and usage records as a log reader would. */
import type { JsonObject, RequestRecord, Usage, UsageRecord } from '../src/log/record.js';

export const MODEL = 'claude-sonnet-4-6';

export interface Ask {
  readonly body: JsonObject;
  readonly at?: number | null;
  readonly session?: string | null;
  readonly turn?: string | null;
  readonly agent?: string | null;
  readonly purpose?: RequestRecord['purpose'];
}

export interface Bill {
  readonly read: number | null;
  readonly write: number | null;
  readonly input?: number | null;
  readonly output?: number | null;
  readonly firstByteAt?: number | null;
  readonly outcome?: UsageRecord['outcome'];
}

export function request(key: string, line: number, ask: Ask): RequestRecord {
  const model = typeof ask.body.model === 'string' ? ask.body.model : MODEL;
  const bytes = Buffer.from(JSON.stringify(ask.body));
  return {
    kind: 'request',
    key,
    origin: { path: 'log.jsonl', line },
    raw: { bytes, bodyAt: [], bodyIsText: false },
    fidelity: 'wire',
    at: ask.at ?? null,
    session: ask.session ?? 's1',
    turn: ask.turn ?? null,
    agent: ask.agent ?? null,
    provider: 'anthropic',
    api: 'anthropic-messages',
    model,
    betas: [],
    purpose: ask.purpose ?? 'generate',
    body: ask.body,
    redacted: [],
  };
}

export function usage(key: string, line: number, bill: Bill): UsageRecord {
  const counts: Usage = {
    input: bill.input === undefined ? 3 : bill.input,
    cacheRead: bill.read,
    cacheWrite: bill.write,
    cacheWrite5m: bill.write,
    cacheWrite1h: bill.write === null ? null : 0,
    output: bill.output === undefined ? 10 : bill.output,
  };
  return {
    kind: 'usage',
    origin: { path: 'log.jsonl', line },
    of: { key },
    usage: counts,
    outcome: bill.outcome ?? 'ok',
    status: null,
    error: null,
    firstByteAt: bill.firstByteAt ?? null,
    endedAt: null,
    model: null,
    responseId: null,
    vendor: null,
    billing: null,
  };
}

/** Words enough for some thousand tokens, the same at every call. */
export function prose(seed: string, words: number): string {
  return Array.from({ length: words }, (_, i) => `${seed}${(i * 7919) % 9973}`).join(' ');
}

export const TOOLS: readonly JsonObject[] = ['read_file', 'write_file', 'run'].map(name => ({
  name,
  description: prose(name, 200),
  input_schema: { type: 'object', properties: { path: { type: 'string' } } },
}));

export const SYSTEM = prose('system', 1_500);

const MARK: JsonObject = { type: 'ephemeral' };

/** A conversation of `turns` tool calls, marker at the end of system and on the last message. */
export function conversation(rounds: number, change: Partial<Conversation> = {}): JsonObject {
  const { tools, system, edit, model } = {
    tools: TOOLS,
    system: SYSTEM,
    edit: null,
    model: MODEL,
    ...change,
  };
  const messages: JsonObject[] = [{ role: 'user', content: [{ type: 'text', text: prose('task', 300) }] }];
  for (let i = 0; i < rounds; i += 1) {
    const result = edit !== null && edit.round === i ? edit.result : prose(`result${i}x`, 400);
    messages.push(
      {
        role: 'assistant',
        content: [{ type: 'tool_use', id: `t${i}`, name: 'run', input: { path: `p${i}` } }],
      },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: `t${i}`, content: result }] },
    );
  }
  const last = messages.at(-1);
  const blocks = last?.content;
  if (last !== undefined && Array.isArray(blocks)) {
    const marked = blocks.map((block, i) =>
      i === blocks.length - 1 ? { ...(block as JsonObject), cache_control: MARK } : block,
    );
    messages[messages.length - 1] = { ...last, content: marked };
  }
  return {
    model,
    max_tokens: 4096,
    system: [{ type: 'text', text: system, cache_control: MARK }],
    tools,
    messages,
  };
}

export interface Conversation {
  readonly tools: readonly JsonObject[];
  readonly system: string;
  readonly model: string;
  readonly edit: { readonly round: number; readonly result: string } | null;
}
