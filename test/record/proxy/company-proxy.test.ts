import { createServer, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type CompanyProxy, companyProxyOf, proxyFor } from '../../../src/record/proxy/company-proxy.js';
import { json, portOf } from '../fake-upstream.js';
import { call, upstreamsAt, withRecorder } from '../recorded.js';

const PROXY = 'http://proxy.corp:3128';

function company(env: Record<string, string>): CompanyProxy {
  const result = companyProxyOf(env);
  if (!result.ok) throw new Error(result.message);
  return result.company;
}

describe('the company proxy', () => {
  it.each([
    [{}, null, null],
    [{ HTTPS_PROXY: PROXY }, null, PROXY],
    [{ https_proxy: PROXY, HTTPS_PROXY: 'http://other' }, null, PROXY],
    [{ https_proxy: '', HTTPS_PROXY: PROXY }, null, PROXY],
    [{ HTTP_PROXY: PROXY }, PROXY, PROXY],
    [{ HTTP_PROXY: 'http://other', ALL_PROXY: PROXY }, 'http://other', PROXY],
    [{ ALL_PROXY: PROXY }, PROXY, PROXY],
    [{ all_proxy: 'socks5://s', http_proxy: PROXY, https_proxy: PROXY }, PROXY, PROXY],
    [{ HTTPS_PROXY: 'proxy.corp:3128' }, null, PROXY],
    [{ HTTPS_PROXY: 'u:p@proxy.corp:3128' }, null, 'http://u:p@proxy.corp:3128'],
  ])('of %j', (env, http, https) => {
    expect(company(env)).toEqual({ http, https, without: '' });
  });

  it.each([
    [{ HTTPS_PROXY: 'socks5://u:hunter2@s:1080' }, 'HTTPS_PROXY: `socks5://***@s:1080` is no proxy'],
    [{ all_proxy: 'ftp://s' }, 'all_proxy: `ftp://s` is no proxy'],
    [{ HTTP_PROXY: 'a b' }, 'HTTP_PROXY: `a b` is no proxy'],
  ])('that cannot be gone through is named: %j', (env, problem) => {
    const result = companyProxyOf(env);
    expect(!result.ok && result.message).toContain(problem);
  });

  it.each([
    ['', 'https://api.openai.com', true],
    ['*', 'https://api.openai.com', false],
    ['corp,*', 'https://api.openai.com', false],
    ['.openai.com', 'https://api.openai.com', false],
    ['*.openai.com', 'https://api.openai.com', false],
    ['openai.com', 'https://api.openai.com', false],
    ['openai.com', 'https://notopenai.com', true],
    ['api.openai.com:443', 'https://api.openai.com', false],
    ['api.openai.com:80', 'https://api.openai.com', true],
    ['a b', 'https://b', false],
    ['10.0.0.0/8', 'https://10.1.2.3', false],
    ['10.0.0.0/8', 'https://11.1.2.3', true],
    ['10.0.0.0/99', 'https://10.1.2.3', true],
    ['fd00::/8', 'https://[fd12::1]', false],
    ['fd00::/8', 'https://10.0.0.1', true],
    ['fd12::1', 'https://[fd12::1]', false],
    ['[fd12::1]:8080', 'https://[fd12::1]:8080', false],
    ['0.0.1', 'https://10.0.0.1', true],
    ['', 'https://localhost:1', false],
    ['', 'https://[::1]:1', false],
    ['', 'https://127.3.2.1:1', false],
  ])('with NO_PROXY=%s, to %s: %s', (without, origin, isUsed) => {
    expect(proxyFor(origin, company({ https_proxy: PROXY, NO_PROXY: without }))).toBe(isUsed ? PROXY : null);
  });

  it.each([
    ['http://gw.example', 'gw.example:80', 'gw.example'],
    ['http://[fd12::1]:8080', '[fd12::1]:8080', '[fd12::1]:8080'],
  ])(
    'is gone through to %s with its own credentials, and the message stays as it is',
    async (base, tunnel, name) => {
      const asked: IncomingMessage[] = [];
      let target = 0;
      const proxy = createServer();
      proxy.on('connect', (request, client) => {
        asked.push(request);
        const upstream = connect(target, '127.0.0.1', () => {
          client.write('HTTP/1.1 200 OK\r\n\r\n');
          client.pipe(upstream).pipe(client);
        });
      });
      await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve));
      const http = `http://u:p%40@127.0.0.1:${portOf(proxy.address())}`;
      await withRecorder(
        json(200, {}),
        async ({ recorder, upstream }) => {
          target = Number(new URL(upstream.url).port);
          const headers = ['X-B', '1', 'x-a', '2', 'X-B', '3'];
          expect((await call(recorder.url, '/v1/messages', { headers, body: '{}' })).status).toBe(200);
          expect(asked.map(({ url, headers: own }) => [url, own['proxy-authorization']])).toEqual([
            [tunnel, `Basic ${Buffer.from('u:p@').toString('base64')}`],
          ]);
          expect(upstream.received[0]?.rawHeaders).toEqual([
            ...['host', name, 'connection', 'keep-alive', ...headers, 'content-length', '2'],
          ]);
        },
        { upstreams: upstreamsAt(base), company: { http, https: null, without: '' } },
      );
      proxy.close();
      proxy.closeAllConnections();
    },
  );

  it('that refuses is said to have', async () => {
    const proxy = createServer();
    proxy.on('connect', (_, client) => client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'));
    await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve));
    const http = `http://127.0.0.1:${portOf(proxy.address())}`;
    await withRecorder(
      json(200, {}),
      async ({ recorder }) => {
        const reply = await call(recorder.url, '/v1/messages', { body: '{}' });
        expect([reply.status, String(reply.body)]).toEqual([
          502,
          expect.stringContaining('the company proxy answered CONNECT with 407'),
        ]);
      },
      { upstreams: upstreamsAt('http://gw.example'), company: { http, https: null, without: '' } },
    );
    proxy.close();
  });
});
