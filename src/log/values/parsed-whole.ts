/** Who wants to know which lines could not be taken apart hears of them: they cost more than others, and say nothing else. */
import { channel } from 'node:diagnostics_channel';
import type { Origin } from '../record.js';

const LINES = channel('cachequake.parsed-whole');

/** Hears of every long line that was parsed whole, though it is JSON. @returns ends it */
export function onParsedWhole(listener: (origin: Origin) => void): () => void {
  const hear = (message: unknown): void => listener(message as Origin);
  LINES.subscribe(hear);
  return () => void LINES.unsubscribe(hear);
}

export function tellParsedWhole(origin: Origin): void {
  LINES.publish(origin);
}
