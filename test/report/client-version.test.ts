import { describe, expect, it } from 'vitest';
import { createEngine } from '../../src/engine.js';
import type { Client } from '../../src/log/record.js';
import { markdownReport } from '../../src/report/markdown.js';
import { type Report, reportOf } from '../../src/report/report.js';
import type { ReportRequest } from '../../src/report/request.js';
import { textReport } from '../../src/report/text.js';
import { requestsOf } from '../../src/report/words/words.js';
import { conversation, request, usage } from '../agent.js';

interface Step {
  readonly client: Client | null;
  readonly agent?: string;
  readonly system?: string;
  readonly read: number;
}

/** A session in which each agent asks once more at each of its steps. */
function reportOn(steps: readonly Step[]): Report {
  const engine = createEngine();
  const asked = new Map<string, number>();
  steps.forEach(({ client, agent = 'main', system, read }, n) => {
    const rounds = asked.get(agent) ?? 0;
    asked.set(agent, rounds + 1);
    const start = system ?? `You are ${agent}. `.repeat(600);
    const ask = {
      body: conversation(rounds, { system: start }),
      at: Date.UTC(2026, 9, 1) + n * 9_000,
      agent,
    };
    engine.accept({ ...request(`k${n}`, 2 * n + 1, ask), client });
    engine.accept(usage(`k${n}`, 2 * n + 2, { read, write: 9_000 - read }));
  });
  return reportOf(engine.model(), [], '1.0.0');
}

const version = (number: string): Client => ({ name: 'claude-code', version: number });
const of = (report: Report, n: number): ReportRequest | undefined =>
  requestsOf(report).find(found => found.n === n);

const EDITED = 'You are main, of another version. '.repeat(400);
const upgraded = reportOn([
  { client: version('2.1.3'), read: 0 },
  { client: version('2.1.3'), read: 9_000 },
  { client: version('2.1.4'), read: 0, system: EDITED },
]);

describe('a break at the first request of a new version', () => {
  it('says so beside its cause, in text, Markdown and JSON', () => {
    expect(of(upgraded, 3)?.break?.causes[0]?.id).toBe('system-changed');
    expect(of(upgraded, 3)).toMatchObject({
      client: 'claude-code',
      clientVersion: '2.1.4',
      clientBefore: { client: 'claude-code', clientVersion: '2.1.3' },
    });
    expect(textReport(upgraded)).toContain('  client 2.1.3 → 2.1.4 at this request\n');
    expect(textReport(upgraded, { ascii: true })).toContain('  client 2.1.3 -> 2.1.4 at this request\n');
    expect(markdownReport(upgraded)).toMatch(/client 2\\?\.1\\?\.3 → 2\\?\.1\\?\.4 at this request/);
  });

  it('says nothing of a version that stayed, or that the log does not name', () => {
    expect(of(upgraded, 2)).toMatchObject({ clientVersion: '2.1.3', clientBefore: null });
    const silent = reportOn([
      { client: null, read: 0 },
      { client: version('2.1.4'), read: 0, system: EDITED },
    ]);
    expect(of(silent, 2)?.break).not.toBeNull();
    expect(of(silent, 2)).toMatchObject({ clientVersion: '2.1.4', clientBefore: null });
    expect(of(silent, 1)).toMatchObject({ client: null, clientVersion: null });
    expect(textReport(silent)).not.toContain('at this request');
  });

  it('names both programs where another one goes on', () => {
    const other = reportOn([
      { client: version('2.1.3'), read: 0 },
      { client: { name: 'opencode', version: '0.3' }, read: 0, system: EDITED },
    ]);
    expect(textReport(other)).toContain('client claude-code 2.1.3 → opencode 0.3 at this request');
  });
});

describe('losses', () => {
  const report = reportOn([
    { client: version('2.1.3'), read: 0 },
    { client: version('2.1.3'), read: 0, system: EDITED },
    { client: version('2.1.4'), agent: 'scout', read: 0 },
    { client: version('2.1.4'), agent: 'scout', read: 0, system: 'You are a scout. '.repeat(700) },
    { client: null, agent: 'other', read: 0 },
    { client: null, agent: 'other', read: 0, system: 'You are another. '.repeat(700) },
  ]);
  const lostBy = (n: number): number => of(report, n)?.break?.lostTokens ?? Number.NaN;

  it('are summed by agent with its subagents, and by lane below', () => {
    expect(report.losses.agents.map(({ name, breaks, lostTokens }) => [name, breaks, lostTokens])).toEqual([
      ['claude-code', 2, lostBy(2) + lostBy(4)],
      ['agent', 1, lostBy(6)],
    ]);
    expect(
      report.losses.agents[0]?.lanes.map(({ name, lostTokens }) => [name, lostTokens]).toSorted(),
    ).toEqual([
      ['main', lostBy(2)],
      ['scout', lostBy(4)],
    ]);
  });

  it('are summed by version, those without one left out', () => {
    expect(report.losses.versions.map(({ name, labels }) => [name, labels]).toSorted()).toEqual([
      ['claude-code 2.1.3', ['2']],
      ['claude-code 2.1.4', ['4']],
    ]);
    expect(report.losses.versions[0]?.cost).toBeGreaterThan(0);
  });

  it('stand in the report where there are several', () => {
    const text = textReport(report);
    expect(text).toMatch(/by agent, with its subagents\n.*claude-code\n.* in (?:main|scout)\n/);
    expect(text).toMatch(/by client version\n.*claude-code 2\.1\.[34]\n/);
    expect(textReport(upgraded)).not.toContain('by client version');
    expect(markdownReport(report)).toContain('| by client version |');
  });
});
