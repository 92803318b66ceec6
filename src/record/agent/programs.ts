import { access, constants } from 'node:fs/promises';
import { basename, delimiter, join } from 'node:path';

/** Programs whose first plain argument is the name of a program or of its package. */
const RUNNERS =
  /^(?:npx|npm|pnpm|pnpx|yarn|bunx|bun|node|deno|uvx|pipx|mise|asdf|env|exec|nohup|time|nice|ionice|setsid|stdbuf|timeout|sudo|command|caffeinate|script|direnv|doppler|op|dotenv)$/;
/** Words of such a program that are no name yet. */
const RUNNER_WORDS = /^(?:x|exec|run|dlx|tool|--|\d+(?:\.\d+)?[smhd]?)$/;
const SHELLS = /^(?:sh|bash|zsh|dash|ksh|fish|ash)$/;
const ASSIGNMENT = /^[A-Za-z_]\w*=/;

/**
 * The programs that a command starts, as far as its words tell: `sh -c 'cd x && npx -y @google/gemini-cli'` starts `sh` and
 * `gemini-cli`. Names without folder, version and ending.
 */
export function programsOf(command: readonly string[]): readonly string[] {
  const words = command.filter((word, index) => index > 0 || !ASSIGNMENT.test(word));
  const [program, ...args] = words;
  if (program === undefined) return [];
  const name = nameOf(program);
  if (SHELLS.test(name)) return [name, ...inScript(args)];
  if (!RUNNERS.test(name)) return [name];
  const at = args.findIndex(
    word => !word.startsWith('-') && !RUNNER_WORDS.test(word) && !ASSIGNMENT.test(word),
  );
  return [name, ...(at < 0 ? [] : programsOf(args.slice(at)))];
}

/** The programs of a shell's `-c`; a script file is a program of its own. */
function inScript(args: readonly string[]): readonly string[] {
  const at = args.findIndex(word => /^-\w*c$/.test(word));
  if (at < 0) {
    const file = args.find(word => !word.startsWith('-'));
    return file === undefined ? [] : [nameOf(file)];
  }
  return (args[at + 1] ?? '').split(/[;&|\n(){}`]+/).flatMap(part => programsOf(wordsOf(part)));
}

function wordsOf(script: string): readonly string[] {
  const words = script.match(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g) ?? [];
  const start = words.findIndex(word => !ASSIGNMENT.test(word));
  return (start < 0 ? [] : words.slice(start)).map(word => word.replaceAll(/['"]/g, ''));
}

/** `@google/gemini-cli@0.61` and `/usr/bin/gemini.js` without what is around the name. */
function nameOf(word: string): string {
  return basename(word)
    .replace(/(?<=.)@[^@]*$/, '')
    .replace(/\.(?:m?js|cmd|exe|sh)$/, '');
}

/** Where a shell would find a program; null: nowhere. */
export async function findProgram(program: string, path: string | undefined): Promise<string | null> {
  if (program.includes('/')) return program;
  for (const folder of (path ?? '').split(delimiter).filter(part => part !== '')) {
    const candidate = join(folder, program);
    if (
      await access(candidate, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return candidate;
  }
  return null;
}
