/** What a collector gets, read by classes that protobufjs made from the official definitions: code of another version than what sends. */
import { createRequire } from 'node:module';
import type { Got } from './running.js';

/** A class of protobufjs. */
interface Message<Shape> {
  decode(bytes: Buffer): object;
  toObject(message: object, options: object): Shape;
}

interface Value {
  readonly stringValue?: string;
  readonly intValue?: number;
  readonly doubleValue?: number;
  readonly boolValue?: boolean;
  readonly kvlistValue?: { readonly values?: readonly Pair[] };
  readonly arrayValue?: { readonly values?: readonly Value[] };
}
interface Pair {
  readonly key: string;
  readonly value: Value;
}
interface Resource {
  readonly attributes: readonly Pair[];
}
interface Logs {
  readonly resourceLogs: readonly {
    readonly resource: Resource;
    readonly scopeLogs: readonly {
      readonly logRecords: readonly {
        readonly timeUnixNano: number;
        readonly severityText: string;
        readonly eventName: string;
        readonly body: Value;
        readonly attributes: readonly Pair[];
      }[];
    }[];
  }[];
}
interface Points {
  readonly dataPoints: readonly {
    readonly attributes?: readonly Pair[];
    readonly asInt?: number;
    readonly asDouble?: number;
  }[];
}
interface Metrics {
  readonly resourceMetrics: readonly {
    readonly scopeMetrics: readonly {
      readonly metrics: readonly {
        readonly name: string;
        readonly unit: string;
        readonly sum?: Points & { readonly isMonotonic: boolean };
        readonly gauge?: Points;
      }[];
    }[];
  }[];
}

const { opentelemetry } = createRequire(import.meta.url)('otlp-definitions/build/src/generated/root.js');
const LOGS: Message<Logs> = opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
const METRICS: Message<Metrics> = opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;

function decoded<Shape>(message: Message<Shape>, bytes: Buffer): Shape {
  return message.toObject(message.decode(bytes), { longs: Number });
}

/** An AnyValue as what it says. */
function plain(value: Value): unknown {
  if (value.kvlistValue !== undefined) return object(value.kvlistValue.values);
  if (value.arrayValue !== undefined) return (value.arrayValue.values ?? []).map(plain);
  return value.stringValue ?? value.intValue ?? value.doubleValue ?? value.boolValue ?? null;
}

const object = (pairs: readonly Pair[] = []): Readonly<Record<string, unknown>> =>
  Object.fromEntries(pairs.map(({ key, value }) => [key, plain(value)]));

const at = (got: readonly Got[], path: string): readonly Buffer[] =>
  got.filter(each => each.path === path).map(({ body }) => body);

/** Every record, in the order in which they came. */
export function recordsIn(got: readonly Got[]) {
  return at(got, '/v1/logs').flatMap(bytes =>
    decoded(LOGS, bytes).resourceLogs.flatMap(({ resource, scopeLogs }) =>
      scopeLogs.flatMap(({ logRecords }) =>
        logRecords.map(record => ({
          ...record,
          resource: object(resource.attributes),
          body: plain(record.body),
          attributes: object(record.attributes),
        })),
      ),
    ),
  );
}

/** The newest value of each series: its name, and its attributes by their names. */
export function countsIn(got: readonly Got[]): ReadonlyMap<string, number | undefined> {
  const counts = new Map<string, number | undefined>();
  for (const bytes of at(got, '/v1/metrics')) {
    const scopes = decoded(METRICS, bytes).resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics);
    for (const { name, sum, gauge } of scopes.flatMap(({ metrics }) => metrics)) {
      for (const { attributes, asInt, asDouble } of (sum ?? gauge)?.dataPoints ?? []) {
        const labels = Object.entries(object(attributes)).map(pair => pair.join('='));
        counts.set([name, ...labels.sort()].join(' '), asInt ?? asDouble);
      }
    }
  }
  return counts;
}
