import { expect, it } from 'vitest';
import { type ExchangeObserver, guarded } from '../../../src/record/proxy/observer.js';
import { startProxy } from '../../../src/record/proxy/proxy.js';
import { anthropicMessage, json, startFakeUpstream } from '../fake-upstream.js';
import { call, upstreamsAt } from '../recorded.js';

const broken = (): never => {
  throw new Error('a fault of ours');
};

/** An observer in which everything is broken from the named call on. */
function observerBrokenAt(name: keyof ExchangeObserver, calls: string[]): ExchangeObserver {
  const say = (called: string) => () => {
    calls.push(called);
    if (called === name) broken();
  };
  return {
    requestChunk: say('requestChunk'),
    requestSent: say('requestSent'),
    responseStart: say('responseStart'),
    responseChunk: say('responseChunk'),
    end: say('end'),
  };
}

it('keeps a fault of the recording away from the traffic, and still tells the end', async () => {
  const upstream = await startFakeUpstream(json(200, anthropicMessage));
  const faults: unknown[] = [];
  let calls: string[] = [];
  let name: keyof ExchangeObserver = 'end';
  const proxy = await startProxy({
    host: '127.0.0.1',
    port: 0,
    allowed: { hosts: [], origins: [] },
    upstreams: upstreamsAt(upstream.url),
    observe: guarded(
      () => observerBrokenAt(name, calls),
      error => faults.push(error),
    ),
    now: () => 0,
  });
  for (name of ['requestChunk', 'requestSent', 'responseStart', 'responseChunk', 'end'] as const) {
    calls = [];
    const reply = await call(proxy.url, '/v1/messages', { body: '{}' });
    expect([reply.status, reply.body.toString()]).toEqual([200, JSON.stringify(anthropicMessage)]);
    expect(calls.slice(-2)).toEqual(name === 'end' ? ['responseChunk', 'end'] : [name, 'end']);
  }
  expect(faults).toHaveLength(5);
  await proxy.close();
  await upstream.close();
});

it('passes traffic on that cannot even begin to be observed', () => {
  const faults: unknown[] = [];
  const observe = guarded(broken, error => faults.push(error));
  const route = { vendor: 'openai', path: '/', api: null, purpose: 'other', problem: null } as const;
  expect(observe({ at: 0, route, origin: '', path: '/', rawHeaders: [] })).toBeNull();
  expect(faults).toHaveLength(1);
});
