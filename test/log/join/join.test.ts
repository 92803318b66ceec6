import { describe, expect, it } from 'vitest';
import { createJoin, type Join } from '../../../src/log/join/join.js';
import { requestRecord } from '../../../src/log/protocol/request.js';
import { NO_RESPONSE, usageRecord } from '../../../src/log/protocol/response.js';
import type { LogRecord, RequestRecord, Usage } from '../../../src/log/record.js';
import { body } from '../read-lines.js';

const START = Date.UTC(2026, 9, 1, 10);
const at = (second: number): number => START + second * 1000;

type Named = Partial<Omit<RequestRecord, 'at'>> & { readonly at?: number | null };

/** A request with its prompt. */
function sent(log: string, key: string, second: number, named: Named = {}): RequestRecord {
  const origin = { path: log, line: 1 };
  return requestRecord({
    key,
    origin,
    fidelity: 'wire',
    at: at(second),
    session: 's',
    ...named,
    body: named.body === undefined ? body : named.body,
  });
}

/** A request of which its log only knows what it was billed. */
const told = (log: string, key: string, second: number, named: Named = {}): RequestRecord =>
  sent(log, key, second, { model: 'claude-x', ...named, fidelity: 'usage-only', body: null });

const counts = (read: number, written = 5): Usage => ({
  input: 3,
  cacheRead: read,
  cacheWrite: written,
  cacheWrite5m: written,
  cacheWrite1h: 0,
  output: 9,
});

function billed(
  log: string,
  key: string,
  second: number,
  read: number | null,
  responseId: string | null = null,
): LogRecord {
  const usage = read === null ? null : counts(read);
  const facts = { ...NO_RESPONSE, usage, responseId, outcome: 'ok' as const };
  return usageRecord({ origin: { path: log, line: 2 }, of: { key }, endedAt: at(second) }, facts);
}

/** `a:1` for a request, `a:1=40` for its bill. */
const shown = (records: readonly LogRecord[]): string[] =>
  records.map(record => {
    const log = record.origin.log ?? record.origin.path;
    if (record.kind === 'request') return `${log}:${record.key}`;
    if (record.kind !== 'usage' || !('key' in record.of)) return record.kind;
    return `${log}:${record.of.key}=${record.usage?.cacheRead ?? '?'}`;
  });

const take = (join: Join, ...records: readonly LogRecord[]): string[] => shown(join.take(records));

describe('a request without a prompt in a log that holds prompts', () => {
  it('keeps its place, billed or not, and is joined to by logs that hold none', () => {
    const join = createJoin();
    join.follow();
    expect(take(join, told('rec', '1', 0), sent('rec', '2', 5), told('rec', '3', 10))).toEqual([
      'rec:1',
      'rec:2',
      'rec:3',
    ]);
    expect(take(join, billed('rec', '3', 12, 40, 'r3'), sent('rec', '4', 15))).toEqual(['rec:3=40', 'rec:4']);
    expect(take(join, told('tra', 'a', 10), billed('tra', 'a', 12, 40, 'r3'))).toEqual([]);
    expect(shown(join.end())).toEqual([]);
  });
});

describe('a request that another log holds with its prompt', () => {
  it('is counted there, with the bill that only this one knows', () => {
    const join = createJoin();
    expect(take(join, sent('pay', '1', 0), told('tra', 'a', 6), billed('tra', 'a', 6, 40))).toEqual([
      'pay:1',
      'pay:1=40',
    ]);
    expect(take(join, sent('pay', '2', 10), told('tra', 'b', 12), billed('tra', 'b', 12, 45))).toEqual([
      'pay:2',
      'pay:2=45',
    ]);
    expect(join.messageOf('tra')).toBe('2 requests of it stand in pay too: counted there');
    expect(join.messageOf('pay')).toBeNull();
    expect(shown(join.end())).toEqual([]);
  });

  it('is not billed twice, whichever log tells its bill first', () => {
    const first = createJoin();
    expect(
      take(
        first,
        sent('pay', '1', 0),
        billed('pay', '1', 6, 40),
        told('tra', 'a', 6),
        billed('tra', 'a', 6, 40),
      ),
    ).toEqual(['pay:1', 'pay:1=40']);
    const last = createJoin();
    take(last, sent('pay', '1', 0), told('tra', 'a', 6), billed('tra', 'a', 6, 40));
    // The engine knows the same counts again for the rest of one answer.
    expect(take(last, billed('pay', '1', 6, 40))).toEqual(['pay:1=40']);
  });

  it('is found by the id of its answer, whatever else the logs say', () => {
    const join = createJoin();
    const other = { session: 'other', agent: 'scout', model: 'm' };
    expect(take(join, sent('rec', 'r1', 0), billed('rec', 'r1', 6, 40, 'msg_1'))).toEqual([
      'rec:r1',
      'rec:r1=40',
    ]);
    expect(take(join, told('tra', 'a', 9000, other), billed('tra', 'a', 9000, 41, 'msg_1'))).toEqual([]);
  });

  it('waits for the answer of a log that names its answers', () => {
    const join = createJoin();
    take(join, sent('rec', 'r1', 0), billed('rec', 'r1', 2, 30, 'msg_1'));
    expect(
      take(join, sent('rec', 'r2', 10), told('tra', 'a', 10), billed('tra', 'a', 13, 40, 'msg_2')),
    ).toEqual(['rec:r2']);
    expect(shown(join.looked())).toEqual([]);
    expect(shown(join.looked())).toEqual([]);
    expect(take(join, billed('rec', 'r2', 20, 40, 'msg_2'))).toEqual(['rec:r2=40']);
    expect(join.messageOf('tra')).toBe('1 request of it stands in rec too: counted there');
  });

  it('gets its bill when that answer never comes', () => {
    const join = createJoin();
    take(join, sent('rec', 'r1', 0), billed('rec', 'r1', 2, 30, 'msg_1'));
    take(join, sent('rec', 'r2', 10), told('tra', 'a', 10), billed('tra', 'a', 13, 40, 'msg_2'));
    expect(shown(join.end())).toEqual(['rec:r2=40']);
  });

  it('is found among the parts of several agents and models', () => {
    const join = createJoin();
    take(
      join,
      sent('pay', 'main', 0),
      sent('pay', 'scout', 1, { agent: 'scout' }),
      sent('pay', 'title', 1, { model: 'claude-small' }),
    );
    expect(take(join, told('tra', 'a', 5, { agent: 'scout' }), billed('tra', 'a', 5, 7))).toEqual([
      'pay:scout=7',
    ]);
    expect(
      take(
        join,
        told('tra', 'b', 6, { agent: 'main', model: 'claude-x-20260101' }),
        billed('tra', 'b', 6, 8),
      ),
    ).toEqual(['pay:main=8']);
  });
});

describe('a request of its own', () => {
  it.each<[string, number, number, Named, number]>([
    ['of another session', 103, 40, { session: 't' }, 2],
    ['that ended before', 50, 40, {}, 2],
    ['with another bill', 103, 77, {}, 2],
    ['of another model', 103, 40, { model: 'gpt' }, 2],
    ['of another agent', 103, 40, { agent: 'scout' }, 2],
    ['hours later', 9000, 40, {}, 2],
    ['and nothing else', 103, 40, {}, 0],
  ])('is one %s', (_, second, read, named, records) => {
    const join = createJoin();
    take(join, sent('pay', '1', 100), billed('pay', '1', 103, 40));
    expect(take(join, told('tra', 'a', second, named), billed('tra', 'a', second, read))).toHaveLength(
      records,
    );
  });

  it('is one where the request that it fits was found already', () => {
    const join = createJoin();
    take(
      join,
      sent('pay', '1', 0),
      billed('pay', '1', 3, 40),
      told('tra', 'a', 3),
      billed('tra', 'a', 3, 40),
    );
    expect(take(join, told('tra', 'b', 4), billed('tra', 'b', 4, 40))).toEqual(['tra:b', 'tra:b=40']);
  });

  it('is one where a recording began late: what went before it is kept', () => {
    const join = createJoin();
    expect(take(join, told('tra', 'a', 0), billed('tra', 'a', 2, 10))).toEqual(['tra:a', 'tra:a=10']);
    expect(take(join, sent('rec', 'r1', 10), told('tra', 'b', 10), billed('tra', 'b', 12, 20))).toEqual([
      'rec:r1',
      'rec:r1=20',
    ]);
  });

  it('is not the one that went before the answer in front of it', () => {
    const join = createJoin();
    take(join, sent('pay', '1', 0), told('tra', 'a', 5), billed('tra', 'a', 5, 10));
    // The request of the second answer is missing in the payload log, the first one has its bill.
    take(join, sent('pay', 'title', 1, { agent: null }));
    expect(take(join, told('tra', 'b', 60), billed('tra', 'b', 60, 20))).toEqual(['tra:b', 'tra:b=20']);
  });

  it('waits while it is live for the log of prompts to come, and no longer than two looks', () => {
    const join = createJoin();
    join.follow();
    take(join, sent('bodies', '1', 0), billed('bodies', '1', 3, 10));
    expect(take(join, told('tra', 'b', 10), billed('tra', 'b', 12, 20))).toEqual([]);
    expect(shown(join.looked())).toEqual([]);
    expect(shown(join.looked())).toEqual(['tra:b', 'tra:b=20']);
    expect(take(join, told('tra', 'c', 20), billed('tra', 'c', 22, 30))).toEqual([]);
    expect(take(join, sent('bodies', '3', 20))).toEqual(['bodies:3', 'bodies:3=30']);
  });

  it('goes out at once where its session has no log of prompts', () => {
    const join = createJoin();
    join.follow();
    expect(take(join, told('tra', 'a', 10), billed('tra', 'a', 12, 20))).toEqual(['tra:a', 'tra:a=20']);
  });

  it('goes out without its bill where none comes', () => {
    const join = createJoin();
    expect(take(join, told('tra', 'a', 10))).toEqual([]);
    expect(shown(join.looked())).toEqual([]);
    expect(shown(join.looked())).toEqual(['tra:a']);
    expect(take(join, told('tra', 'b', 10))).toEqual([]);
    expect(shown(join.end())).toEqual(['tra:b']);
  });
});

it('is no call that failed and was sent again', () => {
  const join = createJoin();
  const failed = { ...billed('pay', '1', 1, null), outcome: 'error' } as LogRecord;
  take(join, sent('pay', '1', 0), failed);
  expect(take(join, sent('pay', '2', 2), told('tra', 'a', 5), billed('tra', 'a', 5, 10))).toEqual([
    'pay:2',
    'pay:2=10',
  ]);
});

it('is no request whose answer has another id, though it was billed the same', () => {
  const join = createJoin();
  take(join, sent('rec', '1', 0), billed('rec', '1', 3, 10, 'msg_1'));
  expect(take(join, told('tra', 'a', 3), billed('tra', 'a', 3, 10, 'msg_2'))).toEqual(['tra:a', 'tra:a=10']);
});

it('keeps prompts apart that have as many messages and other tools: a title beside its conversation', () => {
  const join = createJoin();
  const tools = [{ name: 'run', input_schema: {} }];
  take(join, sent('rec', 'title', 0));
  expect(take(join, sent('tra', 'main', 0, { body: { ...body, tools } }))).toEqual(['tra:main']);
});

it('leaves out what can be one of several, and says so', () => {
  const join = createJoin();
  take(join, sent('pay', '1', 0), sent('pay', '2', 1));
  expect(take(join, told('tra', 'a', 5), billed('tra', 'a', 5, 10))).toEqual([]);
  expect(shown(join.end())).toEqual([]);
  expect(join.messageOf('tra')).toBe(
    '1 request left out: each can be one of several in another log of its session',
  );
  expect(take(join, billed('tra', 'a', 6, 10))).toEqual([]);
});

it("counts two bills of one request once: a run's output and the transcript of it", () => {
  const join = createJoin();
  expect(
    take(
      join,
      told('out', 'm1', 0),
      billed('out', 'm1', 2, 10, 'msg_1'),
      told('tra', 'a', 0),
      billed('tra', 'a', 2, 10, 'msg_1'),
    ),
  ).toEqual(['out:m1', 'out:m1=10']);
  const spans = createJoin();
  expect(
    take(
      spans,
      told('otel', '1', 0),
      billed('otel', '1', 2, 10),
      told('tra', 'a', 0),
      billed('tra', 'a', 3, 10),
    ),
  ).toEqual(['otel:1', 'otel:1=10']);
});

it('keeps equal workers apart that stand in a file each', () => {
  const join = createJoin();
  const worker = (name: string): string[] =>
    take(join, told(name, '1', 0, { agent: name }), billed(name, '1', 2, 10, `msg_${name}`));
  expect([...worker('a1'), ...worker('a2')]).toEqual(['a1:1', 'a1:1=10', 'a2:1', 'a2:1=10']);
});

it('counts a prompt once that two logs hold, and gives the first what only the second was told', () => {
  const join = createJoin();
  expect(take(join, sent('rec', 'r1', 0), sent('tra', 'a', 1), billed('tra', 'a', 4, 10))).toEqual([
    'rec:r1',
    'rec:r1=10',
  ]);
  expect(take(join, sent('rec', 'r2', 9), sent('rec', 'r3', 9))).toHaveLength(2);
  const longer = { ...body, messages: [...body.messages, ...body.messages] };
  expect(take(join, sent('tra', 'b', 9, { body: longer }))).toEqual(['tra:b']);
});

it('knows what a session that was resumed under a new id goes on from', () => {
  const join = createJoin();
  take(join, told('old', '1', 0, { session: 'S1' }), billed('old', '1', 2, 10, 'msg_1'));
  expect(take(join, told('new', 'x', 0, { session: 'S2' }), billed('new', 'x', 2, 10, 'msg_1'))).toEqual([]);
  const [next, , later] = join.take([
    ...[told('new', 'y', 9, { session: 'S2' }), billed('new', 'y', 11, 15, 'msg_2')],
    ...[told('new', 'z', 19, { session: 'S2' }), billed('new', 'z', 21, 20, 'msg_3')],
  ]);
  expect(next).toMatchObject({ kind: 'request', key: 'y', follows: { log: 'old', key: '1' } });
  expect(later).toMatchObject({ kind: 'request', key: 'z' });
  expect(later).not.toHaveProperty('follows');
});

describe('in any order of two logs', () => {
  const names = Array.from({ length: 12 }, (_, n) => n);
  const logs = {
    pay: names.flatMap(n => [
      sent('pay', `${n}`, n * 10),
      ...(n % 3 === 2 ? [billed('pay', `${n}`, n * 10 + 4, n)] : []),
    ]),
    tra: names.flatMap(n => [told('tra', `t${n}`, n * 10 + 4), billed('tra', `t${n}`, n * 10 + 4, n)]),
  };
  const time = (record: LogRecord): number =>
    record.kind === 'request' ? (record.at ?? 0) : record.kind === 'usage' ? (record.endedAt ?? 0) : 0;

  it.each([
    ['pay', 'tra'],
    ['tra', 'pay'],
  ] as const)('%s first: every request once, each with its bill', (...order) => {
    const join = createJoin();
    const merged = order.flatMap(name => logs[name]).toSorted((a, b) => time(a) - time(b));
    const out = [...merged.flatMap(record => join.take([record])), ...join.end()];
    expect(shown(out.filter(({ kind }) => kind === 'request'))).toEqual(names.map(n => `pay:${n}`));
    const bills = new Set(shown(out.filter(({ kind }) => kind === 'usage')));
    expect([...bills].toSorted()).toEqual(names.map(n => `pay:${n}=${n}`).toSorted());
  });
});
