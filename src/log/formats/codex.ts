/**
 * Codex rollouts (`~/.codex/sessions/…/rollout-….jsonl`): usage only, as the tools are not in them.
 *
 * A `token_count` event follows each response; it is repeated unchanged with later events, and without `info` it only
 * tells rate limits. A subagent's rollout starts with its parent's history, replayed within a second; a fork's starts with a copy of the
 * rollout that it was forked from, whose lines have new times and keep the ids of their turns.
 */
import { at, objectOf, textOf, timeOf } from '../json/json.js';
import { clientOf } from '../protocol/client.js';
import { limitsOfRollout } from '../protocol/limits.js';
import { requestRecord } from '../protocol/request.js';
import { NO_RESPONSE, outcomeOf, usageRecord } from '../protocol/response.js';
import { readUsage } from '../protocol/usage.js';
import type { Client, JsonObject, LogRecord } from '../record.js';
import type { FormatReader, LogFormat, ParsedLine } from './format.js';

const TYPES = new Set([
  'session_meta',
  'turn_context',
  'response_item',
  'event_msg',
  'compacted',
  'world_state',
  'token_usage_record',
]);

export const codex: LogFormat = {
  id: 'codex',
  title: 'Codex rollout',
  fidelity: 'usage-only',
  recognises: value =>
    objectOf(value.payload) !== null && (TYPES.has(String(value.type)) || isNumbered(value)),
  open: openRollout,
};

/** Every line of a newer rollout, of kinds that come with later versions too. */
function isNumbered({ ordinal, timestamp, type }: JsonObject): boolean {
  return typeof ordinal === 'number' && typeof type === 'string' && timeOf(timestamp ?? null) !== null;
}

/** Milliseconds between two lines of a copy, at most. */
const NO_PAUSE = 100;

/** Items that make a request leave: what the user says and what tools answer. */
const ASKING = /^(?:message|function_call_output|custom_tool_call_output|local_shell_call_output)$/;

function openRollout(): FormatReader {
  let session: string | null = null;
  let provider: string | null = null;
  let agent: string | null = null;
  let client: Client | null = null;
  let model: string | null = null;
  let turn: string | null = null;
  let askedAt: number | null = null;
  /** Of the answer that the next count is of, where the rollout names it (0.171). */
  let responseId: string | null = null;
  let effort: string | null | undefined;
  let totals = '';
  /** Second in which the rollout began, if it is a subagent's or a fork: what is stamped with it is its parent's. */
  let replayedIn: number | null = null;
  /** True while lines follow the header of a fork or a subagent's without a pause: no answer comes so soon, so they are a copy. */
  let isReplaying = false;
  let writtenAt: number | null = null;
  /** When a fork began: turns that are older, but stamped later, are its parent's. */
  let forkedAt: number | null = null;

  function readMeta(value: JsonObject, payload: JsonObject): void {
    // A replayed history brings its own header along.
    if (session !== null) return;
    session = textOf(payload.id);
    provider = textOf(payload.model_provider);
    client = clientOf(textOf(payload.originator) ?? 'codex', payload.cli_version);
    const spawn = at(payload, 'source', 'subagent') ?? at(payload, 'source', 'thread_spawn');
    if (textOf(payload.forked_from_id) !== null) {
      replayedIn = secondOf(timeOf(value.timestamp));
      forkedAt = timeOfId(session) ?? timeOf(value.timestamp);
      isReplaying = true;
    }
    if (spawn === undefined) return;
    isReplaying = true;
    agent = textOf(at(payload, 'agent_nickname')) ?? 'subagent';
    replayedIn = secondOf(timeOf(value.timestamp));
  }

  function noteTime(time: number | null): void {
    if (writtenAt !== null && time !== null && time - writtenAt > NO_PAUSE) isReplaying = false;
    writtenAt = time ?? writtenAt;
  }

  function isCopied(time: number | null): boolean {
    if (isReplaying) return true;
    if (replayedIn !== null && secondOf(time) === replayedIn) return true;
    const began = timeOfId(turn);
    return forkedAt !== null && time !== null && began !== null && began < forkedAt && time >= forkedAt;
  }

  function readCount(line: ParsedLine, payload: JsonObject): LogRecord[] {
    const { value, origin } = line;
    const info = objectOf(payload.info);
    const last = objectOf(info?.last_token_usage);
    const endedAt = timeOf(value.timestamp);
    const sum = JSON.stringify(info?.total_token_usage ?? null);
    if (last === null || sum === totals) return [];
    totals = sum;
    if (isCopied(endedAt)) return [];
    const key = String(origin.line);
    const usage = readUsage({ total_tokens: null, ...last });
    const request = requestRecord({
      key,
      origin,
      fidelity: 'usage-only',
      body: null,
      at: askedAt ?? endedAt,
      session,
      turn,
      agent,
      client,
      provider,
      api: 'openai-responses',
      model,
      ...(effort === undefined ? {} : { effort }),
    });
    const limits = limitsOfRollout(objectOf(payload.rate_limits), endedAt);
    const facts = { ...NO_RESPONSE, usage, outcome: outcomeOf(usage, null), model, limits, responseId };
    responseId = null;
    return [request, usageRecord({ origin, of: { key }, endedAt }, facts)];
  }

  return {
    read(line) {
      const { value, origin } = line;
      const payload = objectOf(value.payload) ?? {};
      const time = timeOf(value.timestamp);
      noteTime(time);
      if (value.type === 'session_meta') readMeta(value, payload);
      if (value.type === 'turn_context') {
        model = textOf(payload.model) ?? model;
        turn = textOf(payload.turn_id) ?? (time === null ? turn : String(time));
        askedAt = time ?? askedAt;
        effort = effortOf(payload);
      }
      if (value.type === 'token_usage_record') responseId = textOf(payload.response_id);
      if (
        value.type === 'response_item' &&
        ASKING.test(String(payload.type)) &&
        payload.role !== 'assistant'
      ) {
        askedAt = time ?? askedAt;
      }
      if (value.type === 'compacted') {
        return [
          { kind: 'notice', origin, at: time, session, text: 'conversation compacted', isCompaction: true },
        ];
      }
      return payload.type === 'token_count' ? readCount(line, payload) : [];
    },
  };
}

/** Effort that a turn asks for; null: the model's own. Older versions say it beside the mode, newer ones inside it. */
function effortOf(payload: JsonObject): string | null {
  return textOf(payload.effort) ?? textOf(at(payload, 'collaboration_mode', 'settings', 'reasoning_effort'));
}

function secondOf(time: number | null): number | null {
  return time === null ? null : Math.floor(time / 1000);
}

/** When an id was made, in milliseconds since 1970, if it says so: UUIDs of version 7 begin with 48 bits of time (RFC 9562). */
function timeOfId(id: string | null): number | null {
  const parts = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i.exec(id ?? '');
  return parts === null ? null : Number.parseInt(`${parts[1]}${parts[2]}`, 16);
}
