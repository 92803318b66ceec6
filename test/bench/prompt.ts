/**
 * Measures reading and comparing prompts, alone and in the engine, against parsing the JSON that they come in: a ratio
 * says the same on any machine.
 *
 *     npx tsx test/bench/prompt.ts
 */
import { createEngine } from '../../src/engine.js';
import { requestRecord } from '../../src/log/protocol/request.js';
import type { Json, JsonObject } from '../../src/log/record.js';
import { diverge, type Prompt, readPrompt, writtenDifferences } from '../../src/prompt/index.js';

const words =
  'the cache keeps a prefix that ended at a breakpoint of an earlier request and nothing else "quoted"\n';

function text(bytes: number, seed: number): string {
  return `${seed} ${words.repeat(Math.ceil(bytes / words.length))}`.slice(0, bytes);
}

/** 34 tools (80 kB), 50 kB of system text, messages of about 2.2 kB each; agents share the first two. */
function body(messages: number, agent = 0): JsonObject {
  const tools = Array.from({ length: 34 }, (_, i) => ({
    name: `tool_${i}`,
    description: text(1200, i),
    input_schema: { type: 'object', properties: { path: { type: 'string', description: text(900, i) } } },
  }));
  const list: Json[] = Array.from({ length: messages }, (_, i): Json => {
    const call = `call_${agent}_${i >> 1}`;
    const seed = i + 1_000 * agent;
    const last = i === messages - 1 ? { cache_control: { type: 'ephemeral' } } : {};
    if (i % 2 === 0) {
      return {
        role: 'user',
        content: [
          {
            type: 'tool_result',
            tool_use_id: call,
            content: [{ type: 'text', text: text(3800, seed) }],
            ...last,
          },
        ],
      };
    }
    const input = { command: text(300, seed) };
    return {
      role: 'assistant',
      content: [
        { type: 'text', text: text(200, seed) },
        { type: 'tool_use', id: call, name: 'tool_1', input, ...last },
      ],
    };
  });
  const system = [{ type: 'text', text: text(50_000, 0), cache_control: { type: 'ephemeral' } }];
  return { model: 'm', max_tokens: 1, tools, system, messages: list };
}

/** The middle time of the runs, milliseconds; says it beside a middle time it is compared with. `prepare` is not timed. */
function measure(
  name: string,
  bytes: number,
  run: () => unknown,
  against?: number,
  prepare: () => void = () => {},
): number {
  const until = performance.now() + 1500;
  const times: number[] = [];
  while (performance.now() < until) {
    prepare();
    const from = performance.now();
    run();
    times.push(performance.now() - from);
  }
  times.sort((a, b) => a - b);
  const p50 = times[times.length >> 1] ?? 0;
  const p99 = times[Math.floor(times.length * 0.99)] ?? 0;
  const speed = bytes / 1e6 / (p50 / 1e3);
  const ratio = against === undefined ? '' : `  ${(p50 / against).toFixed(2)} x JSON.parse`;
  console.log(
    `${name.padEnd(34)} p50 ${p50.toFixed(2)} ms  p99 ${p99.toFixed(2)} ms  ${speed.toFixed(0)} MB/s  (${times.length} runs)${ratio}`,
  );
  return p50;
}

function read(value: JsonObject, previous?: Prompt): Prompt {
  const request = { api: 'anthropic-messages', body: value, model: null, betas: [], redacted: [] } as const;
  const prompt = readPrompt(request, previous === undefined ? [] : [previous]);
  if (prompt === null) throw new Error('not a prompt');
  return prompt;
}

const parentBody = body(268);
const childBody = body(270);
const line = JSON.stringify(childBody);
const bytes = Buffer.byteLength(line);
const parent = read(parentBody);
const child = read(childBody, parent);
console.log(`${(bytes / 1e3).toFixed(0)} kB, ${child.blocks.length} blocks, node ${process.version}`);
const parse = measure('JSON.parse (for comparison)', bytes, () => JSON.parse(line));
measure('readPrompt, alone', bytes, () => read(childBody), parse);
measure('readPrompt, after its parent', bytes, () => read(childBody, parent), parse);
measure('diverge, child extends parent', bytes, () => diverge(parent, child), parse);

const edited = read({ ...childBody, system: [{ type: 'text', text: `${text(49_000, 0)}!` }] });
measure('diverge, in 50 kB of system', bytes, () => diverge(parent, edited), parse);

/** Only for a miss that nothing else explains: both bodies are read again, as they are written. */
const rawOf = (value: JsonObject) => ({
  bytes: Buffer.from(JSON.stringify(value)),
  bodyAt: [],
  bodyIsText: false,
});
const [before, after] = [
  { prompt: parent, raw: rawOf(parentBody) },
  { prompt: child, raw: rawOf(childBody) },
];
measure(
  'writtenDifferences, of two bodies',
  bytes,
  () => writtenDifferences(before, after, parent.blocks.length),
  parse,
);

/** Requests that end at these numbers of messages, as agents send them in turn. */
const lengths = [250, 252, 254, 256];

for (const agents of [1, 2, 4]) {
  const bodies = lengths.flatMap(length => Array.from({ length: agents }, (_, agent) => body(length, agent)));
  const records = bodies.map((sent, i) => {
    const origin = { path: 'bench', line: i + 1 };
    return requestRecord({ key: String(i), origin, fidelity: 'wire', body: sent });
  });
  // The first request of each agent is read without one to go on from.
  const [first, rest] = [records.slice(0, agents), records.slice(agents)];
  const lines = rest.map(record => JSON.stringify(record.body));
  const size = lines.reduce((sum, sent) => sum + Buffer.byteLength(sent), 0);
  const parsing = measure(`JSON.parse, ${lines.length} requests`, size, () =>
    lines.map(sent => JSON.parse(sent)),
  );
  let engine = createEngine();
  const meet = (): void => {
    engine = createEngine();
    for (const record of first) engine.accept(record);
  };
  const run = (): void => rest.forEach(record => void engine.accept(record));
  measure(`engine, agents in turn: ${agents}`, size, run, parsing, meet);
}
