import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../../demo-logs/random.js';
import { createLineSplitter } from '../../../src/log/source/lines.js';
import { HEAD } from '../../../src/log/values/repeats.js';
import { createValueReader } from '../../../src/log/values/value-reader.js';
import { createConversation } from '../../bench/logs/conversation.js';
import { linesOf, PROFILES, profileOf } from '../../bench/logs/profiles.js';
import { compareAsRead, compareWithJsonParse, EVERYTHING } from './compare.js';
import { MUTATIONS } from './mutations.js';

/** The first lines of a profile, up to so many bytes. */
function someOf(id: string, seed: number, bytes: number): string[] {
  const lines: string[] = [];
  let size = 0;
  for (const line of linesOf(profileOf(id), seed)) {
    lines.push(line.slice(0, -1));
    size += line.length;
    if (size > bytes) return lines;
  }
  return lines;
}

/** Lines of a small conversation that is disturbed often. */
function conversation(seed: number, count: number): string[] {
  const random = createRandom(seed);
  const one = createConversation(
    {
      system: 300,
      tools: 1_800,
      history: 0,
      longest: 9_000,
      result: 150,
      breaks: 0.2,
      isEscaped: random.chance(0.3),
      messagesFirst: random.chance(0.3),
      marked: random.int(0, 2),
    },
    random,
  );
  return Array.from(
    { length: count },
    (_, n) => `{"ts":${n},"stage":"request","payload":${one.next().body},"end":"${random.hex(4)}"}`,
  );
}

describe('a line is what JSON.parse makes of it', () => {
  it.each(PROFILES.map(({ id }) => id))('in a log of the profile %s, and none is parsed whole', id => {
    expect(compareWithJsonParse(someOf(id, 3, 4e6)).parsedWhole).toBe(0);
  });

  it('when realistic lines are mutated', () => {
    for (let seed = 1; seed <= ROUNDS; seed += 1) {
      const random = createRandom(seed);
      const share = [0, 0.1, 0.4, 0.8][random.int(0, 3)] ?? 0;
      const lines = conversation(seed, 24).map(line => {
        if (!random.chance(share)) return line;
        const mutate = Object.values(MUTATIONS)[random.int(0, Object.keys(MUTATIONS).length - 1)];
        return mutate?.(line, random) ?? line;
      });
      try {
        compareWithJsonParse(lines, random.chance(0.7) ? EVERYTHING : undefined);
      } catch (error) {
        throw new Error(`seed ${seed}`, { cause: error });
      }
    }
  });

  it.each(PROFILES.map(({ id }) => id))('in a log of the profile %s, as it is read from a file', id => {
    const cuts = { chunks: [262_144, 10_007], head: HEAD };
    const { parsedWhole, written } = compareAsRead(someOf(id, 5, 3e6), cuts);
    expect(parsedWhole).toBe(0);
    // Of each conversation, all but the first requests and those in which much has changed.
    expect(written).toBeGreaterThan(id === 'append-only' ? 1 : 10);
  });

  it('when realistic lines are mutated, as they are read from a file', () => {
    let written = 0;
    for (let seed = 1; seed <= ROUNDS; seed += 1) {
      const random = createRandom(seed);
      const share = [0, 0.1, 0.4, 0.8][random.int(0, 3)] ?? 0;
      const lines = conversation(seed, 24).map(line => {
        if (!random.chance(share)) return line;
        const mutate = Object.values(MUTATIONS)[random.int(0, Object.keys(MUTATIONS).length - 1)];
        return mutate?.(line, random) ?? line;
      });
      const cuts = { chunks: [random.int(1, 90), random.int(1, 20_000)], head: random.int(20, 400) };
      try {
        written += compareAsRead(lines, cuts, random.chance(0.7) ? EVERYTHING : undefined).written;
      } catch (error) {
        throw new Error(`seed ${seed}`, { cause: error });
      }
    }
    expect(written).toBeGreaterThan(ROUNDS * 4);
  });

  it('when tiny values are made to be taken for each other, as they are read from a file', () => {
    let written = 0;
    for (let seed = 1; seed <= ROUNDS * 20; seed += 1) {
      const random = createRandom(seed);
      const lines = tinyLines(random);
      const cuts = { chunks: [random.int(1, 9), random.int(1, 300)], head: random.int(1, 9) };
      try {
        written += compareAsRead(lines, cuts, EVERYTHING).written;
      } catch (error) {
        throw new Error(`seed ${seed}: ${lines.join('\n')}`, { cause: error });
      }
    }
    expect(written).toBeGreaterThan(ROUNDS * 4);
  });

  it('when tiny values are made to be taken for each other', () => {
    for (let seed = 1; seed <= ROUNDS * 20; seed += 1) {
      const random = createRandom(seed);
      const lines = tinyLines(random);
      try {
        compareWithJsonParse(lines, EVERYTHING);
      } catch (error) {
        throw new Error(`seed ${seed}: ${lines.join('\n')}`, { cause: error });
      }
    }
  });

  it('where a list holds what an object held', () => {
    compareWithJsonParse(['{"a":{"x":"s","y":2,"z":1}}', '{"a":["s","y":2,"z":1]}'], EVERYTHING);
    compareWithJsonParse(['{"a":["x","s",2]}', '{"a":{"x","s",2}}'], EVERYTHING);
  });

  it('where the bytes are no text', () => {
    const [first = '', second = ''] = conversation(1, 2);
    const broken = [0xff, 0xc3, 0x80, 0xe2].map(byte => {
      const bytes = Buffer.from(second);
      bytes[bytes.indexOf('"text":"') + 10] = byte;
      return bytes;
    });
    compareWithJsonParse([first, ...broken, second], EVERYTHING);
  });
});

it('leaves an earlier line alone while the half line of another file goes on as it', () => {
  const values = createValueReader(EVERYTHING);
  const splitters = [0, 1].map(() => createLineSplitter({ kept: values.kept, head: 40 }));
  const read: string[] = [];
  const push = (file: number, bytes: string): void =>
    splitters[file]?.push(Buffer.from(bytes), ({ bytes: line, rewritten }) => {
      if (line === null) throw new Error('a line that is not there');
      read.push(JSON.stringify(values.parse(line, rewritten ?? null)));
    });
  const words = Array.from({ length: 4_000 }, (_, i) => `"word ${i}"`);
  const first = `[${words}]`;
  const half = `[${words},"its own"]`;
  const other = `[${words.with(60, '"another"')},"more"]`;
  push(0, `${first}\n`);
  push(1, half.slice(0, half.indexOf('word 90')));
  push(0, `${other}\n`);
  push(1, `${half.slice(half.indexOf('word 90'))}\n`);
  expect(read).toEqual([first, other, half]);
});

it('leaves an earlier line alone that is let go while a half line goes on as it', () => {
  const values = createValueReader();
  const splitters = [0, 1].map(() => createLineSplitter({ kept: values.kept, head: 40 }));
  const read: string[] = [];
  const push = (file: number, bytes: string): void =>
    splitters[file]?.push(Buffer.from(bytes), ({ bytes: line, rewritten }) => {
      if (line === null) throw new Error('a line that is not there');
      read.push(JSON.stringify(values.parse(line, rewritten ?? null)));
    });
  const list = (word: string, ...more: string[]): string =>
    JSON.stringify([...Array.from({ length: 40 }, (_, i) => `${word} ${i} `.repeat(99)), ...more]);
  const half = list('word', 'its own');
  push(0, `${list('word')}\n`);
  push(1, half.slice(0, half.indexOf('word 9 ')));
  const others = Array.from({ length: 40 }, (_, n) => list(`${n} other`));
  for (const other of others) push(0, `${other}\n`);
  push(1, `${half.slice(half.indexOf('word 9 '))}\n`);
  expect(read).toEqual([list('word'), ...others, half]);
});

it('lets a line go that nobody went on from for long, and keeps those of conversations that take turns', () => {
  const values = createValueReader();
  const list = (word: string, n: number): Buffer =>
    Buffer.from(JSON.stringify(Array.from({ length: 10 + n }, (_, i) => `${word} ${i} `.repeat(99))));
  const first = values.parse(list('over', 0));
  for (let n = 0; n < 32; n += 1) for (const word of ['one', 'other']) values.parse(list(word, n));
  expect(values.kept()).toHaveLength(3);
  values.parse(list('one', 32));
  expect(values.kept()).toHaveLength(2);
  expect(values.parse(list('over', 0))).toEqual(first);
});

describe('equal bytes are the identical value', () => {
  const line = (messages: readonly unknown[]): Buffer =>
    Buffer.from(JSON.stringify({ at: messages.length, body: { tools: TOOLS, messages, stream: true } }));
  const text = (n: number): object => ({ role: 'user', content: `${n} `.repeat(900) });
  const TOOLS = [{ name: 'read', description: 'r'.repeat(600) }];

  function messagesOf(lines: readonly Buffer[]): unknown[][] {
    const reader = createValueReader();
    return lines.map(bytes => listOf(reader.parse(bytes)));
  }
  const listOf = (value: unknown): unknown[] => Object(Object(value).body).messages;

  it('where a conversation grows', () => {
    const [before = [], after = []] = messagesOf([line([1, 2].map(text)), line([1, 2, 3].map(text))]);
    expect(after).toHaveLength(3);
    expect(after[0]).toBe(before[0]);
    expect(after[1]).toBe(before[1]);
  });

  it('behind a message that changed, was added or was taken out', () => {
    const [before = [], changed = [], added = [], taken = []] = messagesOf(
      [
        [1, 2, 3],
        [1, 9, 3],
        [1, 2, 8, 3],
        [1, 3],
      ].map(numbers => line(numbers.map(text))),
    );
    expect(changed[2]).toBe(before[2]);
    expect(added[3]).toBe(before[2]);
    expect(taken[1]).toBe(before[2]);
    expect(changed[1]).not.toBe(before[1]);
  });

  it('where conversations take turns', () => {
    const one = [1, 2, 3].map(text);
    const other = [7, 8, 9].map(text);
    const [a = [], , again = []] = messagesOf([line(one), line(other), line([...one, text(4)])]);
    expect(again[2]).toBe(a[2]);
  });

  it('of a text whose marker moved', () => {
    const long = 't'.repeat(2_000);
    const block = { type: 'text', text: long };
    const reader = createValueReader();
    const body = (marker: object): Buffer => line([{ role: 'user', content: [{ ...block, ...marker }] }]);
    const [marked, bare] = [body({ cache_control: { type: 'ephemeral' } }), body({})].map(bytes =>
      reader.parse(bytes),
    );
    expect(listOf(marked)).toEqual([
      { role: 'user', content: [{ ...block, cache_control: { type: 'ephemeral' } }] },
    ]);
    expect(listOf(bare)).toEqual([{ role: 'user', content: [block] }]);
    expect(reader.parsedWhole).toBe(0);
  });
});

it('counts the lines that could not be taken apart, and broken ones not', () => {
  const [first = '', second = ''] = conversation(2, 2);
  const twice = second.replace('"stream":', '"stream":1,"stream":');
  expect(compareWithJsonParse([first, twice, second.slice(0, -5)], EVERYTHING).parsedWhole).toBe(1);
});

/** Rounds of the fuzzers; `FUZZ=1000 npx vitest run test/log/values` for a long run. */
const ROUNDS = Number(process.env.FUZZ ?? 60);

const TEXTS = ['', 'a', '"},{"', '\\', '\\"', '}]}', '],"b":[', 'é', '{', '"', ',"a":{"type":"x"}'] as const;
const KEYS = ['a', 'b', 'role', 'content', '1', '\\'] as const;

function tiny(random: Random, depth: number): unknown {
  const kind = random.int(0, depth > 3 ? 3 : 8);
  if (kind === 0) return random.pick(TEXTS);
  if (kind === 1) return random.int(0, 120);
  if (kind === 2) return null;
  if (kind === 3) return true;
  const parts = Array.from({ length: random.int(0, 4) }, () => tiny(random, depth + 1));
  return kind < 6 ? parts : Object.fromEntries(parts.map(part => [random.pick(KEYS), part]));
}

function tinyLines(random: Random): string[] {
  let text = JSON.stringify(tiny(random, 0));
  return Array.from({ length: 12 }, () => {
    text = random.chance(0.1) ? JSON.stringify(tiny(random, 0)) : disturbed(text, random);
    return text;
  });
}

/** A part of the text is put elsewhere, written again, or taken out: mostly it is no JSON any more. */
function disturbed(text: string, random: Random): string {
  const value = parsedOrNull(text);
  if (value !== null && random.chance(0.7)) return JSON.stringify(edited(value, random));
  const from = random.int(0, text.length);
  const piece = text.slice(from, from + random.int(0, 6));
  const at = random.int(0, text.length);
  return (
    text.slice(0, at) + random.pick([piece, '"', ',', '}', ']', '1', ' ']) + text.slice(at + random.int(0, 2))
  );
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function edited(value: unknown, random: Random): unknown {
  if (typeof value !== 'object' || value === null || random.chance(0.15)) return tiny(random, 2);
  const entries = Object.entries(value);
  const at = random.int(0, Math.max(0, entries.length - 1));
  if (!Array.isArray(value)) {
    return Object.fromEntries(entries.map(([key, item], i) => [key, i === at ? edited(item, random) : item]));
  }
  const items = [...value];
  const what = random.int(0, 4);
  if (what === 0) items.splice(at, 1);
  else if (what === 1) items.splice(at, 0, tiny(random, 2));
  else if (what === 2) items.push(structuredClone(items[at]) ?? null);
  else items[at] = edited(items[at], random);
  return items;
}
