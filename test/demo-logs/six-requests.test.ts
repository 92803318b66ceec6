import { describe, expect, test } from 'vitest';
import { readDemoLog, withoutMarkers } from './read-log.js';

const { requests, usages } = readDemoLog('six-requests');
const bodies = requests.map(request => request.body);
const textOfSystem = (n: number): string => bodies[n - 1]?.system?.[1]?.text ?? '';
const resultAt = (n: number, message: number): string | undefined =>
  bodies[n - 1]?.messages[message]?.content[0]?.content;
const messagesOf = (n: number): readonly unknown[] => withoutMarkers(bodies[n - 1]?.messages ?? []);

describe('six-requests: the turn that the figures of the README come from', () => {
  test('bills the given tokens', () => {
    expect(usages.map(line => [line.usage?.cacheWrite, line.usage?.cacheRead, line.usage?.input])).toEqual([
      [1_044, 175_662, 3],
      [178_577, 0, 3],
      [1_942, 178_577, 3],
      [541, 180_519, 3],
      [142_537, 36_654, 3],
      [144_448, 36_654, 3],
    ]);
  });

  test('has two turns, 34 tools, two system blocks and two more messages each request', () => {
    expect(requests.map(request => request.turn)).toEqual(['t1', 't2', 't2', 't2', 't2', 't2']);
    expect(bodies.map(body => body.messages.length)).toEqual([267, 269, 271, 273, 275, 277]);
    expect(bodies.map(body => body.tools?.length)).toEqual([34, 34, 34, 34, 34, 34]);
    expect(bodies.map(body => body.system?.[0]?.text?.length)).toEqual([57, 57, 57, 57, 57, 57]);
    for (const n of [1, 2]) {
      expect(textOfSystem(n).length).toBeGreaterThan(50_500);
      expect(textOfSystem(n).length).toBeLessThan(51_500);
    }
    const bytes = Buffer.byteLength(JSON.stringify(bodies[1]?.tools));
    expect(Math.round(bytes / 1024)).toBe(78);
  });

  test('marks system[1] and the last block of the last message, nothing else', () => {
    for (const body of bodies) {
      expect(JSON.stringify(body).split('"cache_control":{"type":"ephemeral"}').length - 1).toBe(2);
      expect(body.system?.[1]?.cache_control).toEqual({ type: 'ephemeral' });
      expect(body.messages.at(-1)?.content.at(-1)?.cache_control).toEqual({ type: 'ephemeral' });
    }
  });

  test('changes the system text at character 16086 between 1 and 2', () => {
    const [before, after] = [textOfSystem(1), textOfSystem(2)];
    expect(after.slice(0, 16_086)).toBe(before.slice(0, 16_086));
    expect(before.slice(16_086)).toMatch(/^- Inline buttons supported/);
    expect(after.slice(16_086)).toMatch(/^## Group Chat Context\n/);
  });

  test('shuffles and extends the actions of one tool between 1 and 2', () => {
    const changed = (bodies[1]?.tools ?? []).filter(
      (tool, index) => JSON.stringify(tool) !== JSON.stringify(bodies[0]?.tools?.[index]),
    );
    expect(changed.map(tool => tool.name)).toEqual(['message']);
    const [before = [], after = []] = bodies.map(body => {
      const schema: { properties?: { action?: { enum?: readonly string[] } } } =
        body.tools?.find(tool => tool.name === 'message')?.input_schema ?? {};
      return schema.properties?.action?.enum ?? [];
    });
    expect(after.length).toBeGreaterThan(before.length);
    expect(before.every(action => after.includes(action))).toBe(true);
    expect(after.filter(action => before.includes(action))).not.toEqual(before);
  });

  test('keeps tools and system from 2 on, and the messages of 1 to 4', () => {
    for (const n of [3, 4, 5, 6]) {
      expect(bodies[n - 1]?.tools).toEqual(bodies[1]?.tools);
      expect(bodies[n - 1]?.system).toEqual(bodies[1]?.system);
    }
    for (const n of [2, 3, 4]) {
      expect(messagesOf(n).slice(0, messagesOf(n - 1).length)).toEqual(messagesOf(n - 1));
    }
  });

  test('compacts one old result in 5 and the next one in 6', () => {
    const placeholder = '[compacted: tool output removed to free context]';
    expect(resultAt(4, 41)?.length).toBe(4118);
    expect([5, 6].map(n => resultAt(n, 41))).toEqual([placeholder, placeholder]);
    expect([4, 5].map(n => resultAt(n, 43)?.length)).toEqual([1532, 1532]);
    expect(resultAt(6, 43)).toBe(placeholder);
    for (const [n, at] of [
      [5, 41],
      [6, 43],
    ] as const) {
      const before = messagesOf(n - 1);
      const differing = before.flatMap((message, index) =>
        JSON.stringify(message) === JSON.stringify(messagesOf(n)[index]) ? [] : [index],
      );
      expect(differing).toEqual([at]);
    }
  });

  test('has bytes that fit its tokens: 3.5 to 3.7 a token in every request', () => {
    bodies.forEach((body, index) => {
      const usage = usages[index]?.usage;
      const tokens = (usage?.cacheWrite ?? 0) + (usage?.cacheRead ?? 0);
      const ratio = Buffer.byteLength(JSON.stringify(body)) / tokens;
      expect(ratio).toBeGreaterThan(3.5);
      expect(ratio).toBeLessThan(3.7);
    });
  });

  test('stays inside the five minutes of its entries', () => {
    const times = requests.map(request => Date.parse(request.at));
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThan(300_000);
  });
});
