/**
 * How fast the HTML report of a log of a thousand requests opens in headless Chromium: first paint, the longest task while it opens and
 * while one walks through 20 breaks by keyboard, and its size; beside an empty page in the same run.
 *
 *     npm run build && npx tsx test/bench/page.ts [--runs 5]
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { type Browser, chromium } from 'playwright-core';
import { writeThousand } from '../report/html/thousand.js';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '5' } } });
const CHROMIUM = '/usr/bin/chromium';

interface Opening {
  /** Milliseconds from the start of the navigation. */
  readonly firstPaint: number;
  /** Milliseconds; Chromium tells of tasks from 50 on, 0 stands for none. */
  readonly longestTask: number;
}

/** What Chromium saw of a page, in a string for there are no types of a browser here. */
const SEEN = `new Promise(resolve => {
  const tasks = [];
  new PerformanceObserver(list => tasks.push(...list.getEntries().map(task => task.duration))).observe({ type: 'longtask', buffered: true });
  setTimeout(() => resolve({
    firstPaint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
    longestTask: Math.max(0, ...tasks),
  }), 300);
})`;

async function open(browser: Browser, url: string): Promise<Opening> {
  const page = await browser.newPage();
  await page.goto(url);
  for (let step = 0; step < 20; step += 1) await page.keyboard.press('j');
  const seen = await page.evaluate<Opening>(SEEN);
  await page.close();
  return seen;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

async function main(): Promise<void> {
  if (!existsSync(CHROMIUM)) {
    console.log(`page: ${CHROMIUM} is not installed (apt-get install chromium): not measured`);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'cachequake-page-'));
  const log = join(folder, 'thousand.jsonl');
  writeThousand(log);
  const program = fileURLToPath(new URL('../../bin/cachequake.js', import.meta.url));
  const made = spawnSync(process.execPath, [program, 'report', log, '--format', 'html'], {
    maxBuffer: 1e9,
  });
  const report = join(folder, 'report.html');
  const empty = join(folder, 'empty.html');
  writeFileSync(report, made.stdout);
  writeFileSync(empty, '<!doctype html><title>empty</title><p>empty</p>');
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    await open(browser, pathToFileURL(empty).href);
    for (const file of [empty, report]) {
      const runs: Opening[] = [];
      for (let run = 0; run < Number(values.runs); run += 1)
        runs.push(await open(browser, pathToFileURL(file).href));
      const paint = runs.map(({ firstPaint }) => firstPaint);
      const task = runs.map(({ longestTask }) => longestTask);
      const name = file === report ? '1,020 requests' : 'an empty page';
      console.log(
        `page: ${name}: ${(statSync(file).size / 1e6).toFixed(2)} MB, first paint median ${Math.round(median(paint))} ms (most ${Math.round(Math.max(...paint))}), longest task median ${Math.round(median(task))} ms (most ${Math.round(Math.max(...task))})`,
      );
    }
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
