import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listedOf } from '../../../src/report/html/listed.js';
import { html, sentence } from '../../../src/report/html/markup.js';
import { htmlReport } from '../../../src/report/html/page.js';
import { type Report, reportOf } from '../../../src/report/report.js';
import { requestsOf } from '../../../src/report/words/words.js';
import { cachequake } from '../../cli/captured-io.js';
import { modelOf, request, sixRequestsModel, source } from '../../ui/fixture.js';
import { writeThousand } from './thousand.js';

const SIX = 'demo-logs/six-requests.jsonl';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cachequake-html-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the one way to the page', () => {
  test('makes text harmless in elements and attributes', () => {
    const evil = `"><script>alert('x')</script>&\u001b[2J\u202E`;
    const shown = '&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;␛[2J‹U+202E›';
    expect(html`<p title="${evil}">${[evil, html`<b>${evil}</b>`]}</p>`.text).toBe(
      `<p title="${shown}">${shown}<b>${shown}</b></p>`,
    );
  });

  test('sets what stands in back-ticks as code, and masks what a name in front of it makes a secret', () => {
    expect(sentence('Ask for `a<b>`.').text).toBe('Ask for <code>a&lt;b&gt;</code>.');
    expect(sentence('password: `hunter2-and-more`').text).not.toContain('hunter2');
  });

  test('masks secrets', () => {
    expect(html`${`key sk-ant-api03-${'Ab3'.repeat(30)}`}`.text).toMatch(/^key \[secret:\d+ chars\]$/);
  });
});

describe('the page', () => {
  test('begins with the answer, and tells each break with its place, both sides and the fix', async () => {
    const { out, code } = await cachequake('report', SIX, '--format', 'html');
    expect(code).toBe(0);
    const text = out
      .replace(/<(style|script)>[\s\S]*?<\/\1>/g, '')
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ');
    expect(text).toMatch(/Cache report 3 breaks of 2 sites; \$1\.59 of \$1\.96 lost\./);
    expect(text).toContain('#2 full break, M5.3: 178 577 tokens written');
    expect(text).toContain('system[1].text char 16 086, byte 16 090');
    expect(text).toContain('## Group Chat Context');
    expect(text).toContain('Fix: Build the system text once per session');
    expect(out).toContain('<article id="break-2" tabindex="-1" aria-labelledby="break-2-title">');
    expect(out.match(/<a href="#break-2"/g)?.length).toBeGreaterThan(1);
  });

  test('needs nothing from elsewhere, and says so to the browser', () => {
    const page = htmlReport(reportOf(sixRequestsModel, [source()], '1'));
    expect(page).toContain("default-src 'none'; style-src 'sha256-");
    expect(page).not.toMatch(/\b(?:src|href)="(?!#)|url\(|@import|https?:/);
  });

  test('is well where nothing broke', () => {
    const page = htmlReport(reportOf(modelOf([request(1)]), [source()], '1'));
    expect(page).toContain('<p class="answer well">');
    expect(page).toContain('<p>None.</p>');
  });

  test('leaves the text of prompts out where that is asked for, and says so', async () => {
    const { out } = await cachequake('report', SIX, '--format', 'html', '--redact');
    expect(out).not.toContain('Group Chat');
    expect(out).not.toMatch(/<(?:del|ins)/);
    expect(out).toContain('no text of a prompt is in this');
  });

  test('of a thousand requests is no larger than 5 MB', async () => {
    const log = join(folder, 'thousand.jsonl');
    writeThousand(log);
    const { out } = await cachequake('report', log, '--format', 'html');
    expect(out.match(/<tr><td class="n">/g)?.length).toBeGreaterThan(1_000);
    expect(Buffer.byteLength(out)).toBeLessThan(5_000_000);
  });

  test('of twelve thousand requests is no larger either, and says what it leaves out', async () => {
    const { out } = await cachequake('report', SIX, '--format', 'json');
    const report: Report = JSON.parse(out);
    const [session] = report.sessions;
    const [lane] = session?.lanes ?? [];
    if (session === undefined || lane === undefined) throw new Error('the demo log has a session');
    const requests = Array.from({ length: 2000 }, (_, turn) =>
      lane.requests.map((request, index) => ({
        ...request,
        label: `${turn * lane.requests.length + index + 1}`,
      })),
    ).flat();
    const page = htmlReport({ ...report, sessions: [{ ...session, lanes: [{ ...lane, requests }] }] });
    expect(Buffer.byteLength(page)).toBeLessThan(5_000_000);
    expect(page).toContain('9 500 requests more: too many for a page');
    expect(page).toContain('5 000 breaks more');
    expect(page).toContain('Each stroke stands for 6 requests');
    const ids = new Set(page.match(/ id="[^"]+"/g));
    for (const [link] of page.matchAll(/href="#[^"]+"/g))
      expect(ids).toContain(link.replace('href="#', ' id="'));
  });
});

describe('what stands on a long page', () => {
  test('is what cost most, and each kind of break before its repeats', async () => {
    const report: Report = JSON.parse((await cachequake('report', SIX, '--format', 'json')).out);
    const all = requestsOf(report);
    const broken = all.filter(request => request.break !== null);
    const dearest = [...broken].sort((a, b) => (b.break?.lostTokens ?? 0) - (a.break?.lostTokens ?? 0));
    const { rows, breaks } = listedOf(report, broken.length + 1, 1);
    expect([...breaks]).toEqual([dearest[0]?.label]);
    expect([...rows].sort()).toEqual(
      [...broken.map(({ label }) => label), all.find(request => request.break === null)?.label].sort(),
    );
  });
});
