import { join } from 'node:path';
import { at, textOf } from '../../json/json.js';
import type { Agent, LogPlace, Look, Machine } from '../agent.js';
import { absolute, projectFolders, variablePath } from '../paths.js';
import { parseRelaxedJson } from '../relaxed-json.js';

const INSTEAD = 'which no format reads: `cachequake record -- gemini` keeps what is sent';

export const gemini: Agent = {
  id: 'gemini',
  title: 'Gemini CLI',
  async places(machine, look) {
    return [chats(machine), ...(await telemetry(machine, look))];
  },
  advice: [
    {
      line: 'cachequake record -- gemini',
      gives:
        'The bytes that were sent (chats hold usage only), once ~/.gemini/settings.json has {"security": {"auth": {"selectedType": "gemini-api-key"}}}: with any other login it takes no base URL.',
    },
  ],
};

/** tmp/PROJECT/chats/session-….jsonl (.json in older versions) */
const chats = ({ home }: Machine): LogPlace => ({
  kind: 'folder',
  path: join(home, '.gemini', 'tmp'),
  depth: 2,
  isLog: name => /^session-.*\.jsonl?$/.test(name),
  format: 'gemini-cli',
});

/** The file that `telemetry.outfile` of the user's or the project's settings names, or its variable. */
async function telemetry(machine: Machine, look: Look): Promise<readonly LogPlace[]> {
  const folders = [machine.home, ...(await projectFolders(machine, look))];
  const texts = await Promise.all(folders.map(folder => look.text(join(folder, '.gemini', 'settings.json'))));
  const named = texts.map((file, index) => {
    const settings = file !== null && 'text' in file ? parseRelaxedJson(file.text) : undefined;
    const outfile = textOf(at(settings, 'telemetry', 'outfile'));
    return outfile === null ? null : absolute(outfile, machine.home, folders[index] ?? machine.cwd);
  });
  const paths = [variablePath('GEMINI_TELEMETRY_OUTFILE', machine), ...named];
  return [...new Set(paths)].flatMap(path =>
    path === null
      ? []
      : [{ kind: 'unreadable', path, reason: `telemetry of Gemini CLI, ${INSTEAD}` } as const],
  );
}
