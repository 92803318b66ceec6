import { appendFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run } from '../../src/cli/run.js';
import { cachequake } from './captured-io.js';

const LINES = readFileSync('demo-logs/six-requests.jsonl', 'utf8').trimEnd().split('\n');

interface Headless {
  readonly url: () => string;
  readonly out: () => string;
  readonly err: () => string;
  end(): Promise<number>;
}

/** Watches without showing anything, until it is ended. */
function headless(...args: readonly string[]): Headless {
  let [out, err] = ['', ''];
  const io = {
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
    stdinIsTTY: false,
    env: {},
  };
  const ended = run(['watch', '--headless', ...args], io);
  return {
    url: () => /metrics at (\S+)/.exec(err)?.[1] ?? '',
    out: () => out,
    err: () => err,
    end() {
      process.emit('SIGTERM', 'SIGTERM');
      return ended;
    },
  };
}

/** The value of a series; null: there is none. */
async function readSeries(url: string, series: string): Promise<number | null> {
  const text = await (await fetch(url)).text();
  const line = text.split('\n').find(each => each.startsWith(`${series} `));
  return line === undefined ? null : Number(line.slice(series.length + 1));
}

describe('watching without a terminal', () => {
  test('counts what happens for Prometheus, and shows nothing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cachequake-metrics-'));
    const log = join(folder, 'six.jsonl');
    writeFileSync(log, `${LINES.slice(0, 2).join('\n')}\n`);
    const watching = headless(folder, '--metrics', '0');
    await expect.poll(watching.url).not.toBe('');
    const url = watching.url();
    const who = 'provider="anthropic",model="claude-sonnet-4-6",agent="agent",version=""';
    const requests = `cachequake_requests_total{${who},outcome="ok"}`;
    await expect.poll(() => readSeries(url, 'cachequake_skipped_lines_total')).toBe(0);
    // What was there before is counted by nobody: it would read as a sudden rise.
    expect(await readSeries(url, requests)).toBeNull();
    await expect.poll(watching.err).toContain('what was there is read');
    appendFileSync(log, `${LINES.slice(2).join('\n')}\nnot json\n`);
    // A series that is new shows 0 once, or its first rise would be seen by nobody.
    await expect.poll(() => readSeries(url, requests)).toBe(0);
    await expect.poll(() => readSeries(url, requests)).toBe(5);
    expect(await readSeries(url, `cachequake_breaks_total{${who},cause="tool-changed"}`)).toBe(1);
    expect(await readSeries(url, `cachequake_breaks_total{${who},cause="history-edited"}`)).toBe(2);
    expect(await readSeries(url, `cachequake_lost_tokens_total{${who},cause="history-edited"}`)).toBe(
      285_074,
    );
    expect(await readSeries(url, `cachequake_tokens_total{${who},kind="write"}`)).toBe(468_045);
    expect(await readSeries(url, `cachequake_judged_tokens_total{${who}}`)).toBe(900_464);
    expect(await readSeries(url, 'cachequake_incident_open{key="agent",sev="1"}')).toBe(1);
    expect((await fetch(url.replace('/metrics', '/'))).status).toBe(404);
    expect(await watching.end()).toBe(0);
    expect(watching.out()).toBe('');
    await expect(fetch(url)).rejects.toThrow();
  });

  test('has no label by which series could grow without end', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cachequake-metrics-'));
    const log = join(folder, 'six.jsonl');
    writeFileSync(log, '');
    const watching = headless(log, '--metrics', '0', '--alert-replay');
    await expect.poll(watching.url).not.toBe('');
    appendFileSync(log, `${LINES.join('\n')}\n`);
    await expect
      .poll(async () => (await fetch(watching.url())).text())
      .toContain('cachequake_incident_open{');
    const text = await (await fetch(watching.url())).text();
    const labels = new Set([...text.matchAll(/(\w+)="/g)].map(([, label]) => label));
    expect([...labels].sort()).toEqual([
      ...['agent', 'cause', 'key', 'kind', 'model', 'outcome', 'provider', 'sev', 'version'],
    ]);
    expect(text).not.toContain(folder);
    await watching.end();
  });

  test('names the version of the client from the first request on, which nothing is judged by', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cachequake-metrics-'));
    const log = join(folder, 'six.jsonl');
    writeFileSync(log, '');
    const watching = headless(log, '--metrics', '0', '--alert-replay');
    await expect.poll(watching.url).not.toBe('');
    const client = { name: 'coder', version: '2.1.4' };
    appendFileSync(log, LINES.map(line => `${JSON.stringify({ ...JSON.parse(line), client })}\n`).join(''));
    const requests =
      'cachequake_requests_total{provider="anthropic",model="claude-sonnet-4-6",agent="coder",version="2.1.4",outcome="ok"}';
    await expect.poll(() => readSeries(watching.url(), requests)).toBe(6);
    expect(await (await fetch(watching.url())).text()).not.toContain('version=""');
    await watching.end();
  });

  test('says after a restart that an incident is still open', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cachequake-metrics-'));
    const log = join(folder, 'six.jsonl');
    writeFileSync(log, `${LINES.join('\n')}\n`);
    const watching = headless(log, '--metrics', '0');
    await expect.poll(watching.err).toContain('what was there is read');
    expect(await readSeries(watching.url(), 'cachequake_incident_open{key="agent",sev="1"}')).toBe(1);
    expect(await readSeries(watching.url(), 'cachequake_incident_open{key="agent",sev="3"}')).toBe(0);
    await watching.end();
  });

  test('names the first line of a log that it cannot read', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cachequake-metrics-'));
    const log = join(folder, 'six.jsonl');
    writeFileSync(log, `${LINES.slice(0, 2).join('\n')}\nnot json\nnor this\n`);
    const watching = headless(log, '--metrics', '0');
    await expect.poll(watching.err).toContain('what was there is read');
    expect(watching.err()).toContain(`${log}:3: `);
    expect(watching.err()).not.toContain(`${log}:4: `);
    await watching.end();
  });

  test('says that a port is taken', async () => {
    const server = createServer();
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { code, err } = await cachequake('demo-logs', '--headless', '--metrics', String(port));
    server.close();
    expect([code, err]).toEqual([
      2,
      `cachequake: --metrics: cannot listen on 127.0.0.1:${port}: it is in use\n`,
    ]);
  });

  test.each([
    [['--headless'], '--headless: give the logs or folders to watch'],
    [['demo-logs', '--headless', '--json', '--metrics', '0'], '--headless shows nothing: leave out --json'],
    [['demo-logs', '--headless', '--plain', '--metrics', '0'], '--headless shows nothing: leave out --plain'],
    [['demo-logs', '--headless'], '--headless shows nothing: say who is to be told'],
    [['demo-logs', '--metrics', '99999'], 'It must be PORT or HOST:PORT'],
    [['demo-logs', '--metrics', 'a b:9'], 'It must be PORT or HOST:PORT'],
    [['demo-logs', '--headless', '--otlp', 'collector:4318'], '--otlp: that is no http or https URL'],
    [['demo-logs', '--headless', '--otlp', 'http://me:secret@127.0.0.1'], 'OTEL_EXPORTER_OTLP_HEADERS'],
    [['demo-logs', '--headless', '--otlp', 'http://127.0.0.1:4318/?key=1'], '/v1/logs come behind the URL'],
  ])('refuses %j', async (args, reason) => {
    const { code, err } = await cachequake(...args);
    expect(code).toBe(2);
    expect(err).toContain(reason);
  });
});
