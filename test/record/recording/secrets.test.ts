import { describe, expect, it } from 'vitest';
import { readHints } from '../../../src/record/recording/hints.js';
import { maskUrl, scrub, secretsOf } from '../../../src/record/recording/secrets.js';

it('masks the value of every query parameter that is not known to be harmless', () => {
  expect(maskUrl('/v1/x?key=AIza&alt=sse&access_token=t&beta=true&flag')).toBe(
    '/v1/x?key=***&alt=sse&access_token=***&beta=true&flag',
  );
  expect(maskUrl('/v1/messages')).toBe('/v1/messages');
  expect(maskUrl('/v1/x?a=1=2')).toBe('/v1/x?a=***');
});

it('takes the secrets of a request out of a text, and whatever looks like one', () => {
  const headers = [
    'Authorization',
    'Bearer abcdefgh1',
    'X-Api-Key',
    'my-long-key',
    'Accept',
    'application/json',
  ];
  const secrets = secretsOf(headers, '/x?key=url-key-1&alt=sse');
  expect(secrets).toEqual(
    expect.arrayContaining(['Bearer abcdefgh1', 'abcdefgh1', 'my-long-key', 'url-key-1']),
  );
  expect(secrets).not.toContain('application/json');
  expect(scrub('no my-long-key, no url-key-1, no abcdefgh1, Bearer here, application/json', secrets)).toBe(
    'no ***, no ***, no ***, Bearer here, application/json',
  );
  expect(scrub('Incorrect API key provided: sk-proj-1234567890abcdef.', [])).toBe(
    'Incorrect API key provided: [secret:24 chars].',
  );
});

it.each(['X-Company-Pass', 'x-pwd', 'My-Cred', 'X-Sig', 'X-Anything'])(
  'takes out what stood in %s, as it came and in base64',
  name => {
    const secrets = secretsOf([name, 'correct-horse-1'], '/x');
    const encoded = Buffer.from('correct-horse-1').toString('base64');
    expect(scrub(`denied: correct-horse-1 (${encoded})`, secrets)).toBe('denied: *** (***)');
    const basic = secretsOf([name, `Basic ${Buffer.from('me:s3cretpass').toString('base64')}`], '/x');
    expect(scrub('no user me with s3cretpass', basic)).toBe('no user me with ***');
  },
);

it.each([
  [
    'Cookie',
    'sessionid=ckSESS77abc; csrftoken=csrf991122zz',
    'session ckSESS77abc, csrf csrf991122zz',
    'session ***, csrf ***',
  ],
  ['Cookie', 'tern=ckSESS77abc', 'session ckSESS77abc expired', 'session *** expired'],
  ['X-Gw', 'key=gwk445566,sig="sg998877aa"', 'bad gwk445566! sig sg998877aa', 'bad ***! sig ***'],
  ['X-Pass', 'abc12', 'no msgabc12', 'no msg***'],
  ['X-Json', '{"apiKey":"jsonS3cr3tVal","u":"me"}', 'no jsonS3cr3tVal for me', 'no *** for me'],
  ['X-Pass', 'pw1', 'pass pw1 is wrong, spw1x is not', 'pass *** is wrong, spw1x is not'],
  ['X-Api-Key', 'a b&c/d=e', 'key a%20b%26c%2Fd%3De', 'key ***'],
  [
    'Authorization',
    'Bearer abc12',
    'abc12 of Bearer abc12: this token is wrong',
    '*** of ***: this token is wrong',
  ],
  ['X-Pass', 'pw7Q', 'no cHc3UQ==', 'no ***'],
  ['X-Otp', '482913', 'code 482913', 'code ***'],
  ['Cookie', '%41=perc%20Ck25', 'bad cookie value perc%20Ck25', 'bad cookie value ***'],
  ['X-Anything', 'short', 'a short word', 'a short word'],
  ['X-Anything', 'zork77', 'bad zork77 of msgzork77', 'bad *** of msg***'],
  ['X-Anything', '600', 'after 600 s', 'after 600 s'],
])('takes out the parts of %s: %s', (name, value, error, written) => {
  expect(scrub(error, secretsOf([name, value], '/x'))).toBe(written);
});

/** As it comes from a client that sends UTF-8: Node reads headers as latin-1. */
const sent = (text: string): string => Buffer.from(text).toString('latin1');
const base64 = (text: string, encoding: 'utf8' | 'latin1' = 'utf8'): string =>
  Buffer.from(text, encoding).toString('base64');

describe.each([
  ['in UTF-8', sent('pässwörd1')],
  ['in latin-1', 'pässwörd1'],
])('takes out a password beyond ASCII, sent %s', (_, value) => {
  it.each([
    ['plain', 'no pässwörd1!'],
    ['in latin-1 that was read as UTF-8', 'no p\uFFFDssw\uFFFDrd1!'],
    ['with question marks', 'no p?ssw?rd1!'],
    ['percent-encoded', 'no p%C3%A4ssw%C3%B6rd1!'],
    ['escaped', 'no p\\u00e4ssw\\u00f6rd1!'],
    ['in base64', `no ${base64('pässwörd1')}!`],
    ['in base64 of latin-1', `no ${base64('pässwörd1', 'latin1')}!`],
  ])('%s', (_form, error) => {
    expect(scrub(error, secretsOf(['X-Password', value], '/x'))).toBe('no ***!');
  });
});

it.each([
  ['pässwörd1', 'utf8'],
  ['pässwörd1', 'latin1'],
  ['pa55w', 'utf8'],
  ['pw1', 'utf8'],
  ['a:b:c', 'utf8'],
] as const)('takes out the password of Basic, alone and with its user: %s in %s', (password, encoding) => {
  const secrets = secretsOf(['Authorization', `Basic ${base64(`bob:${password}`, encoding)}`], '/x');
  expect(scrub(`bad password ${password} of bob`, secrets)).toBe('bad password *** of bob');
  expect(scrub(`bad bob:${password}.`, secrets)).toMatch(/^bad (?:bob:)?\*\*\*\.$/);
  expect(scrub(`bad ${base64(`bob:${password}`, encoding)}.`, secrets)).toBe('bad ***.');
});

it('takes out the password of an address alone, and what a query means', () => {
  const of = (text: string): string => Buffer.from(text).toString('base64');
  const headers = ['Authorization', `Basic ${of('gwuser:gwPassw0rdXY')}`];
  expect(scrub(`no ${of('gwPassw0rdXY')}`, secretsOf(headers, '/x'))).toBe('no ***');
  expect(scrub('no {ab}cdefgh', secretsOf([], '/x?x=%7Bab%7Dcdefgh'))).toBe('no ***');
  expect(secretsOf([], '/x?x=%E0%A4%A')).not.toEqual([]);
});

it('leaves headers that say what is sent, and ids of a response', () => {
  const open = [
    'User-Agent',
    'my-agent/1.0',
    'Content-Type',
    'application/json',
    'anthropic-beta',
    'long-beta-flag',
  ];
  expect(secretsOf(open, '/v1/messages')).toEqual([]);
});

it('reads session, turn, agent and program only from headers made for them, and from the body', () => {
  const none = { session: null, turn: null, agent: null, client: null, betas: [] };
  expect(readHints(['Cookie', 'session_id=1', 'X-Api-Key', 'k', 'User-Agent', 'u'], null)).toEqual(none);
  expect(readHints(['Session_ID', 's1', 'x-openai-subagent', 'review'], null)).toEqual({
    ...none,
    session: 's1',
    agent: 'review',
  });
  const codex = (name: string) =>
    readHints(['x-codex-turn-metadata', `{"turn_id":"t1","agent_name":"${name}"}`], null);
  expect(codex('/root')).toMatchObject({ turn: 't1', agent: 'main' });
  expect(codex('/root/review').agent).toBe('/root/review');
  const user = (user_id: string) => readHints([], { metadata: { user_id } }).session;
  expect(user('{"device_id":"d","account_uuid":"a","session_id":"s2"}')).toBe('s2');
  expect(user('user_0_account_1_session_34832e57-9b65')).toBe('34832e57-9b65');
  expect(user('somebody@example.com')).toBeNull();
  expect(readHints([], { prompt_cache_key: 'ses_3a' }).session).toBe('ses_3a');
  expect(readHints([], { prompt_cache_key: 'my-app' }).session).toBeNull();
  expect(readHints(['session_id', 'x'.repeat(201)], null).session).toBeNull();
});

it('sorts beta flags and counts each once', () => {
  expect(readHints(['Anthropic-Beta', 'b, a,b'], null).betas).toEqual(['a', 'b']);
});
