import { join } from 'node:path';
import { absolutePath } from '../../paths/home.js';
import type { Agent, LogPlace, Machine } from '../agent.js';

/** Editors that keep an extension's files in the same way, by the folder of their settings. */
const EDITORS = ['Code', 'Code - Insiders', 'VSCodium', 'Cursor', 'Windsurf'];
const EXTENSIONS = ['saoudrizwan.claude-dev', 'rooveterinaryinc.roo-cline'];

export const cline: Agent = {
  id: 'cline',
  title: 'Cline and Roo Code',
  async places(machine, look) {
    const places: LogPlace[] = [tasksIn(join(machine.home, '.cline', 'data'))];
    for (const settings of settingsFolders(machine)) {
      const there = new Set(await look.names(settings));
      for (const editor of EDITORS.filter(name => there.has(name))) {
        const storage = join(settings, editor, 'User', 'globalStorage');
        places.push(...EXTENSIONS.map(extension => tasksIn(join(storage, extension))));
      }
    }
    return places;
  },
  advice: [
    {
      line: 'cachequake record',
      gives:
        'The bytes that were sent, once the base URL in the settings of the extension is http://127.0.0.1:4380/anthropic; its tasks hold usage only.',
    },
  ],
};

/** tasks/ID/ui_messages.json */
const tasksIn = (folder: string): LogPlace => ({
  kind: 'folder',
  path: join(folder, 'tasks'),
  depth: 1,
  isLog: name => name === 'ui_messages.json',
  format: 'cline',
});

/** Of Linux and macOS; a relative variable is to be ignored. */
function settingsFolders({ home, variables }: Machine): readonly string[] {
  const named = absolutePath(variables.XDG_CONFIG_HOME) ?? join(home, '.config');
  return [named, join(home, 'Library', 'Application Support')];
}
