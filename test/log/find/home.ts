/** A temporary home folder with logs in it. */
import { mkdirSync, mkdtempSync, realpathSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Machine } from '../../../src/log/find/agent.js';

export const NOW = Date.parse('2026-10-10T12:00:00Z');

export interface Home extends Machine {
  /** Writes a file below the home folder, last modified so many seconds before `NOW`. Gives its path. */
  put(path: string, text: string, age?: number): string;
  /** The same machine with variables. */
  with(variables: Machine['variables']): Machine;
}

export function makeHome(): Home {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'cachequake-home-')));
  const cwd = join(home, 'work');
  mkdirSync(cwd);
  const machine: Machine = { home, cwd, root: join(home, 'root'), variables: {}, now: NOW };
  return {
    ...machine,
    put(path, text, age = 3600) {
      const file = join(home, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      const time = new Date(NOW - age * 1000);
      utimesSync(file, time, time);
      return file;
    },
    with: variables => ({ ...machine, variables }),
  };
}

const line = (value: unknown): string => `${JSON.stringify(value)}\n`;
const AT = '2026-10-10T11:00:00.000Z';
const BODY = { model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'hi' }] };

/** The first line of a log of each kind. */
export const LINES = {
  recording: line({
    cachequake: 1,
    kind: 'request',
    id: 'r1',
    at: AT,
    session: 's',
    provider: 'anthropic',
    api: 'anthropic-messages',
    body: BODY,
  }),
  claudeCode: line({
    type: 'user',
    uuid: 'u1',
    sessionId: 'S',
    timestamp: AT,
    cwd: '/srv/shop',
    message: { role: 'user', content: 'hi' },
  }),
  openclawPayload: line({ runId: 'r', sessionId: 's', ts: AT, stage: 'request', payload: BODY }),
  openclawRedacted: line({
    runId: 'r',
    sessionId: 's',
    ts: AT,
    stage: 'request',
    payload: { ...BODY, messages: [{ role: 'user', content: '<redacted>' }] },
  }),
  openclawTrace: line({ runId: 'r', sessionId: 's', ts: AT, seq: 1, stage: 'stream:context' }),
  transcript: line({ type: 'session', version: 3, id: 's', timestamp: AT, cwd: '/srv/shop' }),
  codex: line({ timestamp: AT, type: 'session_meta', payload: { id: 's', cwd: '/srv/shop' } }),
  gemini: line({ sessionId: 'S', projectHash: '3f2a', startTime: AT, messages: [] }),
  kimi: line({ type: 'metadata', protocol_version: '1.1' }),
  qwen: line({
    ...{
      uuid: 'u1',
      parentUuid: null,
      sessionId: 'S',
      timestamp: AT,
      type: 'user',
      cwd: '/srv/shop',
      version: '0.9.0',
    },
    message: { role: 'user', parts: [{ text: 'hi' }] },
  }),
  cline: line([{ ts: 1_790_000_000_000, type: 'say', say: 'task', text: 'hi' }]),
  claudeTrace: line({
    request: { timestamp: 1, method: 'POST', url: 'https://api.anthropic.com/v1/messages', body: BODY },
    response: null,
    logged_at: AT,
  }),
  claudeTap: line({
    timestamp: AT,
    request_id: 'q',
    turn: 1,
    duration_ms: 1,
    request: { method: 'POST', path: '/v1/messages', headers: {}, body: BODY },
    response: { status: 200, headers: {}, body: {} },
  }),
} as const;
