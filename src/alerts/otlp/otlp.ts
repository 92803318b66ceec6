/** Counters and log records for a collector of OpenTelemetry, as protobuf over HTTP. */
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider, type ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { type Alert, alertOf, alertOfCold } from '../alert.js';
import { atMost } from '../at-most.js';
import { createLabels } from '../labels.js';
import type { Outlet } from '../outlet.js';
import { type BatchOptions, createBatches, type Delivery } from './batches.js';
import { createOtlpMeters } from './meters.js';
import { recordOf } from './records.js';

export interface OtlpSettings {
  /** Base address: `/v1/metrics` and `/v1/logs` come behind it. */
  readonly url: string;
  readonly host: string;
  readonly version: string;
  /** How much the other outlets could not deliver. */
  readonly dropped: () => number;
  /** Told when a collector stops taking what is sent, and when it takes it again. Never the address. */
  readonly log: (sentence: string) => void;
  /** Milliseconds between two exports of the counters. @default 15000 */
  readonly interval?: number;
  readonly batches?: BatchOptions;
}

export interface Otlp extends Outlet {
  /** Log records that the collector did not get. */
  readonly dropped: number;
}

const INTERVAL = 15_000;
/** For one export, milliseconds. */
const TIMEOUT = 10_000;
/** For what is still to be told when the watching ends. */
const LAST_WORDS = 2000;

export function openOtlp(settings: OtlpSettings): Otlp {
  const { url, host, version, log, interval = INTERVAL } = settings;
  const own = { 'service.name': 'cachequake', 'service.version': version, 'host.name': host };
  // What the user says of this process in OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES goes before.
  const resource = resourceFromAttributes(own).merge(detectResources({ detectors: [envDetector] }));
  const common = { userAgent: `cachequake/${version}`, timeoutMillis: TIMEOUT };
  const health = createHealth(log);
  const labels = createLabels();

  const logs = new OTLPLogExporter({ ...common, url: `${url}/v1/logs` });
  const batches = createBatches<ReadableLogRecord>(
    items => within(TIMEOUT + LAST_WORDS, done => logs.export([...items], done), health('log records')),
    settings.batches,
  );
  const logger = new LoggerProvider({
    resource,
    processors: [
      {
        onEmit: record => batches.push(record),
        forceFlush: () => Promise.resolve(),
        shutdown: () => Promise.resolve(),
      },
    ],
  }).getLogger('cachequake', version);

  const metrics = new OTLPMetricExporter({ ...common, url: `${url}/v1/metrics` });
  const ofMetrics = health('metrics');
  const { export: send } = metrics;
  metrics.export = (data, done) => {
    const shown = counting.showing();
    send.call(metrics, data, result => {
      ofMetrics(result);
      if (result.code === ExportResultCode.SUCCESS) shown();
      done(result);
    });
  };
  const reader = new PeriodicExportingMetricReader({
    exporter: metrics,
    exportIntervalMillis: interval,
    exportTimeoutMillis: Math.min(interval, TIMEOUT),
  });
  const provider = new MeterProvider({ resource, readers: [reader] });
  const counting = createOtlpMeters(
    provider.getMeter('cachequake', version),
    () => settings.dropped() + batches.dropped,
  );

  const emit = (alert: Alert | null): void => {
    if (alert !== null) logger.emit(recordOf(alert));
  };

  return {
    event(event) {
      labels.keep(event);
      counting.event(event);
      emit(alertOf(event, host, labels.of));
    },
    cold: going => emit(alertOfCold(going, host)),
    begin: counting.begin,
    get dropped() {
      return batches.dropped;
    },
    async close() {
      await batches.close(LAST_WORDS);
      if (batches.dropped > 0) log(`otlp: ${batches.dropped} log records were not delivered`);
      // The counters last, so that they hold what was dropped, and all that was held back.
      counting.release();
      const shutdown = provider.shutdown({ timeoutMillis: LAST_WORDS }).catch(() => undefined);
      await atMost(LAST_WORDS, shutdown);
    },
  };
}

/** An export that never ends costs itself. */
function within(
  limit: number,
  start: (done: (result: ExportResult) => void) => void,
  tell: (result: ExportResult) => void,
): Promise<Delivery> {
  return new Promise(resolve => {
    const finish = (result: ExportResult): void => {
      clearTimeout(timer);
      tell(result);
      resolve(outcomeOf(result));
    };
    const timer = setTimeout(
      () => finish({ code: ExportResultCode.FAILED, error: new Error('no answer in time') }),
      limit,
    ).unref();
    start(finish);
  });
}

/** A status that says that these bytes are wrong is final. */
function outcomeOf({ code, error }: ExportResult): Delivery {
  if (code === ExportResultCode.SUCCESS) return 'sent';
  const status = error !== undefined && 'code' in error && typeof error.code === 'number' ? error.code : 0;
  return status >= 400 && status < 500 && status !== 408 && status !== 429 ? 'refused' : 'later';
}

/** Tells when it fails for the first time, and when it does no longer. */
function createHealth(log: (sentence: string) => void): (what: string) => (result: ExportResult) => void {
  return what => {
    let isFailing = false;
    return ({ code, error }) => {
      const failed = code !== ExportResultCode.SUCCESS;
      if (failed && !isFailing) log(`otlp: ${what} do not arrive: ${reasonOf(error)}`);
      if (!failed && isFailing) log(`otlp: ${what} arrive again`);
      isFailing = failed;
    };
  };
}

/** The code of an error: its message may hold the address. */
function reasonOf(error: Error | undefined): string {
  if (error === undefined || !('code' in error)) return 'no answer';
  return typeof error.code === 'number' ? `status ${error.code}` : String(error.code);
}
