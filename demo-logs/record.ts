/** Lines of cachequake's own record format, version 1 (documented in `src/log/formats/cachequake/cachequake.ts`). */
export interface Block {
  readonly type: string;
  readonly text?: string;
  readonly id?: string;
  readonly name?: string;
  readonly input?: Readonly<Record<string, unknown>>;
  readonly tool_use_id?: string;
  readonly content?: string;
  readonly cache_control?: CacheControl;
}

export interface CacheControl {
  readonly type: 'ephemeral';
  readonly ttl?: '1h';
}

export interface Message {
  readonly role: 'user' | 'assistant';
  readonly content: readonly Block[];
}

export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly input_schema: Readonly<Record<string, unknown>>;
  readonly cache_control?: CacheControl;
}

export interface Body {
  readonly model: string;
  readonly messages: readonly Message[];
  readonly max_tokens: number;
  readonly stream: true;
  readonly system?: readonly Block[];
  readonly tools?: readonly Tool[];
}

export interface Billed {
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
  readonly output: number;
}

export interface Call {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly session: string;
  readonly turn: string;
  readonly agent?: string;
  readonly purpose?: 'count-tokens';
  readonly body: Body;
  readonly firstByteAt: number | null;
  readonly endedAt: number;
  readonly status: number | null;
  readonly outcome: 'ok' | 'aborted' | 'error';
  readonly error?: string;
  readonly usage: Billed | null;
}

const iso = (at: number): string => new Date(at).toISOString();

/** The log of some calls: each request line when it left, each usage line when it was known. */
export function logOf(calls: readonly Call[]): string {
  const lines = calls.flatMap(call => [
    { at: call.at, order: 1, text: requestLine(call) },
    { at: call.endedAt, order: 0, text: usageLine(call) },
  ]);
  lines.sort((a, b) => a.at - b.at || a.order - b.order);
  return lines.map(line => `${line.text}\n`).join('');
}

function requestLine(call: Call): string {
  return JSON.stringify({
    cachequake: 1,
    kind: 'request',
    id: call.id,
    at: iso(call.at),
    session: call.session,
    turn: call.turn,
    agent: call.agent,
    provider: 'anthropic',
    api: 'anthropic-messages',
    model: call.body.model,
    url: call.purpose === 'count-tokens' ? '/v1/messages/count_tokens' : '/v1/messages',
    purpose: call.purpose,
    body: call.body,
  });
}

function usageLine(call: Call): string {
  return JSON.stringify({
    cachequake: 1,
    kind: 'usage',
    id: call.id,
    firstByteAt: call.firstByteAt === null ? null : iso(call.firstByteAt),
    endedAt: iso(call.endedAt),
    status: call.status,
    outcome: call.outcome,
    error: call.error ?? null,
    model: call.outcome === 'ok' ? call.body.model : null,
    responseId: call.outcome === 'ok' ? `msg_demo_${call.id}` : null,
    usage: call.usage,
  });
}

/** The messages with a marker on the last block of the last one. */
export function marked(
  messages: readonly Message[],
  control: CacheControl = { type: 'ephemeral' },
): readonly Message[] {
  return messages.map((message, index) =>
    index < messages.length - 1 ? message : { ...message, content: markLast(message.content, control) },
  );
}

function markLast(content: readonly Block[], control: CacheControl): readonly Block[] {
  return content.map((block, index) =>
    index < content.length - 1 ? block : { ...block, cache_control: control },
  );
}
