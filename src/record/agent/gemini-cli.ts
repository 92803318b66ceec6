import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseRelaxedJson } from '../../log/find/relaxed-json.js';
import { at } from '../../log/json/json.js';

const NAMES = /^gemini(?:-cli)?(?:@.*)?$/;

/** Programs that start another one, which they are told by the name of its package. */
const RUNNERS = /^(?:npx|npm|pnpm|pnpx|yarn|bunx|bun|node)$/;

/** True for a command that starts Gemini CLI. */
export function isGeminiCli([program = '', ...args]: readonly string[]): boolean {
  const isNamed = (word: string): boolean => NAMES.test(basename(word));
  return isNamed(program) || (RUNNERS.test(basename(program)) && args.some(isNamed));
}

/**
 * True if Gemini CLI starts where it is given a base URL: its settings choose an API key. Without that, and with a key in
 * the environment alone, it ends with `Invalid auth method selected` (0.61), though it runs without a base URL.
 *
 * @param folders where it looks for `.gemini/settings.json`: home and project
 */
export async function choosesApiKey(folders: readonly string[]): Promise<boolean> {
  const texts = await Promise.all(
    folders.map(folder => readFile(join(folder, '.gemini', 'settings.json'), 'utf8').catch(() => '')),
  );
  return texts.some(
    text => at(parseRelaxedJson(text), 'security', 'auth', 'selectedType') === 'gemini-api-key',
  );
}
