/** A small log of a conversation, written as people log by hand: bodies with their usage beside them. */
import { writeFileSync } from 'node:fs';

export interface Sent {
  readonly tool?: string;
  readonly system?: string;
  /** Messages of the user so far; each but the last is answered. */
  readonly turns: number;
  readonly change?: object;
  readonly read: number;
  readonly write: number;
  readonly session?: string;
  readonly ts?: string;
}

/** More than a minimum of tokens, and always the same. */
export const PASSAGE = Array.from({ length: 600 }, (_, i) => `fact ${i} of many`).join('. ');

export function conversationLine({ tool, system, turns, change, read, write, session, ts }: Sent): string {
  const marked = { cache_control: { type: 'ephemeral' } };
  const messages = Array.from({ length: 2 * turns - 1 }, (_, i) => ({
    role: i % 2 === 0 ? 'user' : 'assistant',
    content: [
      { type: 'text', text: `turn ${i}: ${PASSAGE.slice(0, 400)}`, ...(i === 2 * turns - 2 ? marked : {}) },
    ],
  }));
  const body = {
    model: 'claude-sonnet-4-6',
    max_tokens: 64,
    tools: [{ name: 'send', description: tool ?? 'Send it.', input_schema: { type: 'object' } }],
    system: [{ type: 'text', text: `${system ?? 'Be brief.'} ${PASSAGE}`, ...marked }],
    messages,
    ...change,
  };
  const usage = {
    input_tokens: 3,
    cache_read_input_tokens: read,
    cache_creation_input_tokens: write,
    output_tokens: 20,
  };
  return `${JSON.stringify({ ts: ts ?? '2026-11-20T10:00:00Z', ...(session === undefined ? {} : { session }), body, usage })}\n`;
}

export function writeConversation(path: string, requests: readonly Sent[]): void {
  writeFileSync(
    path,
    requests
      .map((sent, i) =>
        conversationLine({ ts: new Date(Date.UTC(2026, 10, 20, 10, 0, 20 * i)).toISOString(), ...sent }),
      )
      .join(''),
  );
}
