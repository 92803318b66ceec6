import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isObject } from '../../src/log/json/json.js';
import { APIS, type Json, type JsonObject } from '../../src/log/record.js';
import {
  diverge,
  divergeSection,
  type Prompt,
  readPrompt,
  SECTIONS,
  sharedBlocks,
} from '../../src/prompt/index.js';
import * as arbitrary from './arbitrary.js';
import { read } from './sample.js';

const pair = fc.oneof({ arbitrary: arbitrary.related, weight: 3 }, fc.tuple(arbitrary.body, arbitrary.body));
const object = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});
const list = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

/** The slow and obvious way to tell the place of a difference: compare lists of characters. */
function naivePlace(a: string, b: string): { readonly char: number; readonly byte: number } {
  const left = [...a];
  const right = [...b];
  let char = 0;
  while (char < left.length && char < right.length && left[char] === right[char]) char += 1;
  return { char, byte: Buffer.from(left.slice(0, char).join('')).length };
}

/** Follows a path such as `messages[0].content[1].text` into a body. */
function follow(body: JsonObject, path: string): Json | undefined {
  let value: Json | undefined = body;
  for (const [, key, index, quoted] of path.matchAll(
    /\.?([A-Za-z_$][\w$]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/g,
  )) {
    if (index !== undefined) value = list(value)[Number(index)];
    else value = object(value)[key ?? JSON.parse(quoted ?? '""')];
  }
  return value;
}

function asText(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What the provider compares, written down without hashes. */
function identity(prompt: Prompt): readonly string[] {
  return prompt.blocks.map(({ section, role, canonical }) => JSON.stringify([section, role, canonical]));
}

describe('chain hashes', () => {
  test('two prompts share one iff all blocks up to it are equal', () => {
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const [left, right] = [read(a), read(b)];
        const [blocksA, blocksB] = [identity(left), identity(right)];
        left.chain.forEach((hash, i) => {
          const equal =
            blocksB.length > i && blocksA.slice(0, i + 1).every((block, k) => block === blocksB[k]);
          expect(right.chain[i] === hash).toBe(equal);
        });
        const shared = blocksA.findIndex((block, i) => block !== blocksB[i]);
        expect(sharedBlocks(left.chain, right.chain)).toBe(shared === -1 ? blocksA.length : shared);
      }),
    );
  });

  test('and all else are the same with and without earlier prompts to go on from', () => {
    fc.assert(
      fc.property(
        fc.array(arbitrary.related, { minLength: 1, maxLength: 3 }),
        arbitrary.markers,
        (pairs, choose) => {
          const earlier: Prompt[] = [];
          for (const body of pairs.flat().map(plain => arbitrary.mark(plain, choose))) {
            const prompt = read(body, 'anthropic-messages', earlier);
            expect(prompt).toEqual(read(body));
            earlier.unshift(prompt);
          }
        },
      ),
    );
  });
});

describe('a divergence', () => {
  test('is there unless the child repeats or extends the parent', () => {
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const [parent, child] = [read(a), read(b)];
        const extends_ = identity(parent).every((block, i) => block === identity(child)[i]);
        expect(diverge(parent, child) === null).toBe(extends_);
      }),
    );
  });

  test('counts characters and bytes of the leaf at its path as a naive scan of the bodies does', () => {
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const found = diverge(read(a), read(b));
        fc.pre(found !== null);
        const { before, after, path, how } = found;
        if (how === 'changed' && before !== null && after !== null) {
          expect(asText(follow(b, path))).toBe(after.text);
          expect({ char: found.char, byte: found.byte }).toEqual(naivePlace(before.text, after.text));
          expect(after.length).toBe([...after.text].length);
          expect(before.text.slice(0, before.at)).toBe(after.text.slice(0, after.at));
        } else if (after !== null) expect(asText(follow(b, path))).toBe(after.text);
        else if (before !== null) expect(asText(follow(a, path))).toBe(before.text);
        else expect.unreachable();
      }),
      { numRuns: 400 },
    );
  });

  test('of a section is found whatever happened in front of it', () => {
    fc.assert(
      fc.property(arbitrary.body, arbitrary.body, (a, b) => {
        const [parent, child] = [read(a), read({ ...b, messages: a.messages ?? [] })];
        expect(divergeSection(parent, child, 'messages')).toBeNull();
        for (const section of SECTIONS) {
          const alone = divergeSection(parent, child, section);
          const same = parent.hashes[section] === child.hashes[section];
          if (same) expect(alone).toBeNull();
          if (alone !== null) expect(alone.section).toBe(section);
        }
        const whole = diverge(parent, child);
        if (whole !== null) expect(divergeSection(parent, child, whole.section)).not.toBeNull();
      }),
    );
  });
});

describe('markers', () => {
  test('wherever they move, no prompt diverges and no hash changes', () => {
    fc.assert(
      fc.property(arbitrary.body, arbitrary.markers, (body, choose) => {
        const plain = read(body);
        const moved = read(arbitrary.mark(body, choose));
        expect(diverge(plain, moved)).toBeNull();
        expect(moved.hashes).toEqual(plain.hashes);
        expect(moved.blocks.map(block => block.canonical)).toEqual(
          plain.blocks.map(block => block.canonical),
        );
      }),
    );
  });

  test('in the input of a tool call and in schemas matter', () => {
    const body = (input: JsonObject): JsonObject => ({
      tools: [{ name: 'read', input_schema: input }],
      messages: [{ role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'read', input }] }],
    });
    fc.assert(
      fc.property(fc.constantFrom<Json>({ type: 'ephemeral' }, '[Circular]', 0), value => {
        const [plain, marked] = [read(body({})), read(body({ cache_control: value }))];
        expect(marked.breakpoints).toEqual([]);
        expect(divergeSection(plain, marked, 'tools')?.path).toBe('tools[0].input_schema');
        expect(divergeSection(plain, marked, 'messages')?.path).toBe('messages[0].content[0].input');
      }),
    );
  });
});

test('section hashes are those of the section in the body', () => {
  fc.assert(
    fc.property(pair, ([a, b]) => {
      const first = read(a);
      const second = read(b, 'anthropic-messages', first);
      for (const section of SECTIONS) {
        const value = b[section];
        const hash =
          value === undefined ? null : createHash('md5').update(JSON.stringify(value)).digest('hex');
        expect(second.hashes[section]).toBe(hash);
      }
    }),
  );
});

describe('hostile bodies', () => {
  const keys = fc.constantFrom(
    ...[
      'tools',
      'functions',
      'system',
      'instructions',
      'messages',
      'input',
      'contents',
      'toolConfig',
      'role',
    ],
    ...[
      'systemInstruction',
      'content',
      'parts',
      'text',
      'type',
      'cache_control',
      'cachePoint',
      'function',
      'source',
    ],
    ...[
      'tool_calls',
      'output',
      'functionCall',
      'toolResult',
      'betas',
      'citations',
      '__proto__',
      'constructor',
    ],
  );
  const { tree } = fc.letrec<{ tree: Json }>(tie => ({
    tree: fc.oneof(
      { maxDepth: 6, depthSize: 'small' },
      fc.constantFrom<Json>(
        null,
        true,
        0,
        '',
        'text',
        'tool_result',
        'document',
        'user',
        'system',
        'tool',
        'assistant',
      ),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(keys, tie('tree'), { maxKeys: 6 }),
    ),
  }));
  const hostile = fc
    .dictionary(keys, tree, { minKeys: 1 })
    .map((value): JsonObject => JSON.parse(JSON.stringify(value)));

  test.each(APIS)('never throw, alone or compared (%s)', api => {
    fc.assert(
      fc.property(hostile, hostile, (a, b) => {
        const [parent, child] = [a, b].map(body =>
          readPrompt({ api, body, model: null, betas: [], redacted: [] }),
        );
        if (!parent || !child) return;
        const divergence = diverge(parent, child);
        expect(divergence === null).toBe(sharedBlocks(parent.chain, child.chain) === parent.blocks.length);
        for (const section of SECTIONS) divergeSection(parent, child, section);
        for (const block of child.blocks) {
          expect(block.textBytes).toBeGreaterThanOrEqual(0);
          expect(block.bytes).toBe(Buffer.byteLength(block.canonical));
        }
      }),
      { numRuns: 500 },
    );
  });

  test('with more blocks than a call takes arguments are read', () => {
    const content = Array.from({ length: 150_000 }, () => 0);
    expect(read({ messages: [{ role: 'user', content }] }).blocks.length).toBe(150_000);
  });

  test('that are nested too deep to be written are noted as redacted', () => {
    const deep = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);
    const nested = JSON.parse(`${'{"type":"tool_result","content":['.repeat(20_000)}${']}'.repeat(20_000)}`);
    const prompt = read({ messages: [{ role: 'user', content: [{ type: 'text', text: deep }, nested] }] });
    expect(prompt.redaction.paths).toEqual(['messages[0].content[0]', 'messages[0].content[1]']);
  });
});
