/**
 * Bedrock's model invocation logs (S3 and CloudWatch): a record a call, its bodies in it unless they are larger than 100 kB and
 * stand in a file of their own (docs.aws.amazon.com/bedrock, model-invocation-logging).
 */
import { at, countOf, isArray, objectOf, textOf, timeOf } from '../json/json.js';
import { placeKey, rawLine, requestRecord } from '../protocol/request.js';
import { outcomeOf, readResponse, usageRecord } from '../protocol/response.js';
import { readUsage } from '../protocol/usage.js';
import type { Json, JsonObject, LogRecord, Usage } from '../record.js';
import type { LogFormat, ParsedLine } from './format.js';

export const bedrockInvocation: LogFormat = {
  id: 'bedrock-invocation',
  title: 'Bedrock invocation log',
  fidelity: 'reserialised',
  recognises: value => value.schemaType === 'ModelInvocationLog' && textOf(value.modelId) !== null,
  open: () => ({ read: readCall }),
};

function readCall(line: ParsedLine): LogRecord[] {
  const { value, origin } = line;
  const operation = String(value.operation);
  const body = objectOf(at(value, 'input', 'inputBodyJson'));
  const key = textOf(value.requestId) ?? placeKey(line);
  const request = requestRecord({
    key,
    origin,
    fidelity: body === null ? 'usage-only' : 'reserialised',
    body,
    raw: body === null ? null : rawLine(line, ['input', 'inputBodyJson']),
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
