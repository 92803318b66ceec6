/** The page on commands: what `--help` says of each, and how each ends. `npm run docs` writes it. */
import type { Io } from '../src/cli/io.js';
import { run } from '../src/cli/run.js';
import { COMMAND_NAMES } from '../src/cli/similar.js';

/** What `cachequake COMMAND --help` prints. */
async function helpOf(command: string): Promise<string> {
  let out = '';
  const io: Io = {
    stdout: { write: text => (out += text) },
    stderr: { write: text => (out += text) },
    stdinIsTTY: false,
    env: {},
  };
  await run([command, '--help'], io);
  return out.trimEnd();
}

/** How a command ends, in the words of its help; null: it does not say. */
export function endingOf(help: string): string | null {
  const [, ending] = /\bEnds with ([\s\S]*?)\.(?=\s+[A-Z]|\s*$)/.exec(help) ?? [];
  return ending === undefined ? null : ending.replace(/\s+/g, ' ');
}

export async function commandsPage(): Promise<string> {
  const helps = await Promise.all(
    COMMAND_NAMES.map(async name => {
      const help = await helpOf(name);
      return { name, help, ending: endingOf(help) };
    }),
  );
  const rows = helps.map(({ name, ending }) => `| \`${name}\` | ${(ending ?? '').replaceAll('|', '\\|')} |`);
  return [
    '# Commands',
    '`npm run docs` writes this page from what `cachequake COMMAND --help` prints.',
    '## How each ends',
    'Every sentence on standard error that says why begins with `cachequake: `; 1 that no row names is a bug.',
    ['| command | ends with |', '|---|---|', ...rows].join('\n'),
    ...helps.flatMap(({ name, help }) => [`## ${name}`, `\`\`\`text\n${help}\n\`\`\``]),
    '',
  ].join('\n\n');
}
