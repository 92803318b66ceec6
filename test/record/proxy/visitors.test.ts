/** Only the agent may use the proxy: nothing of a stranger's request is sent on or recorded. */
import { describe, expect, test } from 'vitest';
import { hostOf, originOf } from '../../../src/record/proxy/visitors.js';
import { exchangeRaw, post, withRaw } from './raw.js';

const OK = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}';

/** What a client sends, with HOST for the proxy's own name and port. */
interface Attack {
  readonly name: string;
  readonly request: (host: string) => string;
  readonly status: number;
}

const from =
  (headers: readonly string[], path = '/v1/messages') =>
  (host: string) =>
    post(host, path, headers);
const named = (name: string) => (host: string) =>
  post(name.replace('PORT', host.split(':')[1] ?? ''), '/v1/messages');
const upgrade = (headers: readonly string[]) => (host: string) =>
  `${['GET /v1/realtime HTTP/1.1', `Host: ${host}`, 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: YQ==', ...headers].join('\r\n')}\r\n\r\n`;

const REFUSED: readonly Attack[] = [
  { name: 'another host name (DNS rebinding)', request: named('evil.example:PORT'), status: 403 },
  { name: 'another host name without a port', request: named('evil.example'), status: 403 },
  { name: 'a name that ends like ours', request: named('notlocalhost:PORT'), status: 403 },
  { name: 'a name that begins like ours', request: named('127.0.0.1.evil.example:PORT'), status: 403 },
  { name: 'our name with another port', request: named('127.0.0.1:1'), status: 403 },
  { name: 'our name without a port', request: named('localhost'), status: 403 },
  { name: 'a path in the host', request: named('evil.example/.localhost:PORT'), status: 403 },
  { name: 'what is no address of 127/8', request: named('127.999.1.1:PORT'), status: 403 },
  { name: 'an address of the network', request: named('192.168.1.5:PORT'), status: 403 },
  { name: 'an empty host', request: named(''), status: 403 },
  {
    name: 'HTTP/1.0 without a host',
    request: () => 'POST /v1/messages HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}',
    status: 403,
  },
  { name: 'a page of another site', request: from(['Origin: https://evil.example']), status: 403 },
  { name: 'a page over plain HTTP', request: from(['Origin: http://evil.example']), status: 403 },
  {
    name: 'a page whose name holds ours',
    request: from(['Origin: http://localhost.evil.example']),
    status: 403,
  },
  { name: 'a sandboxed frame', request: from(['Origin: null', 'Sec-Fetch-Site: cross-site']), status: 403 },
  { name: 'a frame without a site', request: from(['Origin: null']), status: 403 },
  { name: 'a blob of another site', request: from(['Origin: blob:https://evil.example/1']), status: 403 },
  { name: 'a script', request: from(['Origin: javascript:1']), status: 403 },
  {
    name: 'the source of another site',
    request: from(['Origin: view-source:https://evil.example']),
    status: 403,
  },
  { name: 'another site in capitals', request: from(['Sec-Fetch-Site: Cross-Site']), status: 403 },
  {
    name: 'another site, said twice',
    request: from(['Sec-Fetch-Site: same-origin', 'Sec-Fetch-Site: cross-site']),
    status: 403,
  },
  { name: 'a path that climbs in front of a semicolon', request: from([], '/anthropic/..;/x'), status: 400 },
  { name: 'a path that climbs in front of a NUL', request: from([], '/anthropic/..%00/x'), status: 400 },
  { name: 'a path that climbs behind a fragment', request: from([], '/anthropic/a#/../../b'), status: 400 },
  { name: 'an origin that is none', request: from(['Origin: evil']), status: 403 },
  {
    name: 'an image of another site',
    request: from(['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: no-cors']),
    status: 403,
  },
  {
    name: 'a form of another site, as text',
    request: from(['Origin: https://evil.example', 'Sec-Fetch-Mode: navigate']),
    status: 403,
  },
  {
    name: 'a preflight of another site',
    request: host =>
      `OPTIONS /v1/messages HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nOrigin: https://evil.example\r\n\r\n`,
    status: 403,
  },
  { name: 'a websocket of another site', request: upgrade(['Origin: https://evil.example']), status: 403 },
  { name: 'a websocket by another name', request: () => upgrade([])('evil.example'), status: 403 },
  { name: 'a path that climbs', request: from([], '/anthropic/../../admin'), status: 400 },
  { name: 'a path that climbs, encoded', request: from([], '/anthropic/%2e%2e/%2E./admin'), status: 400 },
  {
    name: 'a path that climbs, encoded twice',
    request: from([], '/anthropic/%252e%252e/admin'),
    status: 400,
  },
  {
    name: 'a path that climbs, encoded often',
    request: from([], '/anthropic/%25252e.%25252fadmin'),
    status: 400,
  },
  {
    name: 'a path that climbs in front of a question mark',
    request: from([], '/anthropic/..%3f/x'),
    status: 400,
  },
  {
    name: 'a tunnel',
    request: host => `CONNECT api.openai.com:443 HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
    status: 400,
  },
  {
    name: 'a coding that is not ours to take off',
    request: host =>
      `POST /v1/messages HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
    status: 501,
  },
  { name: 'a path that climbs by backslashes', request: from([], '/anthropic/..\\admin'), status: 400 },
  {
    name: 'a path that climbs by an encoded slash',
    request: from([], '/anthropic/x%2f..%2f..%2fadmin'),
    status: 400,
  },
  {
    name: 'a websocket that climbs',
    request: host => upgrade([])(host).replace('/v1/realtime', '/openai/../x'),
    status: 403,
  },
  { name: 'two hosts', request: from(['Host: evil.example']), status: 400 },
  { name: 'two hosts that are ours', request: host => from([`HOST: ${host}`])(host), status: 400 },
  { name: 'a websocket with two hosts', request: upgrade(['Host: evil.example']), status: 403 },
  { name: 'an absolute address', request: from([], 'http://evil.example/v1/messages'), status: 400 },
  {
    name: 'an absolute address of ours',
    request: host => post(host, `http://${host}/v1/messages`),
    status: 400,
  },
];

const WELCOME: readonly Omit<Attack, 'status'>[] = [
  { name: 'a program by address', request: from([]) },
  { name: 'a program by name', request: named('localhost:PORT') },
  { name: 'a program by IPv6', request: named('[::1]:PORT') },
  { name: 'a program by another loopback address', request: named('127.3.2.1:PORT') },
  { name: 'a subdomain of localhost', request: named('api.localhost:PORT') },
  { name: 'an editor', request: from(['Origin: vscode-webview://1a2b', 'Sec-Fetch-Site: cross-site']) },
  { name: 'a desktop app', request: from(['Origin: tauri://localhost']) },
  { name: 'a local page', request: from(['Origin: http://localhost:3000', 'Sec-Fetch-Site: same-site']) },
  { name: 'a local page by address', request: from(['Origin: https://127.0.0.1:8443']) },
  { name: 'a person’s own address line', request: from(['Sec-Fetch-Site: none']) },
  {
    name: 'names with dots and percent signs in them',
    request: from([], '/gemini/v1beta/models/a..b%25c%252e:generateContent'),
  },
  { name: 'dots that do not climb', request: from([], '/v1/messages?x=../y') },
];

describe('a stranger', () => {
  test.each(REFUSED)('is refused, and leaves no trace: $name', async ({ request, status }) => {
    await withRaw(OK, async ({ url, host, upstream, finish }) => {
      const reply = await exchangeRaw(url, request(host));
      expect(reply.split(' ', 2)[1]).toBe(String(status));
      expect(upstream.received).toEqual([]);
      expect(await finish()).toEqual([]);
    });
  });
});

test.each([
  ['/v1/messages', { type: 'error', error: { type: 'permission_error' } }],
  ['/v1/responses', { error: { type: 'request_forbidden', code: 'visitor_refused', param: null } }],
  ['/v1beta/models/gemini-2.5-flash:generateContent', { error: { code: 403, status: 'PERMISSION_DENIED' } }],
])(
  'a stranger is told in the form of the API that it is refused, not that nothing answered: %s',
  async (path, error) => {
    await withRaw(OK, async ({ url, host }) => {
      const reply = await exchangeRaw(url, from(['Origin: https://evil.example'], path)(host));
      expect(JSON.parse(reply.slice(reply.indexOf('{')))).toMatchObject(error);
    });
  },
);

describe('the agent', () => {
  test.each(WELCOME)('goes on as before: $name', async ({ request }) => {
    await withRaw(OK, async ({ url, host, upstream, finish }) => {
      const reply = await exchangeRaw(url, request(host));
      expect(reply).toMatch(/^HTTP\/1\.1 200 OK/);
      expect(upstream.received).toHaveLength(1);
      expect(await finish()).toHaveLength(2);
    });
  });

  test.each([
    ['a container', named('host.docker.internal:PORT'), { hosts: ['host.docker.internal'], origins: [] }],
    ['a page', from(['Origin: https://app.example']), { hosts: [], origins: ['https://app.example'] }],
    [
      'a file in a browser',
      from(['Origin: null', 'Sec-Fetch-Site: cross-site']),
      { hosts: [], origins: ['null'] },
    ],
  ])('may be allowed by name: %s', async (_, request, allowed) => {
    await withRaw(
      OK,
      async ({ url, host }) => {
        expect(await exchangeRaw(url, request(host))).toMatch(/^HTTP\/1\.1 200 OK/);
      },
      { allowed },
    );
    await withRaw(OK, async ({ url, host }) => {
      expect(await exchangeRaw(url, request(host))).toMatch(/^HTTP\/1\.1 403 /);
    });
  });
});

describe('what may be allowed', () => {
  test.each([
    ['host.docker.internal', 'host.docker.internal'],
    ['Box:8080', 'box:8080'],
    ['192.168.1.5', '192.168.1.5'],
    ['[fd00::1]:4380', '[fd00::1]:4380'],
    ['my_box', 'my_box'],
    ['*', null],
    ['', null],
    ['http://box', null],
    ['box/path', null],
    ['two boxes', null],
    ['box:port', null],
    ['box:999999', null],
    ['a..b', null],
    ['999.1.1.1', null],
  ])('a host: %s', (text, host) => {
    expect(hostOf(text)).toBe(host);
  });

  test.each([
    ['https://app.example', 'https://app.example'],
    ['https://App.example:443/', 'https://app.example'],
    ['http://box:3000', 'http://box:3000'],
    ['chrome-extension://abcdef', 'chrome-extension://abcdef'],
    ['null', 'null'],
    ['*', null],
    ['https://*', null],
    ['app.example', null],
    ['https://app.example/page', null],
    ['https://user@app.example', null],
    ['', null],
  ])('an origin: %s', (text, origin) => {
    expect(originOf(text)).toBe(origin);
  });
});
