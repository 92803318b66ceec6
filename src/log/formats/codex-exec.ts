/**
 * What `codex exec --json` prints. Its usage is the sum over all requests since the thread began (codex-rs,
 * event_processor_with_jsonl_output.rs), so none of them can be told, nor whether one broke.
 */
import { isObject, textOf } from '../json/json.js';
import type { JsonObject } from '../record.js';
import type { LogFormat } from './format.js';

export const codexExec: LogFormat = {
  id: 'codex-exec',
  title: 'codex exec --json',
  fidelity: 'usage-only',
  recognises: value => isEvent(value),
  open() {
    let thread: string | null = null;
    let isSaid = false;
    return {
      read({ value, origin, bytes }) {
        if (value.type === 'thread.started') thread = textOf(value.thread_id);
        if (value.type !== 'turn.completed' || isSaid) return [];
        isSaid = true;
        const reason = `\`codex exec --json\` tells only the sum of all requests of a thread: give its rollout, ~/.codex/sessions/…/rollout-…-${thread ?? 'THREAD'}.jsonl, which has each`;
        return [{ kind: 'skipped', origin, bytes: bytes.byteLength, reason }];
      },
    };
  },
};

function isEvent({ type, thread_id, usage, item, error, message }: JsonObject): boolean {
  if (type === 'thread.started') return textOf(thread_id) !== null;
  if (type === 'turn.started') return true;
  if (type === 'turn.completed') return isObject(usage);
  if (type === 'turn.failed') return isObject(error);
  return /^item\.(?:started|updated|completed)$/.test(String(type))
    ? isObject(item)
    : type === 'error' && textOf(message) !== null;
}
