/**
 * Bedrock's model invocation logs (S3 and CloudWatch): a record a call, its bodies in it unless they are larger than 100 kB and
 * stand in a file of their own (docs.aws.amazon.com/bedrock, model-invocation-logging). CloudWatch gives a record as the text of an
 * event: `aws logs get-log-events` and `filter-log-events` in `events`, a subscription in `logEvents`, Logs Insights as `@message`.
 */
import { at, countOf, isArray, isObject, objectOf, parseJson, textOf, timeOf } from '../json/json.js';
import { placeKey, rawLine, requestRecord } from '../protocol/request.js';
import { outcomeOf, readResponse, usageRecord } from '../protocol/response.js';
import { readUsage } from '../protocol/usage.js';
import type { Json, JsonObject, LogRecord, PathStep, RawLine, Usage } from '../record.js';
import { type LogFormat, type ParsedLine, within } from './format.js';

export const bedrockInvocation: LogFormat = {
  id: 'bedrock-invocation',
  title: 'Bedrock invocation log',
  fidelity: 'reserialised',
  recognises: value => isCall(value) || messagesOf(value).length > 0,
  open: () => ({
    read(line) {
      if (isCall(line.value)) return readCall(line, line.value);
      return messagesOf(line.value).flatMap(({ text, call, at: place }) =>
        readCall(within(line, place), call, text),
      );
    },
  }),
};

const isCall = (value: JsonObject): boolean =>
  value.schemaType === 'ModelInvocationLog' && textOf(value.modelId) !== null;

/** A record as the text of an event, and where that stands. */
interface Message {
  readonly text: string;
  readonly call: JsonObject;
  readonly at: readonly PathStep[];
}

function messagesOf(value: JsonObject): readonly Message[] {
  const lists = ['events', 'logEvents'].flatMap(name => {
    const events = value[name];
    return isArray(events)
      ? events.map((event, i) => ({ text: at(event, 'message'), at: [name, i, 'message'] }))
      : [];
  });
  const rows = isArray(value.results) ? value.results : [];
  const fields = rows.flatMap((row, i) =>
    isArray(row)
      ? row.flatMap((field, j) =>
          at(field, 'field') === '@message'
            ? [{ text: at(field, 'value'), at: ['results', i, j, 'value'] }]
            : [],
        )
      : [],
  );
  const own = value['@message'] === undefined ? [] : [{ text: value['@message'], at: ['@message'] }];
  return [...lists, ...fields, ...own].flatMap(({ text, at: place }) => {
    const message = typeof text === 'string' ? text : isObject(text) ? JSON.stringify(text) : '';
    const call = message.includes('ModelInvocationLog') ? parseJson(message) : undefined;
    return isObject(call) && isCall(call) ? [{ text: message, call, at: place }] : [];
  });
}

/** @param text of the event that it stands in; null: it is the line */
function readCall(line: ParsedLine, value: JsonObject, text: string | null = null): LogRecord[] {
  const { origin } = line;
  const operation = String(value.operation);
  const body = objectOf(at(value, 'input', 'inputBodyJson'));
  const key = textOf(value.requestId) ?? placeKey(line);
  const request = requestRecord({
    key,
    origin,
    fidelity: body === null ? 'usage-only' : 'reserialised',
    body,
    raw: body === null ? null : rawOf(line, text),
    at: timeOf(value.timestamp),
    provider: 'amazon-bedrock',
    model: modelOf(value.modelId),
    ...(/^Converse/.test(operation) ? { api: 'bedrock-converse' as const } : {}),
    purpose: /^(?:Converse|InvokeModel)/.test(operation) ? 'generate' : 'other',
  });
  const facts = readResponse(answerOf(at(value, 'output', 'outputBodyJson')));
  const error = textOf(value.errorCode) ?? facts.error;
  const usage = fuller(countsOf(value), facts.usage);
  return [
    request,
    usageRecord({ origin, of: { key } }, { ...facts, usage, error, outcome: outcomeOf(usage, error) }),
  ];
}

/** Of an event, its text is kept apart: in its line it is written as the text of a text. */
function rawOf(line: ParsedLine, text: string | null): RawLine {
  const bodyAt = ['input', 'inputBodyJson'];
  return text === null
    ? rawLine(line, bodyAt)
    : { bytes: Buffer.from(text), bodyAt, bodyIsText: false, isApart: true };
}

/** Older records count what was not cached alone; what was read and written stands in the answer then. */
function fuller(own: Usage | null, answered: Usage | null): Usage | null {
  if (own === null || answered === null) return own ?? answered;
  return own.cacheRead === null && answered.cacheRead !== null ? answered : own;
}

/** The last part of an ARN. */
const modelOf = (id: Json | undefined): string | null => textOf(id)?.replace(/^arn:.*\//, '') ?? null;

/** Of a stream: the event that tells of the whole. */
function answerOf(output: Json | undefined): Json | undefined {
  if (!isArray(output)) return output;
  const whole = output.findLast(event => at(event, 'metadata', 'usage') !== undefined);
  return whole === undefined ? output : at(whole, 'metadata');
}

/** The counts of the record itself: `inputTokenCount` excludes what was cached, as in Converse. */
function countsOf(value: JsonObject): Usage | null {
  const input = countOf(at(value, 'input', 'inputTokenCount'));
  const [read, written] = ['cacheReadInputTokenCount', 'cacheWriteInputTokenCount'].map(name =>
    countOf(at(value, 'input', name)),
  );
  if (input === null) return null;
  return readUsage({
    inputTokens: input,
    outputTokens: countOf(at(value, 'output', 'outputTokenCount')),
    cacheReadInputTokens: read ?? null,
    cacheWriteInputTokens: written ?? null,
  });
}
