/** The page of a report in a browser: keys, roles, contrast, and that nothing leaves. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cachequake } from '../cli/captured-io.js';
import { writeThousand } from '../report/html/thousand.js';

const CHROMIUM = '/usr/bin/chromium';
const has = existsSync(CHROMIUM);
if (!has) console.warn(`${CHROMIUM} is not installed (apt-get install chromium): the page is not opened`);

let folder = '';
let browser: Browser;
let url = '';
beforeAll(async () => {
  if (!has) return;
  folder = mkdtempSync(join(tmpdir(), 'cachequake-page-'));
  const log = join(folder, 'thousand.jsonl');
  writeThousand(log);
  const file = join(folder, 'report.html');
  writeFileSync(
    file,
    (await cachequake('report', log, 'demo-logs/six-requests.jsonl', '--format', 'html')).out,
  );
  url = pathToFileURL(file).href;
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  if (folder !== '') rmSync(folder, { recursive: true, force: true });
});

async function opened(
  colorScheme: 'light' | 'dark' = 'light',
): Promise<{ page: Page; left: string[]; wrong: string[] }> {
  const page = await browser.newPage({ colorScheme });
  const left: string[] = [];
  const wrong: string[] = [];
  page.on('request', request => left.push(request.url()));
  page.on('console', message => wrong.push(message.text()));
  page.on('pageerror', error => wrong.push(String(error)));
  await page.goto(url);
  return { page, left, wrong };
}

const focused = (page: Page): Promise<string> =>
  page.evaluate<string>("document.activeElement.closest('article')?.id ?? document.activeElement.id");

/** `[tag and class, contrast]` of texts that stand out too little. */
const FAINT = readFileSync('test/e2e/fixtures/faint.js', 'utf8');

describe.skipIf(!has)('the page of 1,026 requests in Chromium', () => {
  test('sends no request, and says nothing to the console', async () => {
    const { page, left, wrong } = await opened();
    await page.keyboard.press('End');
    expect(left).toEqual([url]);
    expect(wrong).toEqual([]);
    // Its policy holds against what a log might bring in.
    await page.evaluate(
      "document.body.append(Object.assign(document.createElement('img'), { src: 'http://127.0.0.1:9/leak.png' }))",
    );
    expect(await page.evaluate("fetch('http://127.0.0.1:9/').then(() => 'left', () => 'refused')")).toBe(
      'refused',
    );
    expect(wrong.join('\n')).toMatch(/Content Security Policy/);
    await page.close();
  });

  test('walks from break to break by keys, and by the links of the chart', async () => {
    const { page } = await opened();
    const ids = await page.$$eval('article[tabindex]', all => all.map(({ id }) => id));
    expect(ids.length).toBe(303);
    await page.keyboard.press('j');
    expect(await focused(page)).toBe(ids[0]);
    for (let step = 0; step < 5; step += 1) await page.keyboard.press('n');
    expect(await focused(page)).toBe(ids[5]);
    await page.keyboard.press('k');
    expect(await focused(page)).toBe(ids[4]);
    expect(await page.evaluate('document.activeElement.getBoundingClientRect().top')).toBeGreaterThanOrEqual(
      -1,
    );
    for (let step = 0; step < 7; step += 1) await page.keyboard.press('p');
    expect(await focused(page)).toBe(ids[0]);
    const link = page.getByRole('link', { name: /^request 2\.2: full break/ });
    await link.focus();
    await page.keyboard.press('Enter');
    expect(page.url()).toBe(`${url}#break-2.2`);
    await page.close();
  });

  test('has landmarks, headings, named tables and pictures', async () => {
    const { page } = await opened();
    expect(await page.getByRole('main').count()).toBe(1);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Cache report');
    const titles = await page.getByRole('heading', { level: 2 }).allTextContents();
    expect(titles.slice(0, 2)).toEqual(['Sums', 'What was lost']);
    expect(titles).toContain('Breaks');
    expect(await page.getByRole('region', { name: 'Breaks' }).count()).toBe(1);
    expect(await page.getByRole('article', { name: /^#2\.2 full break/ }).count()).toBe(1);
    expect(await page.getByRole('img', { name: /^Prefix to scale/ }).count()).toBeGreaterThan(1);
    expect(await page.getByRole('deletion').count()).toBeGreaterThan(1);
    const tables = await page.locator('table').count();
    expect(tables).toBeGreaterThan(3);
    expect(await page.getByRole('table', { name: /^(logs|what was lost by|requests of) ?/ }).count()).toBe(
      tables,
    );
    expect(await page.getByRole('columnheader', { name: 'lost' }).count()).toBeGreaterThan(1);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('To the breaks');
    await page.close();
  });

  test.each(['light', 'dark'] as const)('can be read in the %s scheme', async scheme => {
    const { page } = await opened(scheme);
    const { looked, faint } = await page.evaluate<{ looked: number; faint: string[] }>(FAINT);
    expect(looked).toBeGreaterThan(1_000);
    expect(faint).toEqual([]);
    await page.close();
  });

  test('unfolds its tables for paper', async () => {
    const { page } = await opened();
    await page.evaluate(
      "document.querySelectorAll('details').forEach(each => { each.open = false; }); dispatchEvent(new Event('beforeprint'))",
    );
    expect(await page.$$eval('details:not([open])', all => all.length)).toBe(0);
    const pdf = await page.pdf();
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    await page.close();
  });
});
