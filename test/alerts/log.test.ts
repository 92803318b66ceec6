import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAlertLog } from '../../src/alerts/log.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cachequake-alert-log-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('adds a line with its time, without secrets', () => {
  const path = join(folder, 'deep', 'alerts.log');
  const keep = createAlertLog(path);
  keep('one');
  keep(`key ${'sk-'}ant-api03-${'aB3'.repeat(20)}`);
  expect(readFileSync(path, 'utf8')).toMatch(/^\d{4}-\S+Z one\n\d{4}-\S+Z key \[secret:\d+ chars\]\n$/);
});

test('does not write through a link', () => {
  const other = join(folder, 'other');
  writeFileSync(other, 'mine');
  symlinkSync(other, join(folder, 'alerts.log'));
  createAlertLog(join(folder, 'alerts.log'))('one');
  expect(readFileSync(other, 'utf8')).toBe('mine');
});
