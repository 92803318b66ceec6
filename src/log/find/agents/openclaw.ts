import { join } from 'node:path';
import type { Agent, Look, Machine, Place } from '../agent.js';
import { isJsonLines, variablePath } from '../paths.js';

/** Most profiles, and agents of one, that are looked at. */
const MOST = 50;

export const openclaw: Agent = {
  id: 'openclaw',
  title: 'OpenClaw',
  async places(machine, look) {
    const payload = variablePath('OPENCLAW_ANTHROPIC_PAYLOAD_LOG_FILE', machine);
    const trace = variablePath('OPENCLAW_CACHE_TRACE_FILE', machine);
    const folders = await stateFolders(machine, look);
    const inFolders = await Promise.all(folders.map(folder => placesIn(folder, look)));
    return [
      ...(payload === null ? [] : [payloadLog(payload)]),
      ...(trace === null ? [] : [cacheTrace(trace)]),
      ...inFolders.flat(),
    ];
  },
  advice: [
    {
      line: 'OPENCLAW_ANTHROPIC_PAYLOAD_LOG=1 OPENCLAW_CACHE_TRACE=1 openclaw gateway',
      gives:
        'A line for each Anthropic request, and hashes and usage of each beside it; together they tell most. Versions of today replace long texts in both by placeholders (redacted).',
    },
    {
      line: 'cachequake record -- openclaw gateway',
      gives:
        'The bytes that were sent, nothing replaced, once ~/.openclaw/openclaw.json has {"models": {"providers": {"anthropic": {"baseUrl": "http://127.0.0.1:4380/anthropic"}}}}: OpenClaw reads no variable for it.',
    },
  ],
};

/** The folder that the variable names, or the usual one, those of profiles (`~/.openclaw-work`), and the one of its old name. */
async function stateFolders(machine: Machine, look: Look): Promise<readonly string[]> {
  const named = variablePath('OPENCLAW_STATE_DIR', machine);
  if (named !== null) return [named];
  const { home } = machine;
  const profiles = (await look.names(home)).filter(name => name.startsWith('.openclaw-')).sort();
  return ['.openclaw', ...profiles.slice(0, MOST), '.clawdbot'].map(name => join(home, name));
}

async function placesIn(state: string, look: Look): Promise<readonly Place[]> {
  const agents = await look.names(join(state, 'agents'));
  return [
    payloadLog(join(state, 'logs', 'anthropic-payload.jsonl')),
    cacheTrace(join(state, 'logs', 'cache-trace.jsonl')),
    ...agents.slice(0, MOST).map(
      (agent): Place => ({
        kind: 'folder',
        path: join(state, 'agents', agent, 'sessions'),
        depth: 0,
        isLog: isJsonLines,
        format: 'agent-transcript',
      }),
    ),
  ];
}

const payloadLog = (path: string): Place => ({ kind: 'file', path, format: 'openclaw-payload' });
const cacheTrace = (path: string): Place => ({ kind: 'file', path, format: 'openclaw-trace' });
