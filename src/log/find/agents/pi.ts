import { join } from 'node:path';
import type { Agent } from '../agent.js';
import { isJsonLines, variablePath } from '../paths.js';

export const pi: Agent = {
  id: 'pi',
  title: 'pi',
  async places(machine) {
    const agent = variablePath('PI_CODING_AGENT_DIR', machine) ?? join(machine.home, '.pi', 'agent');
    // sessions/--folder--/TIME_ID.jsonl
    const path = join(agent, 'sessions');
    return [{ kind: 'folder', path, depth: 1, isLog: isJsonLines, format: 'agent-transcript' }];
  },
  advice: [
    {
      line: 'cachequake record -- pi',
      gives:
        'The bytes that were sent, once ~/.pi/agent/models.json has {"providers": {"anthropic": {"baseUrl": "http://127.0.0.1:4380/anthropic"}}}; sessions hold usage only. pi reads no variable for it.',
    },
  ],
};
