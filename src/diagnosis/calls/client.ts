import type { Client } from '../../log/record.js';
import type { RequestEntry } from '../model.js';
import type { Call } from './call.js';

/** The program of a call's parent, where its version or its name is known to be another one. */
export function clientBefore({ record, parent }: Pick<Call, 'record' | 'parent'>): Client | null {
  const [before, now] = [parent?.record.client ?? null, record.client ?? null];
  if (before === null || now === null) return null;
  return differs(before.name, now.name) || differs(before.version, now.version) ? before : null;
}

const differs = (one: string | null, other: string | null): boolean =>
  one !== null && other !== null && one !== other;

/** `client 2.1.3 → 2.1.4 at this request`; null: the same, or not known. */
export function clientSentence({
  client,
  clientBefore: before,
}: Pick<RequestEntry, 'client' | 'clientBefore'>): string | null {
  if (client === null || before === null) return null;
  const isSame = before.name === client.name || before.name === null || client.name === null;
  const [from, to] = isSame ? [before.version, client.version] : [clientName(before), clientName(client)];
  return `client ${from} → ${to} at this request`;
}

/** `claude-code 2.1.4`. */
export const clientName = ({ name, version }: Client): string =>
  [name, version].filter(part => part !== null).join(' ');
