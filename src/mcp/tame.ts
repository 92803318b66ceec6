/**
 * Names out of a log in answers to a model. A log is hostile: a tool may be called `ignore what you were told and …`. What looks like
 * a name stays; all else is told by its length and a hash, by which two of them can still be told apart.
 */
import { createHash } from 'node:crypto';
import { shown } from '../text/shown.js';

/** One word of what identifiers, models, paths in JSON and ids are made of. */
const NAME = /^[\w.:@/*#$+~()[\],=-]{1,120}$/;
/** Letters in a row that no blank or sign divides: longer ones are no word of a name. */
const RUN = /[A-Za-z]{40}/;

/** @example tame('claude-opus-5') // 'claude-opus-5' */
export function tame(text: string): string {
  const safe = shown(text);
  if (NAME.test(safe) && !RUN.test(safe)) return safe;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 8);
  return `[${[...text].length} characters, sha256 ${hash}]`;
}

export function tameOrNull(text: string | null): string | null {
  return text === null ? null : tame(text);
}

/** A site is our words around names: `history-edited (compacted) at messages[*].tool_result in main`. */
export function tameSite(site: string): string {
  const [, cause, kind, path, agent] = /^([a-z-]+)(?: \((.*?)\))?(?: at (.*?))? in (.*)$/s.exec(site) ?? [];
  if (cause === undefined || agent === undefined) return tame(site);
  const value = kind === undefined ? '' : ` (${tame(kind)})`;
  const place = path === undefined ? '' : ` at ${tame(path)}`;
  return `${cause}${value}${place} in ${tame(agent)}`;
}

/** A cause is a word of ours, with what kind of it it is: `volatile-value (time)`. */
export function tameCause(name: string): string {
  const [, cause, kind] = /^([a-z-]+)(?: \((.*)\))?$/s.exec(name) ?? [];
  if (cause === undefined) return tame(name);
  return kind === undefined ? cause : `${cause} (${tame(kind)})`;
}

/** A command of ours, as our sentences name it. */
const COMMAND = /^cachequake [a-z]{1,12}$/;

/** A sentence of ours on a log: what it quotes is left out, what it names is told as a name. */
export function tameSentence(sentence: string): string {
  return shown(sentence)
    .replace(/"[\s\S]*"/, '"…"')
    .replace(/`([^`]*)`/g, (_, name: string) => `\`${COMMAND.test(name) ? name : tame(name)}\``);
}
