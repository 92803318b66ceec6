/**
 * What the recorder costs an agent, against a direct connection in the same run: time to the first byte of 20 parallel
 * streams, and throughput of 1 MB request bodies. Server, recorder and client are three processes; as in life, the
 * client makes the JSON of each request and the server parses it. Worth reading only on a machine that is idle.
 *
 * Goals: p50 below 2 ms and p99 below 10 ms more; at least 70 % of the throughput.
 *
 *     npx tsx test/bench/record.ts
 */
import { type ChildProcess, fork } from 'node:child_process';
import { Agent, request } from 'undici';

const STREAMS = 20;
const STREAM_BODY = 100_000;
const ROUNDS = 30;
const LARGE_BODY = 1_000_000;
/** On one connection, as one agent has it; and more than the cores of a small machine can serve. */
const LARGE_AT_ONCE = [1, 4];
const LARGE_REQUESTS = 100;
const LARGE_ROUNDS = 15;

const children: ChildProcess[] = [];
const agent = new Agent({ connections: 64 });

const direct = await peer('serve');
const recorded = await peer('record', direct);
try {
  await firstByte();
  for (const connections of LARGE_AT_ONCE) await throughput(connections);
} finally {
  for (const child of children) child.disconnect();
  await agent.close();
}

async function firstByte(): Promise<void> {
  const body = JSON.stringify(conversation(STREAM_BODY));
  const times: Record<string, number[]> = { direct: [], recorded: [] };
  for (let round = -3; round < ROUNDS; round += 1) {
    for (const [name, url] of sides(round)) {
      const found = await Promise.all(
        Array.from({ length: STREAMS }, (_, n) => timeToFirstByte(url, body, n)),
      );
      if (round >= 0) times[name]?.push(...found);
    }
  }
  const [a, b] = [times.direct ?? [], times.recorded ?? []];
  for (const [name, at] of [
    ['p50', 0.5],
    ['p99', 0.99],
  ] as const) {
    const [without, with_] = [quantile(a, at), quantile(b, at)];
    const ratio = (with_ / without).toFixed(2);
    report(
      `first byte ${name}`,
      `${ms(without)} direct, ${ms(with_)} recorded: ${ms(with_ - without)} more, ${ratio} x direct`,
    );
  }
}

/** Streams begin a little apart, as those of a running agent do, while the others are streaming. */
async function timeToFirstByte(url: string, body: string, n: number): Promise<number> {
  await new Promise(resolve => setTimeout(resolve, n * 7));
  const start = performance.now();
  const { body: answer } = await request(`${url}/v1/messages`, {
    dispatcher: agent,
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-bench': 'stream' },
    body,
  });
  let first = Number.NaN;
  for await (const _ of answer) if (Number.isNaN(first)) first = performance.now() - start;
  return first;
}

async function throughput(connections: number): Promise<void> {
  const rates: Record<string, number[]> = { direct: [], recorded: [] };
  for (let round = -1; round < LARGE_ROUNDS; round += 1) {
    for (const [name, url] of sides(round)) {
      const rate = await requestsPerSecond(url, connections);
      if (round >= 0) rates[name]?.push(rate);
    }
  }
  const [a, b] = [rates.direct ?? [], rates.recorded ?? []];
  // Of each round its own ratio: what else the machine does changes from round to round.
  const shares = a.map((rate, round) => (100 * (b[round] ?? Number.NaN)) / rate);
  const [low, middle, high] = [0.25, 0.5, 0.75].map(at => Math.round(quantile(shares, at)));
  report(
    `1 MB bodies, ${connections} at once`,
    `${Math.round(quantile(a, 0.5))}/s direct, ${Math.round(quantile(b, 0.5))}/s recorded: ${middle} % of direct (half of the rounds ${low} to ${high} %)`,
  );
}

async function requestsPerSecond(url: string, connections: number): Promise<number> {
  let left = LARGE_REQUESTS;
  const bodies = Array.from({ length: connections }, (_, n) => conversation(LARGE_BODY, `agent ${n}`));
  const start = performance.now();
  const work = async (_: unknown, n: number) => {
    const body = bodies[n];
    while (left > 0 && body) {
      left -= 1;
      // Each request is the one before and one turn more, as an agent sends it.
      body.messages.push({ role: 'user', content: `turn ${left} of agent ${n}` });
      const { body: answer } = await request(`${url}/v1/messages`, {
        dispatcher: agent,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      await answer.dump();
    }
  };
  await Promise.all(Array.from({ length: connections }, work));
  return (1000 * LARGE_REQUESTS) / (performance.now() - start);
}

/** Both sides, in turn first. */
function sides(round: number): readonly (readonly [string, string])[] {
  const both = [
    ['direct', direct],
    ['recorded', recorded],
  ] as const;
  return round % 2 === 0 ? both : [both[1], both[0]];
}

/** A request of about that many bytes. */
function conversation(bytes: number, agent = ''): { messages: unknown[] } & Record<string, unknown> {
  // A quotation mark every 50 bytes, as in the requests of real agents (35 to 57): they have to be looked at one by one.
  const line = 'The quick brown fox said "jump" and the lazy dog did. Over the hills it went and far away.\n';
  const content = line.repeat(12);
  const messages: unknown[] = [];
  for (let size = 0; size < bytes; size += content.length + 60) messages.push({ role: 'user', content });
  return { model: 'm', max_tokens: 1, stream: true, system: agent, messages };
}

function peer(...args: readonly string[]): Promise<string> {
  const child = fork(new URL('./record-peer.ts', import.meta.url), args);
  children.push(child);
  return new Promise((resolve, reject) => {
    child.once('message', message => resolve(String(message)));
    child.once('exit', code => reject(new Error(`a process of the benchmark ended with ${code}`)));
  });
}

function quantile(values: readonly number[], at: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(at * sorted.length))] ?? Number.NaN;
}

function ms(value: number): string {
  return `${value.toFixed(2)} ms`;
}

function report(name: string, result: string): void {
  process.stdout.write(`record: ${name}: ${result}\n`);
}
