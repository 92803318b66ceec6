import { join } from 'node:path';
import type { Agent } from '../agent.js';
import { variablePath } from '../paths.js';

export const contextLens: Agent = {
  id: 'context-lens',
  title: 'context-lens',
  async places(machine, look) {
    const path =
      variablePath('CONTEXT_LENS_CAPTURE_DIR', machine) ?? join(machine.home, '.context-lens', 'captures');
    const captures = (await look.names(path)).filter(name => name.endsWith('.json'));
    const reason = 'captures of single requests: its LHAR export of a session is read';
    return captures.length === 0 ? [] : [{ kind: 'unreadable', path, reason }];
  },
  advice: [
    {
      line: 'context-lens --privacy=full claude',
      gives: 'Its LHAR export then holds the requests; with less privacy it holds usage only.',
    },
  ],
};
