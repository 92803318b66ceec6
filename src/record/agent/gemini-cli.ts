import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseRelaxedJson } from '../../log/find/relaxed-json.js';
import { at } from '../../log/json/json.js';
import { programsOf } from './programs.js';

const NAMES = /^gemini(?:-cli)?$/;

/**
 * True for a command that starts Gemini CLI, by itself, by a runner, in a shell's `-c`, or in a script that names it.
 *
 * @param find the path of a program, as the shell would find it; null: none
 */
export async function startsGeminiCli(
  command: readonly string[],
  find: (program: string) => Promise<string | null>,
): Promise<boolean> {
  if (programsOf(command).some(name => NAMES.test(name))) return true;
  const scripts = await Promise.all(command.slice(0, 2).map(async word => scriptAt(await find(word))));
  return scripts.some(text => /(?:^|[\s/"'`=])gemini(?:-cli)?(?=$|[\s"'`@;&|)])/m.test(text));
}

/** A script longer than this is a program. */
const LONGEST_SCRIPT = 64 * 1024;

/** Text of a script with a shebang; empty for anything else. */
async function scriptAt(path: string | null): Promise<string> {
  if (path === null) return '';
  const file = await open(path, 'r').catch(() => null);
  if (file === null) return '';
  try {
    if (!(await file.stat()).isFile()) return '';
    const { bytesRead, buffer } = await file.read(Buffer.alloc(LONGEST_SCRIPT), 0, LONGEST_SCRIPT, 0);
    const text = buffer.toString('utf8', 0, bytesRead);
    return text.startsWith('#!') ? text : '';
  } catch {
    return '';
  } finally {
    await file.close();
  }
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
