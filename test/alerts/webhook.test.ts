import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { SHAPES } from '../../src/alerts/shapes.js';
import { readWebhook } from '../../src/alerts/targets.js';
import { createWebhook, type WebhookTarget } from '../../src/alerts/webhook.js';
import type { Incident } from '../../src/diagnosis/incidents/incident.js';
import { anAlert } from './a-break.js';

interface Got {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: ReturnType<typeof JSON.parse>;
}

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A receiver that answers with these, then with 200. */
async function receiver(...statuses: readonly number[]): Promise<{ url: string; got: Got[] }> {
  const got: Got[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      got.push({ path: request.url ?? '', authorization: request.headers.authorization, body });
      const status = statuses[got.length - 1] ?? 200;
      response.writeHead(status, status === 302 ? { location: 'http://example.invalid/' } : {}).end('no');
    });
  });
  servers.push(server);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`, got };
}

function sender(target: WebhookTarget, again = 60_000) {
  const said: string[] = [];
  const webhook = createWebhook(target, { log: text => said.push(text), backoff: 1, again, timeout: 1000 });
  return { webhook, said };
}

const incident: Incident = {
  id: 'agent@2',
  key: 'agent',
  kind: 'own',
  openedBy: 'lane',
  severity: 1,
  severityAtOpening: 1,
  points: 0.5,
  peak: 0.5,
  baseline: 0.005,
  clean: { since: 0, needed: 50 },
  onset: { request: '2', at: null },
  openedAt: { request: '6', at: null },
  closedAt: null,
  ...{ reopened: 0, reopenedAt: null },
  agents: ['agent'],
  models: ['m'],
  sessions: 1,
  lanes: 1,
  breaks: 3,
  lostTokens: 3,
  cost: null,
  sites: [],
  cameIn: [],
};
const opened = anAlert({
  type: 'incident',
  what: 'open',
  severity: 1,
  id: 'agent@abc-2',
  incident,
  summary: 'SEV1 <!channel>',
});

describe('webhooks', () => {
  test('post the alert as it is', async () => {
    const { url, got } = await receiver();
    const { webhook, said } = sender({ kind: 'json', url: `${url}/in`, key: 'secret' });
    webhook.alert(anAlert());
    await expect.poll(() => got).toHaveLength(1);
    expect(got[0]).toEqual({ path: '/in', authorization: 'Bearer secret', body: anAlert() });
    await webhook.close();
    expect(said).toEqual([]);
  });

  test('say in the words of each kind that they hold no text of a prompt, where that was asked for', () => {
    const told = { ...opened, isRedacted: true } as const;
    for (const kind of ['json', 'slack', 'pagerduty', 'alertmanager'] as const) {
      const says = /"isRedacted":true|no text of a prompt is in this/;
      expect([kind, JSON.stringify(SHAPES[kind].body(told, ''))]).toEqual([
        kind,
        expect.stringMatching(says),
      ]);
      expect(JSON.stringify(SHAPES[kind].body(opened, ''))).not.toMatch(says);
    }
  });

  test('try again after what may pass, in order', async () => {
    const { url, got } = await receiver(500, 429);
    const { webhook } = sender({ kind: 'json', url, key: '' });
    webhook.alert(anAlert({ id: 'a' }));
    webhook.alert(anAlert({ id: 'b' }));
    await expect.poll(() => got.map(({ body }) => body.id)).toEqual(['a', 'a', 'a', 'b']);
    await webhook.close();
    expect(webhook.dropped).toBe(0);
  });

  test.each([
    [[400], 'status 400'],
    [[302], 'status 302'],
    [[500, 500, 500, 500, 500], 'status 500'],
  ])('give up after %j, say so without the address, and count it', async (statuses, reason) => {
    const { url, got } = await receiver(...statuses);
    const { webhook, said } = sender({ kind: 'json', url: `${url}/token-in-path`, key: '' });
    webhook.alert(anAlert());
    await expect.poll(() => said).toEqual([`webhook json: abc-2 not delivered: ${reason}`]);
    expect(got).toHaveLength(statuses.length);
    expect(webhook.dropped).toBe(1);
    await webhook.close();
  });

  test('page in PagerDuty and resolve the same page; a break pages nobody', async () => {
    const { url, got } = await receiver();
    const { webhook } = sender({ kind: 'pagerduty', url, key: 'R0' });
    webhook.alert(anAlert());
    webhook.alert(opened);
    webhook.alert({ ...opened, what: 'close' });
    await expect.poll(() => got).toHaveLength(2);
    expect(got[0]?.body).toMatchObject({
      routing_key: 'R0',
      event_action: 'trigger',
      dedup_key: 'cachequake/here/agent@abc-2',
      payload: { summary: 'SEV1 <!channel>', source: 'here', severity: 'critical', class: 'SEV1' },
    });
    expect(got[0]?.authorization).toBeUndefined();
    expect(got[1]?.body).toEqual({
      routing_key: 'R0',
      event_action: 'resolve',
      dedup_key: 'cachequake/here/agent@abc-2',
    });
    await webhook.close();
  });

  test('mention nobody in Slack', async () => {
    const { url, got } = await receiver();
    const { webhook } = sender({ kind: 'slack', url, key: '' });
    webhook.alert(opened);
    await expect.poll(() => got).toHaveLength(1);
    expect(got[0]?.body).toMatchObject({
      text: 'Cache incident: SEV1 &lt;!channel&gt;',
      blocks: [{ type: 'section', text: { type: 'plain_text', text: 'Cache incident: SEV1 <!channel>' } }],
    });
    await webhook.close();
  });

  test('tell Alertmanager again and again while it fires, and once when it is over', async () => {
    const { url, got } = await receiver();
    const { webhook } = sender({ kind: 'alertmanager', url, key: '' }, 20);
    webhook.alert(opened);
    await expect.poll(() => got.length).toBeGreaterThan(2);
    webhook.alert({ ...opened, what: 'close' });
    await expect.poll(() => got.at(-1)?.body[0].endsAt).toBeTypeOf('string');
    const after = got.length;
    await new Promise(resolve => setTimeout(resolve, 100));
    expect(got).toHaveLength(after);
    expect(got[0]?.body).toMatchObject([
      { labels: { alertname: 'CachequakeIncident', severity: 'critical', sev: '1' }, annotations: {} },
    ]);
    await webhook.close();
  });
});

describe('what grew worse', () => {
  test('is over for Alertmanager at what it was, for its labels are others', () => {
    const worse = { ...opened, what: 'rise', incident: { ...incident, severityAtOpening: 3 } } as const;
    expect(SHAPES.alertmanager.body({ ...worse, severity: 1 }, '')).toMatchObject([
      { labels: { sev: '2' }, endsAt: expect.any(String) },
      { labels: { sev: '3' }, endsAt: expect.any(String) },
      { labels: { sev: '1' }, startsAt: expect.any(String) },
    ]);
  });
});

describe('a webhook on the command line', () => {
  const env = { KEY: 'R0', HOOK: 'https://hooks.example/T0/x' };

  test('takes secrets from the environment or a file', async () => {
    expect(await readWebhook('slack=env:HOOK', env)).toEqual({ kind: 'slack', url: env.HOOK, key: '' });
    expect(await readWebhook('pagerduty=env:KEY', env)).toEqual({
      kind: 'pagerduty',
      url: 'https://events.pagerduty.com/v2/enqueue',
      key: 'R0',
    });
    expect(await readWebhook('json=https://in.example/a?b=c,key=env:KEY', env)).toEqual({
      kind: 'json',
      url: 'https://in.example/a?b=c',
      key: 'R0',
    });
    expect(await readWebhook('alertmanager=http://am:9093/', env)).toEqual({
      kind: 'alertmanager',
      url: 'http://am:9093/api/v2/alerts',
      key: '',
    });
  });

  test.each([
    ['teams=https://x.example', 'the kind is one of json, slack, pagerduty, alertmanager'],
    ['slack=https://hooks.example/T0/x', 'its address is a secret'],
    ['slack=env:NONE', 'NONE is not set'],
    ['pagerduty=https://events.example', 'give its routing key'],
    ['pagerduty=file:/none/key', '/none/key cannot be read'],
    ['json=ftp://x.example', 'no http or https URL'],
    ['json=https://x.example,key=abc', 'a key is given as env:NAME or file:PATH'],
    ['json=https://me:pw@x.example', 'no user or password in the address'],
  ])('refuses %s', async (text, reason) => {
    expect(await readWebhook(text, env)).toContain(reason);
  });
});
