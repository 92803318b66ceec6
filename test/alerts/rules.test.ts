import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { dashboardJson } from '../../docs/dashboard.js';
import { METRIC_NAMES } from '../../src/alerts/metrics/prometheus.js';
import { testWith } from '../programs.js';

const RULES = readFileSync('examples/fleet/rules.yml', 'utf8');
const DASHBOARD = readFileSync('examples/fleet/dashboard.json', 'utf8');

describe('what is shipped for a fleet', () => {
  test('names only metrics and rules that there are', () => {
    const recorded = [...RULES.matchAll(/record: (\S+)/g)].map(([, name]) => name);
    const used = [...`${RULES}${DASHBOARD}`.matchAll(/[a-z_]+:cachequake_\w+:\w+|(?<![\w:])cachequake_\w+/g)];
    const known = new Set([...METRIC_NAMES, ...recorded]);
    expect(used.length).toBeGreaterThan(40);
    expect(used.map(([name]) => name).filter(name => !known.has(name))).toEqual([]);
  });

  test('has the dashboard that the code makes: npm run docs', () => {
    expect(DASHBOARD).toBe(dashboardJson());
  });

  testWith(['promtool'], 'fires on a regression and not on one break', () => {
    const out = execFileSync('promtool', ['test', 'rules', 'test/alerts/rules-test.yml'], {
      encoding: 'utf8',
    });
    expect(out).toContain('SUCCESS');
  });

  testWith(['amtool'], 'has a configuration that Alertmanager takes', () => {
    const out = execFileSync('amtool', ['check-config', 'examples/fleet/alertmanager.yml'], {
      encoding: 'utf8',
    });
    expect(out).toContain('SUCCESS');
  });
});
