/** Puts Claude Code's requests together again from the pieces in its transcript. */
import { createHash } from 'node:crypto';
import { isArray, isObject, numberOf, objectOf, textOf } from '../../json/json.js';
import { formatPath } from '../../json/path.js';
import { keep } from '../../oldest.js';
import type { Json, JsonObject, PathStep } from '../../record.js';

export interface RequestArchive {
  /** Takes an `api-request-shape` or an `api-request-blob`. */
  note(value: JsonObject): void;
  /** Takes (a part of) an answer of the model: it becomes a message of the next request and is not written again. */
  noteAnswer(message: JsonObject): void;
  /** Takes what the user or a tool said: not written again either, where it is sent as it stands in the transcript. */
  noteInput(message: JsonObject): void;
  /** The body of an `api-request`; `null` if its shape or the request it builds on is not in the log. */
  build(value: JsonObject): BuiltRequest | null;
  /** True if a request of that id was built lately. */
  has(id: string): boolean;
}

export interface BuiltRequest {
  readonly body: JsonObject;
  /** Paths of messages whose text is not in the log, only its hash. */
  readonly missing: readonly string[];
}

/** Requests that a later one may build on. */
const REQUESTS_KEPT = 200;
const SHAPES_KEPT = 50;
/** Bytes of messages kept, by their length as JSON. */
const MESSAGE_BYTES_KEPT = 64 * 1024 * 1024;

interface KeptMessage {
  readonly message: JsonObject;
  readonly bytes: number;
}

export function createRequestArchive(): RequestArchive {
  const shapes = new Map<string, JsonObject>();
  const messages = new Map<string, KeptMessage>();
  const requests = new Map<string, readonly string[]>();
  let keptBytes = 0;
  let answer: { readonly id: string; readonly content: readonly Json[] } | null = null;
  /** Blocks of the user since the last answer: results of parallel tools stand in a line each and are sent as one message. */
  let input: readonly Json[] = [];

  function keepMessage(hash: string, message: JsonObject): void {
    if (messages.has(hash)) return;
    const bytes = JSON.stringify(message).length;
    messages.set(hash, { message, bytes });
    keptBytes += bytes;
    for (const [oldest, kept] of messages) {
      if (keptBytes <= MESSAGE_BYTES_KEPT || oldest === hash) break;
      messages.delete(oldest);
      keptBytes -= kept.bytes;
    }
  }

  /** Found again, it counts as the newest. */
  function messageOf(hash: string): JsonObject | null {
    const kept = messages.get(hash);
    if (kept === undefined) return null;
    messages.delete(hash);
    messages.set(hash, kept);
    return kept.message;
  }

  function hashesOf(value: JsonObject): readonly string[] | null {
    const keep = numberOf(value.keep) ?? 0;
    const base = keep === 0 ? [] : requests.get(textOf(value.base) ?? '');
    if (base === undefined || !isArray(value.tail)) return null;
    return [...base.slice(0, keep), ...value.tail.map(hash => String(hash))];
  }

  return {
    note(value) {
      if (value.type === 'api-request-shape') {
        const shape = objectOf(value.shape);
        if (shape !== null) keep(shapes, textOf(value.shapeHash) ?? '', shape, SHAPES_KEPT);
      } else {
        const message = objectOf(value.message);
        const hash = textOf(value.hash);
        if (message !== null && hash !== null) keepMessage(hash, message);
      }
    },
    noteAnswer(message) {
      const id = textOf(message.id) ?? '';
      const content = isArray(message.content) ? message.content : [];
      input = [];
      answer = { id, content: answer?.id === id ? [...answer.content, ...content] : content };
      const whole = { role: 'assistant', content: answer.content };
      keepMessage(hashOf(whole), whole);
    },
    noteInput({ content }) {
      // Versions that write no requests have nothing to look up.
      if (shapes.size === 0 || content === undefined) return;
      const blocks = isArray(content) ? content : [{ type: 'text', text: content }];
      const isFirst = input.length === 0;
      input = [...input, ...blocks];
      const forms = [content, ...(isArray(content) ? [] : [blocks]), ...(isFirst ? [] : [input])];
      for (const form of forms) {
        const message = { role: 'user', content: form };
        keepMessage(hashOf(message), message);
      }
    },
    build(value) {
      const shape = shapes.get(textOf(value.shapeHash) ?? '');
      const hashes = hashesOf(value);
      const id = textOf(value.id);
      if (shape === undefined || hashes === null || id === null) return null;
      keep(requests, id, hashes, REQUESTS_KEPT);
      const { betas, ...params } = objectOf(value.params) ?? {};
      const found = hashes.map(hash => messageOf(hash));
      const body = {
        ...params,
        ...shape,
        messages: found.map((message, n) => message ?? unknown(hashes[n])),
      };
      return {
        body: withMarkers(body, value.cacheControl, step => found[Number(step)] === null),
        missing: found.flatMap((message, n) =>
          message === null ? [formatPath(['messages', n, 'content', 0])] : [],
        ),
      };
    },
    has: id => requests.has(id),
  };
}

/** The hash that the transcript gives a message: SHA-256 of its JSON with sorted keys. */
function hashOf(message: JsonObject): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(message)))
    .digest('hex');
}

function sorted(value: Json): Json {
  if (isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const entries = Object.keys(value)
    .sort()
    .map((key): [string, Json] => [key, sorted(value[key] ?? null)]);
  return Object.fromEntries(entries);
}

function unknown(hash: string | undefined): JsonObject {
  return { role: 'user', content: [{ type: 'text', text: `[message ${hash ?? ''} is not in this log]` }] };
}

/** @param isMissing whether the message of that index is a placeholder: one block stands for all that it has */
function withMarkers(
  body: JsonObject,
  markers: Json | undefined,
  isMissing: (message: PathStep) => boolean,
): JsonObject {
  if (!isArray(markers)) return body;
  let marked: Json = body;
  for (const marker of markers.filter(isObject)) {
    const sent = isArray(marker.path) ? marker.path.filter(isStep) : [];
    const [section, message] = sent;
    const isHidden = section === 'messages' && message !== undefined && isMissing(message);
    const path = isHidden ? [section, message, 'content', 0] : sent;
    if (marker.value !== undefined) marked = withValue(marked, [...path, 'cache_control'], marker.value);
  }
  return objectOf(marked) ?? body;
}

function isStep(step: Json): step is PathStep {
  return typeof step === 'string' || typeof step === 'number';
}

/** A copy with one value set; unchanged where the path leads nowhere. */
function withValue(target: Json, [step, ...rest]: readonly PathStep[], value: Json): Json {
  if (step === undefined) return value;
  if (isArray(target) && typeof step === 'number' && step < target.length) {
    return target.map((item, index) => (index === step ? withValue(item, rest, value) : item));
  }
  if (isObject(target) && (rest.length === 0 || target[step] !== undefined)) {
    return { ...target, [step]: withValue(target[step] ?? null, rest, value) };
  }
  return target;
}

/** Lane of a Claude Code request by its `query_source`: the names of the conversation itself become `main`. */
export function laneOfSource(source: string | null): string | null {
  if (source === null) return null;
  return source === 'sdk' || source.startsWith('repl_main_thread') ? 'main' : source;
}
