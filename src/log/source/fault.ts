import { channel } from 'node:diagnostics_channel';
import type { Origin } from '../record.js';

/** What is published of a fault of our own, for those who want to see where it is. */
export interface Fault {
  readonly error: unknown;
  /** The line that brought it up. */
  readonly origin: Origin;
}

const FAULTS = channel('cachequake.fault');

/** Hears of every fault of our own that cost a record. @returns ends it */
export function onFault(listener: (fault: Fault) => void): () => void {
  const hear = (message: unknown): void => listener(message as Fault);
  FAULTS.subscribe(hear);
  return () => void FAULTS.unsubscribe(hear);
}

/** Tells of a fault, and gives the sentence that stands for the record that it cost. */
export function faultOf(error: unknown, origin: Origin): string {
  const fault: Fault = { error, origin };
  FAULTS.publish(fault);
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return `a fault of cachequake (${what}), of which --verbose shows more`;
}
