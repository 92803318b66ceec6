import { describe, expect, test } from 'vitest';
import { type RequestLine, readDemoLog, withoutMarkers } from './read-log.js';

const { requests, usages } = readDemoLog('healthy-day');
const usageOf = (request: RequestLine | undefined): (typeof usages)[number] | undefined =>
  usages.find(line => line.id === request?.id);
const isMain = (request: RequestLine): boolean =>
  request.session === 'quayside:import-team' &&
  request.body.messages.at(-1)?.content[0]?.text?.startsWith('<now>') === true;
const firstWords = (request: RequestLine): string => request.body.messages[0]?.content[0]?.text ?? '';
const main = requests.filter(
  request => isMain(request) && firstWords(request) === firstWords(requests[4] ?? request),
);

describe('healthy-day: sixty requests without a break', () => {
  test('has 60 requests, each with its usage line', () => {
    expect(requests.length).toBe(60);
    expect(usages.map(line => line.id).toSorted()).toEqual(requests.map(request => request.id).toSorted());
  });

  test('reads, in the main lane, what the request before it had cached, to the token', () => {
    const billed = main
      .map(request => usageOf(request)?.usage)
      .filter(usage => usage != null && usage.cacheRead > 0);
    expect(billed.length).toBe(33);
    for (const [index, usage] of billed.entries()) {
      const before = billed[index - 1];
      if (before != null) expect(usage?.cacheRead).toBe(before.cacheRead + before.cacheWrite);
    }
  });

  test('moves the marker with the conversation and replaces what stands behind it', () => {
    for (const [index, request] of main.entries()) {
      const { messages } = request.body;
      expect(messages.at(-2)?.content.at(-1)?.cache_control).toEqual({ type: 'ephemeral' });
      const before = main[index - 1]?.body.messages;
      if (before === undefined) continue;
      expect(withoutMarkers(messages.slice(0, before.length - 1))).toEqual(
        withoutMarkers(before.slice(0, -1)),
      );
    }
    expect(new Set(main.map(request => request.body.messages.at(-1)?.content[0]?.text)).size).toBeGreaterThan(
      30,
    );
  });

  test('has two helpers: one with a prompt of its own, one with that of its parent and another first message', () => {
    const explorer = requests.filter(request => request.agent === 'explorer');
    expect(explorer.length).toBe(6);
    expect(usageOf(explorer[0])?.usage?.cacheRead).toBe(0);
    const reviewer = requests.filter(request => isMain(request) && !main.includes(request));
    expect(reviewer.length).toBe(5);
    expect(reviewer[0]?.body.system).toEqual(main[0]?.body.system);
    expect(usageOf(reviewer[0])?.usage?.cacheRead).toBeGreaterThan(10_000);
  });

  test('asks a small model without tools for titles', () => {
    const titles = requests.filter(request => request.model === 'claude-haiku-4-5');
    expect(titles.length).toBe(4);
    expect(titles.every(request => request.body.tools === undefined)).toBe(true);
    expect(titles.every(request => usageOf(request)?.usage?.cacheWrite === 0)).toBe(true);
  });

  test('is idle for four minutes, and for twenty in the lane whose entries live an hour', () => {
    const gaps = (lane: readonly RequestLine[]): number =>
      Math.max(
        ...lane.map((request, at) => Date.parse(request.at) - Date.parse(lane[at - 1]?.at ?? request.at)),
      );
    expect(Math.floor(gaps(main) / 60_000)).toBe(4);
    const watch = requests.filter(request => request.session === 'quayside:night-shift');
    expect(Math.floor(gaps(watch) / 60_000)).toBe(20);
    expect(watch.every(request => request.body.system?.[1]?.cache_control?.ttl === '1h')).toBe(true);
    expect(watch.every(request => (usageOf(request)?.usage?.cacheWrite1h ?? 0) > 0)).toBe(true);
  });

  test('is refused once and retried with the same bytes, is stopped once with nothing billed, is counted once', () => {
    const refused = requests.findIndex(request => usageOf(request)?.status === 529);
    const retried = requests[refused + 1];
    expect(requests[refused]?.body.messages.slice(0, -1)).toEqual(retried?.body.messages.slice(0, -1));
    expect(usageOf(retried)?.outcome).toBe('ok');
    const aborted = requests.filter(request => usageOf(request)?.outcome === 'aborted');
    expect(aborted.map(request => usageOf(request)?.usage?.input)).toEqual([0]);
    expect(requests.filter(request => request.purpose === 'count-tokens').length).toBe(1);
  });
});
