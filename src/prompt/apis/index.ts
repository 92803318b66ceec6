import type { Api } from '../../log/record.js';
import type { ApiReader } from '../draft.js';
import { anthropicMessages } from './anthropic-messages.js';
import { bedrockConverse } from './bedrock-converse.js';
import { gemini } from './gemini.js';
import { openaiChat } from './openai-chat.js';
import { openaiResponses } from './openai-responses.js';

/** Every API whose requests can be read. */
const READERS: readonly ApiReader[] = [
  anthropicMessages,
  openaiChat,
  openaiResponses,
  gemini,
  bedrockConverse,
];

export function readerOf(api: Api): ApiReader | null {
  return READERS.find(reader => reader.api === api) ?? null;
}
