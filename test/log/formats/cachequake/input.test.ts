/** Converters that put a provider's count into `input`, which has what was cached in it: told where it can be, and no break made of it. */
import { describe, expect, it } from 'vitest';
import { createEngine } from '../../../../src/engine.js';
import type { JsonObject } from '../../../../src/log/record.js';
import { recordsOf, usagesOf } from '../../read-lines.js';

interface Kind {
  readonly model: string;
  readonly provider: string;
  readonly api: 'anthropic-messages' | 'openai-chat';
  /** Its usage says what was written. */
  readonly isWriteCounted: boolean;
  /** Bytes a token. */
  readonly rate: number;
  readonly isMarked?: boolean;
  /** Read by the first request already. */
  readonly warm?: number;
}

const CLAUDE: Kind = {
  model: 'claude-sonnet-4-6',
  provider: 'anthropic',
  api: 'anthropic-messages',
  isWriteCounted: true,
  rate: 4,
  isMarked: true,
};
const GPT: Kind = { model: 'gpt-5', provider: 'openai', api: 'openai-chat', isWriteCounted: false, rate: 4 };
const KINDS: readonly (readonly [string, Kind])[] = [
  ['Claude', CLAUDE],
  ['Claude with many tokens a byte', { ...CLAUDE, rate: 2.8 }],
  ['Claude without what was written', { ...CLAUDE, isWriteCounted: false }],
  ['Claude behind a gateway that sets the breakpoints', { ...CLAUDE, provider: 'gateway', isMarked: false }],
  ['GPT', GPT],
  ['GPT, warm from the start', { ...GPT, warm: 4096 }],
  ['GPT with writes', { ...GPT, model: 'gpt-5.6', isWriteCounted: true }],
  ['DeepSeek', { ...GPT, model: 'deepseek-v4', provider: 'deepseek' }],
  ['GLM', { ...CLAUDE, model: 'glm-5.1', provider: 'zai', isWriteCounted: false, isMarked: false }],
];

const MANUAL = 'You keep the harbour book and log each boat that comes in with the tide. '.repeat(260);
const DAY = 'came in with a load of cod and left again. '.repeat(60);
const MARK = { cache_control: { type: 'ephemeral' } };

/** What `input` counts beside what was not cached. */
type Counted = 'nothing' | 'all' | 'reads';

/** A conversation that only grows, of which all is read that was sent before. @param counted as a careless converter counts */
function conversation(kind: Kind, counted: Counted, count = 8): JsonObject[] {
  const { model, provider, api, rate, isWriteCounted, isMarked = false, warm = 0 } = kind;
  const messages: JsonObject[] = [];
  const lines: JsonObject[] = [];
  let before = warm;
  for (let n = 1; n <= count; n += 1) {
    messages.push({ role: 'user', content: [{ type: 'text', text: `boat ${n} ${DAY}` }] });
    const last = {
      role: 'user',
      content: [{ type: 'text', text: `boat ${n} ${DAY}`, ...(isMarked && MARK) }],
    };
    const sent = [...messages.slice(0, -1), last];
    const system = [{ type: 'text', text: MANUAL, ...(isMarked && MARK) }];
    const body =
      api === 'anthropic-messages'
        ? { model, max_tokens: 9, system, messages: sent }
        : { model, messages: [{ role: 'system', content: MANUAL }, ...sent] };
    const total = Math.round((MANUAL.length + JSON.stringify(messages).length) / rate);
    const read = isWriteCounted ? before : before - (before % 128);
    const written = isWriteCounted ? total - read - 3 : null;
    const fresh = total - read - (written ?? 0);
    const input = { nothing: fresh, all: total, reads: fresh + read }[counted];
    const at = `2026-11-22T10:${String(n).padStart(2, '0')}:00.000Z`;
    const own = { cachequake: 1, id: `r${n}` };
    lines.push({ ...own, kind: 'request', at, session: 's', provider, api, body });
    const usage = { input, cacheRead: read, cacheWrite: written, output: 20 };
    lines.push({ ...own, kind: 'usage', outcome: 'ok', firstByteAt: at.replace(':00.0', ':01.0'), usage });
    before = isWriteCounted ? total - 3 : total;
    messages.push({ role: 'assistant', content: `logged ${n}` });
  }
  return lines;
}

function verdict(lines: readonly JsonObject[]) {
  const engine = createEngine();
  const said: string[] = [];
  for (const record of recordsOf(...lines)) {
    engine.accept(record);
    if (record.kind === 'skipped') said.push(record.reason);
  }
  const { requests } = engine.model();
  return { said, breaks: requests.filter(({ break: found }) => found !== null) };
}

describe.each(KINDS)('of %s', (_, kind) => {
  it('nothing is said of an input without what was cached', () => {
    expect(verdict(conversation(kind, 'nothing'))).toEqual({ said: [], breaks: [] });
  });

  it('an input that includes it is told by the third request, and no break is made of it', () => {
    const { said, breaks } = verdict(conversation(kind, 'all'));
    expect(breaks).toEqual([]);
    const cached = conversation(kind, 'all').filter(({ usage }) => isCached(usage)).length;
    expect(said).toHaveLength(cached);
    const told = said.filter(reason => reason.includes('includes the'));
    expect(told.length).toBeGreaterThanOrEqual(cached - 3);
    for (const reason of said)
      expect(reason).toMatch(/^`usage\.input` \(\d+\) (?:includes|may include) the \d+ tokens/);
  });

  it('such an input is read as it is meant, or not at all', () => {
    const honest = usagesOf(recordsOf(...conversation(kind, 'nothing')));
    const careless = usagesOf(recordsOf(...conversation(kind, 'all')));
    for (const [i, { usage }] of careless.entries()) {
      expect([null, honest[i]?.usage?.input]).toContain(usage?.input);
    }
    expect(careless.at(-1)?.usage?.input).toBe(honest.at(-1)?.usage?.input);
  });
});

/** The same without what was sent. */
const bodiless = (lines: readonly JsonObject[]): JsonObject[] =>
  lines.map(line => (line.kind === 'request' ? { ...line, body: null } : line));

describe.each(KINDS.filter(([, { isWriteCounted }]) => isWriteCounted))('of %s', (_, kind) => {
  it.each([
    ['with bodies', (lines: JsonObject[]) => lines],
    ['without bodies', bodiless],
  ])('an input that includes the read alone is told by the numbers, %s', (_name, as) => {
    const { said, breaks } = verdict(as(conversation(kind, 'reads')));
    expect(breaks).toEqual([]);
    const told = said.filter(reason => /includes the \d+ tokens that were read from the cache/.test(reason));
    expect(said).toHaveLength(7);
    expect(told.length).toBeGreaterThanOrEqual(4);
    const honest = usagesOf(recordsOf(...as(conversation(kind, 'nothing'))));
    const careless = usagesOf(recordsOf(...as(conversation(kind, 'reads'))));
    for (const [i, { usage }] of careless.entries())
      expect([null, honest[i]?.usage?.input]).toContain(usage?.input);
    expect(careless.at(-1)?.usage).toEqual(honest.at(-1)?.usage);
  });
});

describe.each(KINDS)('of %s, without what was sent', (_, kind) => {
  it('an input is read as it is meant, or not at all', () => {
    const honest = usagesOf(recordsOf(...bodiless(conversation(kind, 'nothing'))));
    const careless = usagesOf(recordsOf(...bodiless(conversation(kind, 'all'))));
    for (const [i, { usage }] of careless.entries())
      expect([null, honest[i]?.usage?.input]).toContain(usage?.input);
    expect(careless.at(-1)?.usage?.input).toBe(honest.at(-1)?.usage?.input);
    expect(verdict(bodiless(conversation(kind, 'nothing'))).said).toEqual([]);
  });
});

const isCached = (usage: unknown): boolean =>
  typeof usage === 'object' &&
  usage !== null &&
  (('cacheRead' in usage && Number(usage.cacheRead) > 0) ||
    ('cacheWrite' in usage && Number(usage.cacheWrite) > 0));

describe('an input that is no less than what was cached', () => {
  const at = '2026-11-22T10:00:00Z';
  const request = { cachequake: 1, kind: 'request', id: 'a', at, model: 'gpt-5', body: null };
  const usage = { cachequake: 1, kind: 'usage', id: 'a', outcome: 'ok' };
  const counts = { input: 3000, cacheRead: 2000, cacheWrite: 0, output: 1 };

  it('is not known where nothing tells, and a whole prompt beside it is asked for', () => {
    const lines = [request, { ...usage, usage: counts }];
    expect(verdict(lines).said).toEqual([
      '`usage.input` (3000) may include the 2000 tokens that were cached, which nothing here tells, so it is taken for not known: `usage.promptTotal` is expected beside it',
    ]);
    expect(usagesOf(recordsOf(...lines))).toMatchObject([{ usage: { input: null, cacheRead: 2000 } }]);
  });

  it.each([
    ['with the whole prompt beside it', { ...counts, promptTotal: 5000 }, []],
    ['once another one was less', counts, [{ input: 3, cacheRead: 2000, output: 1 }]],
  ])('is believed %s', (_, own, before) => {
    const earlier = before.flatMap((known, i) => [
      { ...request, id: `b${i}` },
      { ...usage, id: `b${i}`, usage: known },
    ]);
    const lines = [...earlier, request, { ...usage, usage: own }];
    expect(verdict(lines).said).toEqual([]);
    expect(usagesOf(recordsOf(...lines)).at(-1)).toMatchObject({ usage: { input: 3000 } });
  });

  it.each([0.33, 0.18])(
    'is believed where it is that of a break that read %f of it, by the rate of the request before',
    share => {
      const lines = conversation(GPT, 'nothing', 2);
      const last = lines.at(-1)?.usage as JsonObject;
      const total = Number(last.input) + Number(last.cacheRead);
      const cacheRead = 128 * Math.floor((share * total) / 128);
      lines[3] = { ...lines[3], usage: { ...last, cacheRead, input: total - cacheRead } };
      expect(verdict(lines).said).toEqual([]);
      expect(usagesOf(recordsOf(...lines)).at(-1)).toMatchObject({ usage: { input: total - cacheRead } });
    },
  );

  it('is told by no bytes of what the provider itself searched', () => {
    const searched = conversation(GPT, 'all', 4).map(line => {
      const { body } = line;
      return typeof body === 'object'
        ? { ...line, body: { ...body, tools: [{ type: 'web_search' }] } }
        : line;
    });
    expect(verdict(searched).said.filter(reason => reason.includes('includes'))).toEqual([]);
  });

  it('is believed where only a part of the prompt is marked, and the rest grows', () => {
    const lines = conversation({ ...CLAUDE, isMarked: false }, 'nothing').map((line, i) => {
      const { body, usage: own } = line;
      if (typeof own === 'object' && own !== null) {
        const n = (i + 1) / 2;
        const total = Math.round((MANUAL.length + n * (DAY.length + 80)) / 4);
        const first = n === 1;
        const head = Math.round(MANUAL.length / 4);
        return {
          ...line,
          usage: {
            input: total - head + 5000,
            cacheRead: first ? 0 : head,
            cacheWrite: first ? head : 0,
            output: 1,
          },
        };
      }
      const { messages } = body as JsonObject;
      const pasted = { role: 'user', content: 'the tide came in. '.repeat(1111) };
      const system = [{ type: 'text', text: MANUAL, ...MARK }];
      return {
        ...line,
        body: { ...(body as JsonObject), system, messages: [pasted, ...(messages as JsonObject[])] },
      };
    });
    expect(verdict(lines)).toEqual({ said: [], breaks: [] });
  });
});
