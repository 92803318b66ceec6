import { open, readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { parseRelaxedJson } from '../../log/find/relaxed-json.js';
import { at } from '../../log/json/json.js';
import { findProgram, programsOf } from './programs.js';

/** Where a command runs. */
export interface Surroundings {
  readonly cwd: string;
  /** `$PATH` */
  readonly path: string | undefined;
}

/**
 * Whether a command starts Gemini CLI: `names` it, by itself, by a runner, in a shell's `-c`, or in a file that it is given;
 * `may`, since it is installed where any program could start it; `cannot`, as far as can be seen.
 */
export async function startsGeminiCli(
  command: readonly string[],
  { cwd, path }: Surroundings,
): Promise<'names' | 'may' | 'cannot'> {
  if (programsOf(command).some(name => /^gemini(?:-cli)?$/.test(name))) return 'names';
  const found = await Promise.all([findProgram('gemini', path), ...binFolders(cwd).map(isThere)]);
  const isInstalled = found.some(place => place !== null);
  // By its bare name only what is installed can be started: elsewhere the word is a provider's.
  const mentions = isInstalled ? [MENTION, BARE] : [MENTION];
  if (await namesIt(command, { cwd, path, mentions }, DEPTH)) return 'names';
  return isInstalled ? 'may' : 'cannot';
}

/** Its package, or a path that ends in its name; `gemini-3-pro` and `--provider gemini` are neither. */
const MENTION = /(?:^|[\s/"'`=@])gemini-cli(?=$|[\s"'`@;&|),/])|\/gemini(?=$|[\s"'`;&|)])/m;

const BARE = /(?:^|[\s;&|("'`])gemini(?=$|[\s;&|)"'`])/m;

/** Scripts that start scripts are followed so far. */
const DEPTH = 3;

async function namesIt(
  words: readonly string[],
  where: Surroundings & { readonly mentions: readonly RegExp[] },
  depth: number,
): Promise<boolean> {
  const { cwd, path, mentions } = where;
  if (words.some(word => MENTION.test(word))) return true;
  for (const file of new Set([...words, ...recipesOf(words)])) {
    const found = /[/.]/.test(file) ? resolve(cwd, file) : await findProgram(file, path);
    if (found === null) continue;
    if (/^gemini(?:-cli)?(?:\.m?js)?$/.test(basename(await realpath(found).catch(() => found)))) return true;
    const text = await scriptAt(found);
    if (text === '') continue;
    if (mentions.some(mention => mention.test(commandsOf(text)))) return true;
    if (depth === 0) continue;
    const inside = text.match(/[\w@./~+-]+/g)?.filter(word => /[./]/.test(word)) ?? [];
    if (await namesIt(inside.slice(0, MOST_WORDS), where, depth - 1)) return true;
  }
  return false;
}

/** Files that tell a runner what to start. */
function recipesOf(words: readonly string[]): readonly string[] {
  const name = basename(words.find(word => !word.includes('=')) ?? '');
  if (/^(?:npm|pnpm|yarn|bun)$/.test(name)) return ['./package.json'];
  if (/^(?:make|gmake)$/.test(name)) return ['./Makefile', './makefile'];
  return name === 'just' ? ['./justfile'] : [];
}

/** Without comments. */
const commandsOf = (text: string): string => text.replace(/^\s*#.*$/gm, '');

/** Words of one script that are looked up. */
const MOST_WORDS = 200;

/** A script longer than this is a program. */
const LONGEST_SCRIPT = 64 * 1024;

/** Text of a script; empty for a program, a folder, or what cannot be read. */
async function scriptAt(path: string): Promise<string> {
  const file = await open(path, 'r').catch(() => null);
  if (file === null) return '';
  try {
    const info = await file.stat();
    if (!info.isFile() || info.size > LONGEST_SCRIPT) return '';
    const { bytesRead, buffer } = await file.read(Buffer.alloc(LONGEST_SCRIPT), 0, LONGEST_SCRIPT, 0);
    const text = buffer.toString('utf8', 0, bytesRead);
    return text.includes('\0') ? '' : text;
  } catch {
    return '';
  } finally {
    await file.close();
  }
}

/** Where a package of the project has its programs, from a folder upwards. */
function binFolders(cwd: string): readonly string[] {
  const above = dirname(cwd);
  return [join(cwd, 'node_modules', '.bin', 'gemini'), ...(above === cwd ? [] : binFolders(above))];
}

const isThere = (path: string): Promise<string | null> => realpath(path).catch(() => null);

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
