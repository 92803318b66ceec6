import { join } from 'node:path';
import { at, isObject, parseJson, textOf } from '../../json/json.js';
import { subagentsOf } from '../../paths/folder.js';
import type { Agent, LogPlace, Look, Machine } from '../agent.js';
import { absolute, isJsonLines } from '../paths.js';

/** Where raw bodies go: `file:` and a folder; any other value writes none (code.claude.com/docs, monitoring usage). */
const BODIES = 'OTEL_LOG_RAW_API_BODIES';

export const claudeCode: Agent = {
  id: 'claude-code',
  title: 'Claude Code',
  async places(machine, look) {
    const configs = configFolders(machine);
    const settings = await Promise.all([
      ...managedFolders(machine).map(folder => bodiesInManaged(folder, machine, look)),
      ...configs.map(folder => bodiesInSettings(folder, machine, look)),
    ]);
    const fromVariable = bodiesPlace(machine.variables[BODIES], machine.cwd, machine);
    return [
      ...(fromVariable === null ? [] : [fromVariable]),
      ...settings.flat(),
      ...configs.map(
        (folder): LogPlace => ({
          kind: 'folder',
          path: join(folder, 'projects'),
          depth: 1,
          // Older versions put subagents beside their session: lanes of it, not sessions.
          isLog: name => isJsonLines(name) && !name.startsWith('agent-'),
          partsOf: subagentsOf,
          format: 'claude-code-transcript',
        }),
      ),
    ];
  },
  advice: [
    {
      line: 'CLAUDE_CODE_ENABLE_TELEMETRY=1 OTEL_LOG_RAW_API_BODIES=file:/abs/dir claude',
      gives:
        'Writes every request and response to /abs/dir (about 100 kB each; Claude Code deletes none). In "env" of ~/.claude/settings.json it holds for every session, and cachequake finds the folder.',
    },
    { line: 'cachequake record -- claude', gives: 'The bytes that were sent.' },
  ],
};

/** `CLAUDE_CONFIG_DIR` takes a list, and takes the place of the usual folders. */
function configFolders({ variables, home, cwd }: Machine): readonly string[] {
  const named = (variables.CLAUDE_CONFIG_DIR ?? '').split(',').map(part => part.trim());
  const folders = named.filter(part => part !== '').map(part => absolute(part, home, cwd));
  return folders.length > 0 ? folders : [join(home, '.claude'), join(home, '.config', 'claude')];
}

/** Where an organisation puts the settings of all users, on Linux and on macOS (code.claude.com/docs, settings). */
const managedFolders = ({ root }: Machine): readonly string[] => [
  join(root, 'etc', 'claude-code'),
  join(root, 'Library', 'Application Support', 'ClaudeCode'),
];

/** Managed settings: one file, and since 2.1.83 a folder of parts beside it. */
async function bodiesInManaged(folder: string, machine: Machine, look: Look): Promise<readonly LogPlace[]> {
  const drops = join(folder, 'managed-settings.d');
  const parts = (await look.names(drops)).filter(name => name.endsWith('.json')).sort();
  const files = [join(folder, 'managed-settings.json'), ...parts.map(name => join(drops, name))];
  const places = await Promise.all(files.map(file => bodiesIn(file, folder, machine, look)));
  return places.flatMap(place => (place === null ? [] : [place]));
}

async function bodiesInSettings(folder: string, machine: Machine, look: Look): Promise<readonly LogPlace[]> {
  const files = ['settings.json', 'settings.local.json'].map(name => join(folder, name));
  const places = await Promise.all(files.map(file => bodiesIn(file, folder, machine, look)));
  return places.flatMap(place => (place === null ? [] : [place]));
}

async function bodiesIn(path: string, base: string, machine: Machine, look: Look): Promise<LogPlace | null> {
  const file = await look.text(path);
  if (file === null) return null;
  if ('reason' in file) return { kind: 'problem', path, reason: file.reason };
  const settings = parseJson(file.text);
  if (!isObject(settings)) {
    return { kind: 'problem', path, reason: 'not JSON, so where raw bodies go is not known' };
  }
  return bodiesPlace(textOf(at(settings, 'env', BODIES)) ?? undefined, base, machine);
}

function bodiesPlace(value: string | undefined, base: string, { home }: Machine): LogPlace | null {
  const folder = /^file:(.+)$/.exec(value?.trim() ?? '')?.[1];
  if (folder === undefined) return null;
  return { kind: 'bodies', path: absolute(folder, home, base), format: 'claude-code-bodies' };
}
