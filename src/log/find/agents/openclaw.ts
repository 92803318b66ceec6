import { join } from 'node:path';
import { at, isObject, objectOf, textOf } from '../../json/json.js';
import type { Json } from '../../record.js';
import type { Agent, LogPlace, Look, Machine } from '../agent.js';
import { isJsonLines, variablePath } from '../paths.js';
import { parseRelaxedJson } from '../relaxed-json.js';

/** Most profiles, and agents of one, that are looked at. */
const MOST = 50;

export const openclaw: Agent = {
  id: 'openclaw',
  title: 'OpenClaw',
  async places(machine, look) {
    const folders = await stateFolders(machine, look);
    const config = variablePath('OPENCLAW_CONFIG_PATH', machine);
    const configs = config === null ? folders.map(folder => join(folder, 'openclaw.json')) : [config];
    const named = await Promise.all(configs.map(path => openclawConfig(path, machine, look)));
    const inFolders = await Promise.all(folders.map(folder => placesIn(folder, look)));
    return [...loggedBy(machine), ...named.flat(), ...inFolders.flat()];
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

/** The logs that variables name: of the process, or of the `env` block of a config. */
function loggedBy(machine: Machine): readonly LogPlace[] {
  const payload = variablePath('OPENCLAW_ANTHROPIC_PAYLOAD_LOG_FILE', machine);
  const trace = variablePath('OPENCLAW_CACHE_TRACE_FILE', machine);
  return [...(payload === null ? [] : [payloadLog(payload)]), ...(trace === null ? [] : [cacheTrace(trace)])];
}

/** The logs that a config file names (docs.openclaw.ai, environment variables): it is JSON5. */
async function openclawConfig(path: string, machine: Machine, look: Look): Promise<readonly LogPlace[]> {
  const file = await look.text(path);
  if (file === null) return [];
  if ('reason' in file) return [{ kind: 'problem', path, reason: file.reason }];
  const config = parseRelaxedJson(file.text);
  if (!isObject(config)) {
    return [{ kind: 'problem', path, reason: 'not JSON, so where OpenClaw writes its logs is not known' }];
  }
  const variables = { ...textsOf(config.env), ...textsOf(at(config, 'env', 'vars')) };
  const trace = textOf(at(config, 'diagnostics', 'cacheTrace', 'filePath'));
  return loggedBy({
    ...machine,
    variables: { ...variables, ...(trace !== null && { OPENCLAW_CACHE_TRACE_FILE: trace }) },
  });
}

function textsOf(value: Json | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(objectOf(value) ?? {}).flatMap(([name, text]) =>
      typeof text === 'string' ? [[name, text]] : [],
    ),
  );
}

/** The folder that the variable names, or the usual one, those of profiles (`~/.openclaw-work`), and the one of its old name. */
async function stateFolders(machine: Machine, look: Look): Promise<readonly string[]> {
  const named = variablePath('OPENCLAW_STATE_DIR', machine);
  if (named !== null) return [named];
  const home = variablePath('OPENCLAW_HOME', machine) ?? machine.home;
  const profiles = (await look.names(home)).filter(name => name.startsWith('.openclaw-')).sort();
  return ['.openclaw', ...profiles.slice(0, MOST), '.clawdbot'].map(name => join(home, name));
}

async function placesIn(state: string, look: Look): Promise<readonly LogPlace[]> {
  const agents = await look.names(join(state, 'agents'));
  return [
    payloadLog(join(state, 'logs', 'anthropic-payload.jsonl')),
    cacheTrace(join(state, 'logs', 'cache-trace.jsonl')),
    ...agents.slice(0, MOST).map(
      (agent): LogPlace => ({
        kind: 'folder',
        path: join(state, 'agents', agent, 'sessions'),
        depth: 0,
        isLog: isJsonLines,
        format: 'agent-transcript',
      }),
    ),
    // Where versions of today keep sessions.
    ...agents.slice(0, MOST).map(
      (agent): LogPlace => ({
        kind: 'unreadable',
        path: join(state, 'agents', agent, 'agent', 'openclaw-agent.sqlite'),
        reason:
          'an SQLite database of sessions: OPENCLAW_ANTHROPIC_PAYLOAD_LOG=1 OPENCLAW_CACHE_TRACE=1 make OpenClaw write what can be read',
      }),
    ),
  ];
}

const payloadLog = (path: string): LogPlace => ({ kind: 'file', path, format: 'openclaw-payload' });
const cacheTrace = (path: string): LogPlace => ({ kind: 'file', path, format: 'openclaw-trace' });
