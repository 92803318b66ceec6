import type { Api } from '../../log/record.js';
import type { ApiReader } from '../draft.js';
import { anthropicMessages } from './anthropic-messages.js';

const READERS: readonly ApiReader[] = [anthropicMessages];

export function readerOf(api: Api): ApiReader | null {
  return READERS.find(reader => reader.api === api) ?? null;
}
