import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bytesOf, type LogRecord } from '../../../src/log/record.js';
import { createSource } from '../../../src/log/source/source.js';
import { body, recordsOf, requestsOf, usagesOf } from '../read-lines.js';

const url = 'https://api.anthropic.com/v1/messages';
const usage = {
  input_tokens: 9,
  cache_read_input_tokens: 40,
  cache_creation_input_tokens: 5,
  output_tokens: 3,
};
const answer = JSON.stringify({ id: 'msg_1', type: 'message', model: 'claude-x-1', usage });
/** Keys in the order in which the client sent them, and a space that only the wire had. */
const sent = JSON.stringify(body).replace('"model":', '"model": ');
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

function yamlRecords(text: string): LogRecord[] {
  const source = createSource('cassette.yaml');
  return [...source.push(Buffer.from(text)), ...source.end()];
}

/** As vcrpy writes it: sorted keys, lists of headers, what was compressed as binary. */
const vcrpy = (response: string): string => `interactions:
- request:
    body: null
    headers:
      accept:
      - '*/*'
    method: GET
    uri: https://api.anthropic.com/v1/models
  response:
    body:
      string: '{"data":[]}'
    headers: {}
    status:
      code: 200
      message: OK
- request:
    body: ${quoted(sent)}
    headers:
      Anthropic-Beta:
      - b,a
      X-Api-Key:
      - sk-ant-s3cret
    method: POST
    uri: ${url}?beta=true
  response:
    body:
      string: ${response}
    headers:
      Content-Encoding:
      - gzip
      Date:
      - Fri, 20 Nov 2026 10:00:05 GMT
    status:
      code: 200
      message: OK
version: 1
`;

const binary = `!!binary |\n        ${gzipSync(answer)
  .toString('base64')
  .replaceAll(/(.{60})/g, '$1\n        ')}`;

describe('a cassette of vcrpy', () => {
  it('is read exchange by exchange, each on the line where it begins', () => {
    const records = yamlRecords(vcrpy(binary));
    expect(requestsOf(records)).toMatchObject([
      { origin: { line: 16 }, fidelity: 'wire', api: 'anthropic-messages', betas: ['a', 'b'], body },
    ]);
    expect(usagesOf(records)).toMatchObject([
      { status: 200, usage: { input: 9, cacheRead: 40, cacheWrite: 5, output: 3 }, responseId: 'msg_1' },
    ]);
  });

  it('keeps the body as it was sent, and claims no place in the file for it', () => {
    const [request] = requestsOf(yamlRecords(vcrpy(quoted(answer))));
    expect(Buffer.from(bytesOf(request?.raw ?? null) ?? []).toString()).toBe(sent);
    expect(request?.raw?.isApart).toBe(true);
    expect(JSON.stringify({ ...request, raw: null })).not.toContain('s3cret');
  });

  it('has the time that its response names', () => {
    const [request] = requestsOf(yamlRecords(vcrpy(quoted(answer))));
    expect(request?.at).toBe(Date.UTC(2026, 10, 20, 10, 0, 5));
  });

  it('says that a response is missing where it cannot be unpacked', () => {
    const broken = yamlRecords(vcrpy(`!!binary |\n        ${Buffer.from('no gzip').toString('base64')}`));
    expect(usagesOf(broken)).toMatchObject([{ usage: null, outcome: 'aborted' }]);
  });

  it('is read as JSON too, where the bytes of the body have their place', () => {
    const interactions = [
      {
        request: { method: 'POST', uri: url, body: sent, headers: {} },
        response: { status: { code: 529, message: 'Overloaded' }, headers: {}, body: { string: '{}' } },
      },
    ];
    const records = recordsOf({ version: 1, interactions });
    expect(requestsOf(records)).toMatchObject([
      {
        key: '1:interactions[0]',
        fidelity: 'wire',
        raw: { bodyAt: ['interactions', 0, 'request', 'body'], bodyIsText: true },
      },
    ]);
    expect(usagesOf(records)).toMatchObject([{ outcome: 'error', status: 529 }]);
  });

  it("is read with the parsed bodies of pydantic-ai's serialiser, as written again", () => {
    const records = yamlRecords(`interactions:
- request:
    headers: {}
    method: POST
    parsed_body:
      max_tokens: 10
      messages:
      - content: hi
        role: user
      model: claude-x
    uri: ${url}
  response:
    headers: {}
    parsed_body:
      id: msg_1
      usage:
        cache_read_input_tokens: 7
        input_tokens: 1
        output_tokens: 2
    status:
      code: 200
      message: OK
version: 1
`);
    expect(requestsOf(records)).toMatchObject([
      { fidelity: 'reserialised', raw: null, body: { messages: [{ content: 'hi' }] } },
    ]);
    expect(usagesOf(records)).toMatchObject([{ usage: { cacheRead: 7 } }]);
  });
});

describe('a cassette of go-vcr', () => {
  const goVcr = (second: string): string => `---
version: 2
interactions:
    - id: 0
      request:
        proto: HTTP/1.1
        content_length: ${sent.length}
        host: api.anthropic.com
        body: ${quoted(sent)}
        headers:
            Content-Type:
                - application/json
        url: ${url}
        method: POST
      response:
        proto: HTTP/2.0
        uncompressed: true
        body: ${quoted(answer)}
        headers:
            Date:
                - Fri, 20 Nov 2026 10:00:05 GMT
        status: 200 OK
        code: 200
        duration: 1m2.5s
${second}`;

  it('starts a request by its duration before the time of its response', () => {
    const records = yamlRecords(goVcr(''));
    const time = Date.UTC(2026, 10, 20, 10, 0, 5);
    expect(requestsOf(records)).toMatchObject([
      { at: time - 62_500, origin: { line: 4 }, fidelity: 'wire', body },
    ]);
    expect(usagesOf(records)).toMatchObject([{ status: 200, firstByteAt: time, usage: { cacheRead: 40 } }]);
  });

  it('is read while it is followed once it is whole', () => {
    const source = createSource('cassette.yaml');
    const text = goVcr('');
    expect(source.push(Buffer.from(text.slice(0, 300)))).toEqual([]);
    expect(source.settle()).toEqual([]);
    source.push(Buffer.from(text.slice(300)));
    expect(requestsOf(source.settle())).toHaveLength(1);
    expect(source.end()).toEqual([]);
  });
});

describe("a cassette of Ruby's VCR", () => {
  it('is read with its own names, and the time at which it was recorded', () => {
    const packed = Buffer.from(answer).toString('base64');
    const records = yamlRecords(`---
http_interactions:
- request:
    method: post
    uri: ${url}
    body:
      encoding: UTF-8
      string: ${quoted(sent)}
    headers: {}
  response:
    status:
      code: 200
      message: OK
    headers: {}
    body:
      encoding: ASCII-8BIT
      base64_string: |
        ${packed}
  recorded_at: Fri, 20 Nov 2026 10:00:06 GMT
recorded_with: VCR 6.3.1
`);
    expect(requestsOf(records)).toMatchObject([{ at: Date.UTC(2026, 10, 20, 10, 0, 6), fidelity: 'wire' }]);
    expect(usagesOf(records)).toMatchObject([{ usage: { cacheRead: 40 } }]);
  });
});

describe('YAML that is no cassette', () => {
  it.each([
    ['---\nname: build\non: push\n', /^YAML, but no cassette: .*`interactions`/],
    ['---\ntitle: [a\n# A page\n', /^broken YAML/],
    ['interactions:\n- &a [x, x]\n- &b [*a, *a]\n- request: "\n', /^broken YAML/],
  ])('gets one sentence', (text, reason) => {
    const records = yamlRecords(text);
    expect(records).toMatchObject([
      { kind: 'skipped', origin: { line: 1 }, reason: expect.stringMatching(reason) },
    ]);
  });
});
