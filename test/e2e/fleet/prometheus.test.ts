/** The configuration that is shipped, run by real Prometheus and Alertmanager: what is scraped pages somebody. */
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect } from 'vitest';
import { parse, stringify } from 'yaml';
import { testWith } from '../../programs.js';
import { assertBuilt, DEMO_LOGS } from '../cachequake.js';
import { endAll, freePort, type Got, receive, start, startHeadless } from './running.js';

const LINES = readFileSync(join(DEMO_LOGS, 'six-requests.jsonl'), 'utf8').trimEnd().split('\n');
const WAIT = { timeout: 60_000, interval: 200 };

let folder: string;
beforeAll(assertBuilt);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cachequake-fleet-'));
});
afterEach(() => {
  endAll();
  rmSync(folder, { recursive: true, force: true });
});

/** Writes a shipped file, changed where a test cannot wait or reach what it names. */
function shipped(name: string, change: (text: string) => string): string {
  const path = join(folder, name);
  writeFileSync(path, change(readFileSync(join('examples/fleet', name), 'utf8')));
  return path;
}

/** @returns where it listens */
async function startAlertmanager(receiver: string): Promise<string> {
  writeFileSync(join(folder, 'slack-url'), `${receiver}/slack`);
  writeFileSync(join(folder, 'pagerduty-key'), 'a-key');
  const config = shipped('alertmanager.yml', text => {
    const shown = parse(text.replaceAll('/run/secrets/', `${folder}/`));
    return stringify({
      ...shown,
      global: { pagerduty_url: `${receiver}/pagerduty` },
      route: { ...shown.route, group_wait: '0s', group_interval: '1s' },
    });
  });
  const address = `127.0.0.1:${await freePort()}`;
  start('prometheus-alertmanager', [
    `--config.file=${config}`,
    `--storage.path=${join(folder, 'alertmanager')}`,
    `--web.listen-address=${address}`,
    '--cluster.listen-address=',
  ]);
  await expect.poll(() => isReady(`http://${address}`), WAIT).toBe(true);
  return address;
}

async function startPrometheus(alertmanager: string, target: string): Promise<string> {
  shipped('rules.yml', text => text.replaceAll(/interval: \w+/g, 'interval: 1s'));
  const config = shipped('prometheus.yml', text =>
    text
      .replace('scrape_interval: 15s', 'scrape_interval: 1s')
      .replace('127.0.0.1:9464', target)
      .replace('127.0.0.1:9093', alertmanager),
  );
  mkdirSync(join(folder, 'prometheus'));
  const address = `127.0.0.1:${await freePort()}`;
  start('prometheus', [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(folder, 'prometheus')}`,
    `--web.listen-address=${address}`,
  ]);
  await expect.poll(() => isReady(`http://${address}`), WAIT).toBe(true);
  return `http://${address}`;
}

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/-/ready`).then(
    ({ ok }) => ok,
    () => false,
  );

/** The values of a query, by one of its labels. */
async function query(prometheus: string, expr: string, label: string): Promise<Record<string, number>> {
  const response = await fetch(`${prometheus}/api/v1/query?query=${encodeURIComponent(expr)}`);
  const { data } = JSON.parse(await response.text());
  return Object.fromEntries(
    data.result.map((each: { metric: Record<string, string>; value: [number, string] }) => [
      each.metric[label],
      Number(each.value[1]),
    ]),
  );
}

const pages = (got: readonly Got[]): readonly string[] =>
  got.filter(({ path }) => path === '/pagerduty').map(({ body }) => body.toString('utf8'));

describe('a host that is scraped', () => {
  testWith(
    ['prometheus', 'prometheus-alertmanager'],
    'pages by the rules and the configuration that are shipped',
    async () => {
      const receiver = await receive(202);
      const log = join(folder, 'six.jsonl');
      writeFileSync(log, `${LINES.slice(0, 2).join('\n')}\n`);
      const watching = startHeadless(folder, log, '--metrics', '0');
      await expect.poll(watching.printed, WAIT).toContain('what was there is read');
      const target = /metrics at http:\/\/([^/]+)\/metrics/.exec(watching.printed())?.[1] ?? '';
      const prometheus = await startPrometheus(await startAlertmanager(receiver.url), target);
      await expect
        .poll(() => query(prometheus, 'up{job="cachequake"}', 'instance'), WAIT)
        .toEqual({
          [target]: 1,
        });
      appendFileSync(log, `${LINES.slice(2).join('\n')}\n`);
      // A new series shows 0 once before it counts, so the rise is there to be seen.
      await expect
        .poll(() => query(prometheus, 'cachequake_breaks_total', 'cause'), WAIT)
        .toEqual({ 'history-edited': 2, 'tool-changed': 1 });
      await expect
        .poll(() => query(prometheus, 'increase(cachequake_breaks_total[5m]) > bool 0', 'cause'), WAIT)
        .toEqual({ 'history-edited': 1, 'tool-changed': 1 });
      const page = (): string | undefined =>
        pages(receiver.got).find(text => text.includes(`cachequake on ${target}: SEV1 of agent`));
      await expect.poll(page, WAIT).toBeDefined();
      expect(JSON.parse(page() ?? '')).toMatchObject({ event_action: 'trigger', routing_key: 'a-key' });
      expect(await watching.end()).toBe(0);
    },
  );

  testWith(
    ['prometheus-alertmanager'],
    'without Prometheus tells Alertmanager itself, which pages',
    async () => {
      const receiver = await receive(202);
      const alertmanager = await startAlertmanager(receiver.url);
      const log = join(folder, 'six.jsonl');
      writeFileSync(log, `${LINES.slice(0, 2).join('\n')}\n`);
      const watching = startHeadless(folder, log, '--webhook', `alertmanager=http://${alertmanager}`);
      await expect.poll(watching.printed, WAIT).toContain('what was there is read');
      appendFileSync(log, `${LINES.slice(2).join('\n')}\n`);
      await expect.poll(() => pages(receiver.got), WAIT).not.toEqual([]);
      expect(pages(receiver.got)[0]).toMatch(/CachequakeIncident[\s\S]*SEV1/);
      expect(await watching.end()).toBe(0);
    },
  );
});
