import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  noticeLine,
  requestLine,
  requestLineParts,
  requestLineWithoutBody,
  usageLine,
} from '../../../../src/log/formats/cachequake/cachequake.js';
import { body, recordsOf, requestsOf } from '../../read-lines.js';

const at = Date.UTC(2026, 10, 22, 10);
const text = (line: Buffer | string): { text: string } => ({ text: line.toString().trimEnd() });

describe('cachequake recording', () => {
  it('reads back what its writers wrote', () => {
    const records = recordsOf(
      text(
        requestLine(
          {
            id: 'r1',
            at,
            session: 's1',
            turn: 't1',
            agent: 'main',
            provider: 'anthropic',
            api: 'anthropic-messages',
            model: 'claude-x',
            url: '/v1/messages',
            betas: ['b', 'a'],
          },
          JSON.stringify(body),
        ),
      ),
      text(
        usageLine({
          id: 'r1',
          firstByteAt: at + 500,
          endedAt: at + 900,
          status: 200,
          outcome: 'ok',
          model: 'claude-x-1',
          responseId: 'msg_1',
          usage: { input: 3, cacheRead: 50, cacheWrite: 7, cacheWrite5m: 7, cacheWrite1h: 0, output: 9 },
          billing: { tier: 'standard', speed: null, geo: null },
          vendor: { by: 'anthropic', reason: 'tools_changed', missedTokens: 4 },
        }),
      ),
      text(noticeLine({ at, session: 's1', text: 'upstream is down' })),
    );
    expect(records).toMatchObject([
      {
        kind: 'request',
        key: 'r1',
        fidelity: 'wire',
        at,
        session: 's1',
        turn: 't1',
        agent: 'main',
        provider: 'anthropic',
        api: 'anthropic-messages',
        model: 'claude-x',
        betas: ['a', 'b'],
        purpose: 'generate',
        body,
        raw: { bodyAt: ['body'], bodyIsText: false },
      },
      {
        kind: 'usage',
        of: { key: 'r1' },
        firstByteAt: at + 500,
        endedAt: at + 900,
        status: 200,
        outcome: 'ok',
        error: null,
        model: 'claude-x-1',
        responseId: 'msg_1',
        usage: {
          input: 3,
          cacheRead: 50,
          cacheWrite: 7,
          cacheWrite5m: 7,
          cacheWrite1h: 0,
          output: 9,
          promptTotal: 60,
        },
        billing: { tier: 'standard', speed: null, geo: null },
        vendor: { by: 'anthropic', reason: 'tools_changed', missedTokens: 4 },
      },
      { kind: 'notice', at, session: 's1', text: 'upstream is down' },
    ]);
  });

  it('keeps every byte of a body but newlines between tokens', () => {
    const value = fc.json().map(json => JSON.stringify(JSON.parse(json), null, 2));
    fc.assert(
      fc.property(value, sent => {
        const line = requestLine({ id: 'r', at }, Buffer.from(sent)).toString();
        expect(line.endsWith('}\n')).toBe(true);
        expect(line.slice(0, -1)).not.toMatch(/[\r\n]/);
        expect(line).toContain(sent.replace(/\n/g, ' '));
        expect(JSON.parse(line).body).toEqual(JSON.parse(sent));
      }),
    );
  });

  it('tells that a body was not kept', () => {
    const records = recordsOf(text(requestLineWithoutBody({ id: 'r1', at }, 99, 'larger than the limit')));
    expect(records).toMatchObject([
      { kind: 'request', body: null, raw: null, fidelity: 'usage-only' },
      { kind: 'notice', text: 'larger than the limit' },
    ]);
  });

  it('skips a newer version, an unknown kind and a record without an id, and says what to do', () => {
    const records = recordsOf(
      { cachequake: 2, kind: 'request', id: 'r1', body },
      { cachequake: 1, kind: 'weather' },
      { cachequake: 1, kind: 'request', body },
    );
    expect(records).toMatchObject([
      { kind: 'skipped', reason: 'record format 2 is newer than this cachequake: update cachequake' },
      {
        kind: 'skipped',
        reason:
          '`kind` "weather" is not known: request, usage or notice is expected; a newer cachequake may know more',
      },
      { kind: 'skipped', reason: expect.stringContaining('no "id"') },
    ]);
  });

  it('keeps the purpose that the recorder gave', () => {
    const line = requestLine({ id: 'r1', at, url: '/v1/messages/count_tokens' }, JSON.stringify(body));
    expect(requestsOf(recordsOf(text(line)))).toMatchObject([{ purpose: 'count-tokens' }]);
    const other = requestLine({ id: 'r1', at, purpose: 'other' }, JSON.stringify(body));
    expect(requestsOf(recordsOf(text(other)))).toMatchObject([{ purpose: 'other' }]);
  });
});

describe('docs/record-format.md', () => {
  it('shows lines that are read as it says', () => {
    const page = readFileSync(new URL('../../../../docs/record-format.md', import.meta.url), 'utf8');
    const lines = /```json\n([^`]+)```/.exec(page)?.[1]?.trim().split('\n') ?? [];
    const records = recordsOf(...lines.map(line => ({ text: line })));
    expect(records.map(record => record.kind)).toEqual(['request', 'usage', 'notice']);
    expect(records[0]).toMatchObject({ key: 'r1', session: 's1', fidelity: 'wire' });
    expect(records[1]).toMatchObject({ of: { key: 'r1' }, usage: { cacheRead: 175662, cacheWrite5m: 1044 } });
  });

  it('writes a body that came in parts as it writes the whole, and leaves the parts alone', () => {
    const sent = '{\n  "a": "x\\ny",\r\n  "b": 1.50\n}';
    const parts = [
      Buffer.from(sent.slice(0, 5)),
      Buffer.from(sent.slice(5, 20)),
      Buffer.from(sent.slice(20)),
    ];
    const line = Buffer.concat(requestLineParts({ id: 'r1', at }, parts));
    expect(line.toString()).toBe(requestLine({ id: 'r1', at }, sent).toString());
    expect(line.toString()).toContain('"body":{   "a": "x\\ny",    "b": 1.50 }}\n');
    expect(Buffer.concat(parts).toString()).toBe(sent);
  });
});
