import { createHash } from 'node:crypto';
import { isList, isObject, type Json, type JsonObject, objects } from '../sessions/json.js';
import type { Call, Redaction } from '../sessions/prompt.js';
import { bodyOf } from '../wire/body.js';
import { type Billed, inOrder, iso, type TimedLine, type WrittenLog } from './log.js';
import { ZEROS } from './usage.js';

/**
 * The payload log of OpenClaw: requests, and one usage line for each run.
 *
 * @param runsAreTurns true: a run is a whole turn, so only its last request gets a bill; false: each request is a run
 */
export function writeOpenClaw(billed: readonly Billed[], runsAreTurns: boolean): WrittenLog {
  const runOf = (call: Call): string => digest(runsAreTurns ? call.turn : call.id).slice(0, 32);
  const lastOfRun = new Map(billed.map(item => [runOf(item.call), item.call.id]));
  return inOrder(
    billed.flatMap((item): TimedLine[] => {
      const { call } = item;
      const run = runOf(call);
      const base = {
        runId: run,
        sessionId: call.session,
        sessionKey: `agent:${call.agent ?? 'main'}:main`,
        provider: call.provider,
        modelId: call.prompt.model,
        modelApi: call.api,
        workspaceDir: '/srv/harbour',
      };
      const payload = redacted(call, bodyOf(call));
      const stage = {
        ...base,
        ts: iso(call.at),
        stage: 'request',
        payload,
        payloadDigest: digest(JSON.stringify(payload)),
      };
      const request: TimedLine = { at: call.at, call: call.id, line: stage };
      return lastOfRun.get(run) === call.id ? [request, usage(item, base)] : [request];
    }),
  );
}

function usage({ call, bill }: Billed, base: JsonObject): TimedLine {
  const { input, read, write5m, write1h, output } = bill ?? ZEROS;
  const cacheWrite = write5m + write1h;
  const at = call.endedAt ?? call.at + 1;
  const line: JsonObject = {
    ...base,
    ts: iso(at),
    stage: 'usage',
    ...(bill === null && call.error !== null
      ? { error: call.error }
      : {
          usage: {
            input,
            output,
            cacheRead: read,
            cacheWrite,
            totalTokens: input + output + read + cacheWrite,
          },
        }),
  };
  return { at, line };
}

/** Long system texts are cut out, and a marker object that was seen before reads as circular. */
function redacted(call: Call, body: JsonObject): JsonObject {
  if (call.redacts === 'nothing') return body;
  if (call.redacts !== 'system') {
    const { redacts } = call;
    const held = ['messages', 'input'].filter(name => body[name] !== undefined);
    return { ...body, ...Object.fromEntries(held.map(name => [name, withoutResults(body[name], redacts)])) };
  }
  const system = objects(body.system).map(block => {
    const text: Json =
      String(block.text).length > 4_000 ? '[Oversized diagnostic JSON redacted]' : (block.text ?? null);
    return { ...block, text, ...(isObject(block.cache_control) ? { cache_control: '[Circular]' } : {}) };
  });
  return { ...body, system };
}

/** What is said to the model of its task stays, also where an API has it among the messages. */
function withoutResults(messages: Json | undefined, redaction: Redaction): Json {
  return objects(messages).map(item =>
    item.role === 'system' || item.role === 'developer' ? item : withoutLong(item, redaction),
  );
}

function withoutLong(value: Json, redaction: Redaction): Json {
  if (typeof value === 'string') return value.length > redaction.longerThan ? redaction.as : value;
  if (isList(value)) return value.map(item => withoutLong(item, redaction));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutLong(item, redaction)]));
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
