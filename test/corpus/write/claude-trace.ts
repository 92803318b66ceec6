import type { Json, JsonObject } from '../sessions/json.js';
import { bodyOf } from '../wire/body.js';
import { replyOf } from '../wire/exchange.js';
import { type Billed, inOrder, iso, type WrittenLog } from './log.js';
import { rawUsage, urlOf, ZEROS } from './usage.js';

/** claude-trace: pairs in the order in which the answers were complete, times in seconds, streams as text. */
export function writeClaudeTrace(billed: readonly Billed[]): WrittenLog {
  return inOrder(
    billed.map(item => {
      const { call } = item;
      const at = call.endedAt ?? call.at + 90_000;
      const request = {
        timestamp: call.at / 1_000,
        method: 'POST',
        url: `https://api.anthropic.com${urlOf(call)}?beta=true`,
        headers: { authorization: 'Bearer sk-...abcd', 'anthropic-version': '2023-06-01' },
        body: bodyOf(call),
      };
      const orphan =
        call.outcome === 'lost' ? { note: 'ORPHANED_REQUEST - No matching response received' } : {};
      const line: JsonObject = { request, response: response(item, at), logged_at: iso(at), ...orphan };
      return { at, call: call.id, line };
    }),
  );
}

function response({ call, bill }: Billed, at: number): Json {
  if (call.outcome === 'lost') return null;
  const base = {
    timestamp: at / 1_000,
    status_code: call.status,
    headers: { 'request-id': `req_${call.at}` },
  };
  if (call.outcome === 'error') {
    return { ...base, body: { type: 'error', error: { type: 'overloaded_error', message: call.error } } };
  }
  if (call.purpose === 'count-tokens') return { ...base, body: { input_tokens: 4_711 } };
  const usage = rawUsage(call, bill ?? ZEROS);
  const message: JsonObject = {
    id: `msg_${call.at}`,
    type: 'message',
    role: 'assistant',
    model: call.prompt.model,
    content: [],
    usage: { ...usage, output_tokens: 1 },
  };
  const events: readonly JsonObject[] = [
    { type: 'message_start', message },
    ...replyOf(call).map((block, index) => ({ type: 'content_block_start', index, content_block: block })),
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage },
    { type: 'message_stop' },
  ];
  const body = events
    .map(event => `event: ${String(event.type)}\ndata: ${JSON.stringify(event)}\n\n`)
    .join('');
  return { ...base, body_raw: body };
}
