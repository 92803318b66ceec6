/** A log record for each break, for what happens to an incident, and before a large entry expires: facts and places, no text of a prompt. */
import { type AnyValue, type LogRecord, SeverityNumber } from '@opentelemetry/api-logs';
import type { Alert } from '../alert.js';

/** The body is the alert (`cachequake.event/1`); what one filters by stands in attributes, too. */
export function recordOf(alert: Alert): LogRecord {
  const { id, at, type, what, summary, break: found, incident } = alert;
  const site = found?.site ?? incident?.sites[0]?.site;
  const cause = found?.causes[0]?.id ?? incident?.sites[0]?.cause;
  return {
    eventName: `cachequake.${type}`,
    ...(at === null ? {} : { timestamp: new Date(at) }),
    ...severityOf(alert),
    body: { ...jsonOf(alert), summary },
    attributes: {
      'cachequake.id': id,
      'cachequake.what': what,
      ...(site === undefined ? {} : { 'cachequake.site': site }),
      ...(cause === undefined ? {} : { 'cachequake.cause': cause }),
    },
  };
}

function severityOf({ severity, what }: Alert): Pick<LogRecord, 'severityNumber' | 'severityText'> {
  if (what === 'close' || what === 'cold')
    return { severityNumber: SeverityNumber.INFO, severityText: 'INFO' };
  return severity === 1
    ? { severityNumber: SeverityNumber.ERROR, severityText: 'ERROR' }
    : { severityNumber: SeverityNumber.WARN, severityText: 'WARN' };
}

/** What JSON would say of it. */
const jsonOf = (alert: Alert): Record<string, AnyValue> => JSON.parse(JSON.stringify(alert));
