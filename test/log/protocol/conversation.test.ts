import { describe, expect, it } from 'vitest';
import { conversationOf } from '../../../src/log/protocol/conversation.js';
import type { JsonObject } from '../../../src/log/record.js';

const of = (headers: Readonly<Record<string, string>>, body: JsonObject | null = null) =>
  conversationOf(name => headers[name] ?? null, body);

describe('the conversation that a request is of', () => {
  it('takes the session of a subagent of opencode for an agent of the session that asked for it', () => {
    expect(of({ 'x-session-id': 'ses_child', 'x-parent-session-id': 'ses_root' })).toEqual({
      session: 'ses_root',
      turn: null,
      agent: 'ses_child',
    });
  });

  it('needs the session itself for that, and another one', () => {
    expect(of({ 'x-parent-session-id': 'ses_root' }).session).toBeNull();
    expect(of({ 'x-session-id': 'ses_root', 'x-parent-session-id': 'ses_root' })).toEqual({
      session: 'ses_root',
      turn: null,
      agent: null,
    });
  });

  it('believes no name that is longer than an id', () => {
    const long = 'x'.repeat(201);
    expect(of({ 'x-session-id': 'ses_child', 'x-parent-session-id': long })).toMatchObject({
      session: 'ses_child',
      agent: null,
    });
  });
});
