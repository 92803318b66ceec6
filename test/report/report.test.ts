import { describe, expect, test } from 'vitest';
import type { Break, Cause, Model, RequestEntry, Site } from '../../src/diagnosis/model.js';
import { jsonChunks, jsonReport, plainJson } from '../../src/report/json.js';
import { markdownReport } from '../../src/report/markdown.js';
import { redactReport } from '../../src/report/redact.js';
import { type Report, reportOf } from '../../src/report/report.js';
import { textReport } from '../../src/report/text.js';
import { modelOf, request, sixRequestsModel, source, usage, wound } from '../ui/fixture.js';

const reportOn = (model: Model): Report => reportOf(model, [source()], '1.2.3');
const requestsOf = (report: Report): Report['sessions'][number]['lanes'][number]['requests'] =>
  report.sessions.flatMap(session => session.lanes.flatMap(lane => lane.requests));

const site = (before: string, after: string, at = 0): Site => ({
  block: 0,
  section: 'system',
  path: 'system[0].text',
  char: at,
  byte: at,
  how: 'changed',
  before: { text: before, at, length: before.length },
  after: { text: after, at, length: after.length },
  tokens: 10,
  line: 3,
  lineByte: 70,
});

const cause = (change: Partial<Cause> = {}): Cause => ({
  id: 'system-changed',
  kind: null,
  confidence: 'certain',
  summary: 'The system text changed.',
  fix: 'Keep it as it is.',
  expected: false,
  restorable: null,
  lostTokens: null,
  cost: null,
  path: 'system[0].text',
  divergence: null,
  ...change,
});

const broken = (found: Partial<Break>, entry: Partial<RequestEntry> = {}): Model =>
  modelOf([
    request(1),
    request(2, {
      ...entry,
      break: {
        extent: 'full',
        predicted: false,
        magnitude: 3,
        expectedRead: 1000,
        expectedExact: true,
        actualRead: 0,
        lostTokens: 1000,
        rewritten: 1010,
        cost: 0.01,
        costApproximate: false,
        writePerRead: 12.5,
        causes: [cause()],
        divergence: null,
        hitEntryOf: null,
        site: 'system-changed at system[0].text in main',
        wound: null,
        ringing: true,
        ...found,
      },
    }),
  ]);

describe('reportOf', () => {
  test('has the schema, the version and the source as the reader left it', () => {
    const report = reportOn(sixRequestsModel);
    expect([report.schema, report.tool.version]).toEqual(['cachequake.report/1', '1.2.3']);
    expect(report.sources).toMatchObject([
      { path: source().path, format: 'openclaw', fidelity: 'wire', lines: 6 },
    ]);
  });

  test('numbers the requests and keeps their hashes, usage and verdict', () => {
    const requests = requestsOf(reportOn(sixRequestsModel));
    expect(requests.map(entry => entry.n)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(requests[4]).toMatchObject({
      at: '2026-03-02T18:03:40.000Z',
      hashes: { system: 'c5faffd6', tools: 'e179b6f2', messages: 'b3310f9c' },
      usage: { cacheRead: 36_654, cacheWrite: 142_537 },
      break: {
        extent: 'partial',
        expectedRead: 181_060,
        actualRead: 36_654,
        lostTokens: 144_406,
        wound: 'w1',
      },
    });
  });

  test('names the requests of a wound by their numbers', () => {
    expect(reportOn(sixRequestsModel).sessions[0]?.wounds).toMatchObject([{ id: 'w1', requests: [5, 6] }]);
  });

  test('shows a difference from its first character on, and what stands in front of it apart', () => {
    const divergence = site('same text, old', 'same text, new', 11);
    const [, entry] = requestsOf(reportOn(broken({ divergence })));
    expect(entry?.break?.divergence).toMatchObject({
      context: 'same text, ',
      before: 'old',
      after: 'new',
      char: 11,
    });
  });

  test('does not call certain what is not known', () => {
    const unknown = broken({ causes: [cause({ id: 'unknown', kind: 'prompt' })] });
    expect(textReport(reportOn(broken({})))).toMatch(/^ {2}system-changed {3}certain$/m);
    expect(textReport(reportOn(unknown))).toMatch(/^ {2}unknown \(prompt\)$/m);
    expect(markdownReport(reportOn(broken({})))).toContain('**`system-changed`** (certain). ');
    expect(markdownReport(reportOn(unknown))).toContain('**`unknown (prompt)`**. ');
  });

  test('shows what was expected as an estimate where no usage named it', () => {
    expect(textReport(reportOn(broken({})))).toContain('expected to read 1 000, read 0');
    expect(textReport(reportOn(broken({ expectedExact: false })))).toContain(
      'expected to read ~1 000, read 0',
    );
    const text = textReport(reportOn(broken({ expectedExact: false, cost: 0.5 })));
    expect(text).toMatch(/written, ~\$0\.50\s+lost/);
    expect(text).toMatch(/lost to breaks\s+~\$0\.50/);
  });

  test('shows no secret, even where only its end is in the window', () => {
    const key = 'sk-ant-api03-abcdefghijklmnopqrstuvwxyz0123456789';
    const divergence = site(`key ${key} old`, `key ${key.replace('xyz', 'ABC')} new`, 40);
    const report = reportOn(
      broken({ divergence, causes: [cause({ summary: `It holds ${key}.`, divergence })] }),
    );
    for (const text of [jsonReport(report), textReport(report), markdownReport(report)]) {
      expect(text).not.toContain('0123456789');
      expect(text).not.toContain('abcdefgh');
    }
    expect(requestsOf(report)[1]?.break?.divergence?.before).toBe('••••••••••••• old');
  });

  test('shows no secret in a name, a path, a reason or what the provider says', () => {
    const key = 'sk-ant-api03-abcdefghijklmnopqrstuvwxyz0123456789';
    const path = `/logs/${key}.jsonl`;
    const entry = request(1, {
      path,
      model: `m ${key}`,
      provider: `p ${key}`,
      session: `s ${key}`,
      lane: `s ${key}/1`,
      vendor: { by: `v ${key}`, reason: `r ${key}`, missedTokens: 1 },
    });
    const { sessions, ...rest } = modelOf([entry]);
    const model = {
      ...rest,
      skipped: [{ path, line: 3, reason: `odd ${key}` }],
      skippedCount: 1,
      sessions: sessions.map(session => ({
        ...session,
        id: `s ${key}`,
        lanes: session.lanes.map(lane => ({ ...lane, name: `a ${key}`, model: `m ${key}` })),
      })),
    };
    const report = reportOf(model, [source({ path, message: `gone ${key}` })], '1.2.3');
    for (const text of [jsonReport(report), textReport(report), markdownReport(report), plainJson(entry)]) {
      expect(text).not.toContain('abcdefgh');
      expect(text).toContain('secret:49');
    }
  });

  test('keeps unknown usage unknown', () => {
    const [entry] = requestsOf(reportOn(modelOf([request(1, { usage: null, hitRate: null, cost: null })])));
    expect([entry?.usage, entry?.hitRate, entry?.cost]).toEqual([null, null, null]);
  });

  test('tells the requests of several logs apart, and says which log is which', () => {
    const inSecond = request(1, { log: '/b.jsonl', path: '/b.jsonl', id: '/b.jsonl#1', label: '2.1' });
    const model = modelOf([request(9), request(10), inSecond]);
    const other = { ...source(), path: '/b.jsonl' };
    const report = reportOf(model, [other, source()], '1.2.3');
    expect(report.sources.map(({ number }) => number)).toEqual([2, 1]);
    expect(requestsOf(report).map(({ label }) => label)).toEqual(['9', '10', '2.1']);
    expect(textReport(report)).toMatch(/^2\. \/b\.jsonl.*\n1\. /m);
    expect(markdownReport(report)).toContain('- log 2: `/b.jsonl`');
  });

  test('lists skipped lines under their source', () => {
    const skipped = [{ path: source().path, line: 7, reason: 'not JSON' }];
    const report = reportOn({ ...modelOf([request(1)]), skipped, skippedCount: 1 });
    expect(report.sources[0]?.skipped).toEqual([{ line: 7, reason: 'not JSON' }]);
  });
});

describe('jsonReport', () => {
  test('is JSON of the report', () => {
    const report = reportOn(sixRequestsModel);
    expect(JSON.parse(jsonReport(report))).toEqual(JSON.parse(JSON.stringify(report)));
  });

  test.each([
    ['no session', modelOf([])],
    ['one', sixRequestsModel],
    ['several', modelOf([1, 2, 3].map(n => request(n, { session: `s${n}` })))],
  ])('is written in pieces as it is in one: %s', (_, model) => {
    const report = reportOn(model);
    const pieces = [...jsonChunks(report)];
    expect(pieces.join('')).toBe(`${JSON.stringify(report, null, 2)}\n`);
    expect(pieces.length).toBeGreaterThan(report.sessions.length);
  });

  test('escapes what a terminal would obey or hide, and keeps its value', () => {
    const what = 'a\u001b[31m\u009b2J\u202e\u200b\u{E0041}\u2028b';
    const text = jsonReport(reportOn(modelOf([request(1, { what })])));
    expect(text).not.toMatch(/[\u001b\u007f-\u009f\u202e\u200b\u2028]|\u{E0041}/u);
    expect(requestsOf(JSON.parse(text))[0]?.what).toBe(what);
  });
});

describe('textReport', () => {
  const text = textReport(reportOn(sixRequestsModel));

  test('prints the table of the six requests', () => {
    const table = text.split('\n').filter(line => /^(?:[✗ ] {2}\d|.*tools.*system)/.test(line));
    expect(table.map(line => line.slice(0, 57).trimEnd())).toEqual([
      '   # tools    system   messages    write     read   hit',
      '   1 8d89d6a8 dd696211 4f1c09aa    1 044  175 662  99 %',
      '✗  2▸e179b6f2▸c5faffd6 91d7b3e0  178 577        0   0 %',
      '   3 e179b6f2 c5faffd6 02b8aa17    1 942  178 577  98 %',
      '   4 e179b6f2 c5faffd6 7ce20d44      541  180 519  99 %',
      '✗  5 e179b6f2 c5faffd6▸b3310f9c  142 537   36 654  20 %',
      '✗  6 e179b6f2 c5faffd6▸5a90e1d2  144 448   36 654  20 %',
    ]);
  });

  test('says where the written tokens came from', () => {
    expect(text).toMatch(
      /465 562 of 469 089 written tokens \(99 %\) by requests that broke, 3 527 by the\s+others/,
    );
    expect(text).toContain('461 780 of 469 089 (98 %) were written again');
  });

  test('gives each break its cause, place, both sides and fix', () => {
    expect(text).toContain('✗ #5 partial break, M5.2: 142 537 tokens written, $0.49 lost');
    expect(text).toContain('  expected to read 181 060, read 36 654 (the entry of #2)');
    expect(text).toContain('  history-edited (compacted)   certain');
    expect(text).toContain('    messages[41].content[0].content   char 59   byte 59');
    expect(text).toContain(`    ${source().path}:5:39811`);
    expect(text).toContain('      - Unique system prompts: 16↵Hashes:');
    expect(text).toContain('      + [compacted: tool output removed to free context]');
    expect(text).toContain('    Fix: Compact later results, in one batch, or compact to a summary.');
  });

  test('tells a wound as one', () => {
    expect(text.replace(/\s+/g, ' ')).toContain(
      '#5, #6: history-edited at messages[41].content[0].content and 1 other place, 286 985 tokens written, $0.98; still open. It took out ~1 030 tokens; when that pays back is not known.',
    );
    const single = { ...wound, requests: wound.requests.slice(0, 1), savedTokens: null };
    expect(textReport(reportOn(modelOf(sixRequestsModel.requests, { wounds: [single] })))).not.toContain(
      'Wounds',
    );
  });

  test('fits 80 columns', () => {
    for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
  });

  test('is ASCII where that is asked for', () => {
    expect(textReport(reportOn(sixRequestsModel), { ascii: true })).toMatch(/^[\n\x20-\x7e]*$/);
  });

  test('shows what the log does not hold as a dot and what is predicted with a tilde', () => {
    const predicted = { cacheRead: 1000, cacheWrite: 250, input: 3, certain: true };
    const open = textReport(reportOn(modelOf([request(1, { usage: null, hitRate: null, predicted })])));
    expect(open).toContain('   1 e179b6f2 c5faffd6 02b8aa17     ~250   ~1.0 k     ·  growth');
    const unknown = textReport(reportOn(modelOf([request(1, { usage: null, hitRate: null })])));
    expect(unknown).toContain('   1 e179b6f2 c5faffd6 02b8aa17        ·        ·     ·  growth');
    expect(unknown).toContain('  · in a table: none, or not in this log.');
    expect(textReport(reportOn(sixRequestsModel))).not.toContain('in a table');
  });

  test('says what the log could not tell', () => {
    const model = { ...modelOf([request(1, { usage: null })]), skippedCount: 12 };
    const skipped = Array.from({ length: 12 }, (_, at) => ({
      path: source().path,
      line: at + 1,
      reason: at < 9 ? 'not JSON' : `reason ${at}`,
    }));
    const report = reportOf({ ...model, skipped }, [source({ fidelity: 'redacted' })], '1.2.3');
    const page = textReport(report);
    expect(page).toContain('parts of the prompt were replaced in this log');
    expect(page).toContain('1 request without usage');
    expect(page).toContain('`cachequake sources` says how to make the agent write more');
    expect(page).toContain(`${source().path}:1: not JSON; 8 more lines like it`);
    expect(page).not.toContain(`${source().path}:2:`);
    expect(page).toContain(`${source().path}:12: reason 11`);
  });

  test('counts lines, of which one may have several faults', () => {
    const { path } = source();
    const skipped = [
      ...Array.from({ length: 10 }, (_, at) => ({ path, line: 1, reason: `reason ${at}` })),
      { path, line: 1, reason: 'another reason' },
      { path, line: 2, reason: 'another reason' },
    ];
    const page = textReport(reportOn({ ...modelOf([]), skipped, skippedCount: 2 }));
    expect(page).toContain('2 lines could not be read in full:');
    expect(page).toContain(`${path}:1: reason 9\n  … and 1 more line.`);
  });

  test('names ten reasons for unread lines and counts the others', () => {
    const skipped = Array.from({ length: 12 }, (_, at) => ({
      path: source().path,
      line: at + 1,
      reason: `reason ${at}`,
    }));
    const report = reportOf({ ...modelOf([]), skipped, skippedCount: 12 }, [source()], '1.2.3');
    expect(textReport(report)).toContain(`${source().path}:10: reason 9\n  … and 2 more lines.`);
  });

  test.each([
    [{ cacheRead: null }, '1 request in no money figure: what was read from the cache is not known.'],
    [{ cacheRead: null }, '1 request with usage that does not say what was read from the cache.'],
    [{ cacheWrite: null }, '1 request with usage that does not say how long the whole'],
    [{ output: null }, '1 request in no money figure: the log does not hold the output tokens.'],
    [{ input: null }, '1 request in no money figure: the uncached input is not known.'],
    [{ cacheWrite: null }, '1 request in no money figure: what was written to the cache is not known.'],
  ])('says of usage with %j why it has no price', (missing, sentence) => {
    const one = request(1, { usage: { ...usage(1000, 10), ...missing }, cost: null, costWithoutCache: null });
    expect(textReport(reportOn(modelOf([one])))).toContain(sentence);
  });

  test('says beside a sum how many requests it leaves out', () => {
    const { totals: known } = sixRequestsModel;
    const totals = { ...known, unpriced: 1, leftOut: { ...known.leftOut, cost: 1 } };
    const report = reportOn({ ...sixRequestsModel, totals });
    expect(textReport(report)).toMatch(/spent ~\$\d\.\d\d \(1 request unpriced\), lost/);
  });

  test('says of a model without a price that no rate is known', () => {
    const one = request(1, { model: 'no-such-model', provider: 'nobody', cost: null, rates: null });
    expect(textReport(reportOn(modelOf([one])))).toContain(
      '1 request in no money figure: no rate is known for `no-such-model` at',
    );
  });

  test('shows hostile text and never obeys it', () => {
    const evil = '\u001b[2J\u202e|`x`\r\n';
    const model = broken(
      { divergence: site(evil, `${evil}!`), causes: [cause({ summary: evil })] },
      { what: evil },
    );
    const report = reportOf(model, [source({ path: evil })], '1.2.3');
    for (const page of [textReport(report), markdownReport(report)]) {
      expect(page).not.toMatch(/[\u001b\u202e\r]/);
    }
  });

  test('says what the provider says: the same, another reason, or nothing to compare', () => {
    const vendor = { by: 'anthropic', reason: 'tools_changed', missedTokens: null };
    const report = (vendorAgrees: boolean): Report => reportOn(broken({}, { vendor, vendorAgrees }));
    expect(requestsOf(report(false))[1]?.vendorAgrees).toBe(false);
    const sentence = 'the provider says tools_changed (anthropic); this log shows system-changed';
    expect(textReport(report(false))).toContain(`  ${sentence}\n`);
    expect(markdownReport(report(false))).toContain('the provider says `tools_changed` (anthropic);');
    expect(textReport(report(true))).toContain('  the provider says the same: tools_changed (anthropic)\n');
    const lost = { by: 'anthropic', reason: 'previous_message_not_found', missedTokens: null };
    expect(textReport(reportOn(broken({}, { vendor: lost, vendorAgrees: null })))).toContain(
      '  the provider says previous_message_not_found (anthropic), which names no cause\n',
    );
  });

  test('says what the provider says of requests that did not break, each word once', () => {
    const vendor = { by: 'anthropic', reason: 'previous_message_not_found', missedTokens: null };
    const report = reportOn(modelOf([request(1, { vendor }), request(2, { vendor }), request(3)]));
    expect(textReport(report)).toContain(
      '  #1, #2 no break here; the provider says previous_message_not_found (anthropic)\n',
    );
    const none = { ...vendor, reason: 'none' };
    expect(textReport(reportOn(modelOf([request(1, { vendor: none })])))).not.toContain('the provider says');
  });

  test('gives the text with which the provider refused a request', () => {
    const error = 'a maximum of 4 blocks with cache_control';
    const refused = request(2, { outcome: 'error', status: 400, error, usage: null, cost: null });
    const report = reportOn(modelOf([request(1), refused]));
    expect(textReport(report)).toContain(`  #2 refused with 400: ${error}\n`);
    expect(requestsOf(report)[1]?.error).toBe(error);
    expect(
      jsonReport(reportOn(modelOf([{ ...refused, error: 'key sk-ant-api03-abcdefghijklmnopqrst' }]))),
    ).not.toContain('abcdefgh');
  });

  test('ends with the hints, each once, without a mark', () => {
    const hints = [{ id: 'tail-volatile', summary: 'The tail changes.', fix: 'Leave it.', path: null }];
    const report = reportOn(modelOf([request(1, { hints }), request(2, { hints }), request(3)]));
    expect(textReport(report)).toMatch(
      /\nHints\n {2}#1, #2 tail-volatile: The tail changes\. Leave it\.\n+$/,
    );
    expect(markdownReport(report)).toContain('## Hints\n\n- `#1`, `#2` tail-volatile: The tail changes.');
    expect(textReport(reportOn(sixRequestsModel))).not.toContain('Hints');
  });

  test('calls an expected rebuild one, without a mark', () => {
    const page = textReport(
      reportOn(broken({ ringing: false, causes: [cause({ id: 'rewound', expected: true })] })),
    );
    expect(page).toContain('  #2 expected full rebuild, M3.0: 1 010 tokens written');
    expect(page).toContain('2 requests, 1 break (1 expected), hit rate');
    expect(page).not.toContain('✗');
  });

  test.each(['provider-side', 'unknown'] as const)('never calls a quiet miss expected: %s', id => {
    const page = textReport(
      reportOn(broken({ ringing: false, rewritten: null, causes: [cause({ id, expected: false })] })),
    );
    expect(page).toContain('  #2 unexplained full miss, M3.0: 1 000 tokens not read, $0.01 lost');
    expect(page).toContain('2 requests, 1 break (1 unexplained), hit rate');
    expect(page).not.toContain('expected full');
  });

  test('names what is known to be harmless neither expected nor unexplained', () => {
    const page = textReport(reportOn(broken({ ringing: false, causes: [cause({ id: 'below-minimum' })] })));
    expect(page).toContain('  #2 quiet full break, M3.0');
    expect(page).toContain('2 requests, 1 break, hit rate');
  });

  test('wears a ≈ on every price of a rate that is not quite the right one', () => {
    const page = textReport(reportOn(broken({ cost: 2, costApproximate: true })));
    expect(page).toContain('1 010 tokens written, ≈$2.00 lost');
    expect(page).toContain('lost to breaks ≈$2.00');
  });

  test('gives a lane no breaks only where that is known', () => {
    const unbilled = request(2, { usage: null, outcome: 'unknown' });
    const heading = (...requests: readonly RequestEntry[]): string =>
      textReport(reportOn(modelOf(requests))).match(/^main.*$/m)?.[0] ?? '';
    expect(heading(request(1))).toMatch(/, 0 breaks$/);
    expect(heading(unbilled)).toMatch(/, breaks not known$/);
    expect(heading(request(1), unbilled)).toMatch(/, no breaks seen$/);
  });

  test('says so when there is nothing in the log', () => {
    expect(textReport(reportOn(modelOf([])))).toContain('no request in these logs');
  });
});

describe('markdownReport', () => {
  test('puts the table, the difference and the fix', () => {
    const page = markdownReport(reportOn(sixRequestsModel));
    expect(page).toContain(
      '| **5** ✗ | `e179b6f2` | `c5faffd6` | **`b3310f9c`** | 142 537 | 36 654 | 20 % |',
    );
    expect(page).toContain('\n+[compacted: tool output removed to free context]\n```');
    expect(page).toContain('Fix: Compact later results');
  });

  test('puts no empty difference and no half of a sentence where the text was left out', () => {
    const summary = 'A clock inside system[0].text changed from "10:05" to "10:06".';
    const model = broken({ divergence: site('10:05', '10:06'), causes: [cause({ summary })] });
    const page = markdownReport(redactReport(reportOn(model)));
    expect(page).not.toContain('```');
    expect(page).toContain('A clock inside `system[0].text` changed.');
  });

  test('lets no text of the log out of its fence or cell', () => {
    const text = '```\n# owned | `x`';
    const model = broken(
      { divergence: site(text, '', 0), causes: [cause({ summary: '<img src=x> @everyone [a](b)' })] },
      { what: 'a | b', usage: usage(0, 5) },
    );
    const page = markdownReport(reportOn(model));
    expect(page).toContain('````diff\n-```↵# owned | `x`\n+\n````');
    expect(page).toContain('\\<img src=x\\> `@everyone` `[a]`');
    expect(page).toContain('| a \\| b |');
  });

  test('mentions nobody, links to nothing and names no issue, whatever the log is called', () => {
    const name = '@someone see #1 https://evil.example www.evil.example o/r#2 GH-3 a@b.example `x`';
    const summary = `Another model: ${name}.`;
    const model = broken(
      { causes: [cause({ id: 'model-changed', kind: name, summary, path: name, fix: `Ask ${name}` })] },
      { model: name, lane: name, session: name, path: name, what: name, error: name },
    );
    const page = markdownReport(reportOn(model));
    // As GitHub does: what is code is left alone.
    const prose = page
      .replaceAll(/(`{3,})[a-z]*\n[\s\S]*?\n\1/g, '')
      .replaceAll(/(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '');
    expect(prose).not.toMatch(/@|#\d|:\/\/|www\.|GH-\d/);
    expect(page).toContain('someone');
  });
});
