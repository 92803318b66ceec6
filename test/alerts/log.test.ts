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

const fail = (sentence: string): never => {
  throw new Error(sentence);
};

test('adds a line with its time, without secrets', () => {
  const path = join(folder, 'deep', 'alerts.log');
  const keep = createAlertLog(path, fail);
  keep('one');
  keep(`key ${'sk-'}ant-api03-${'aB3'.repeat(20)}`);
  expect(readFileSync(path, 'utf8')).toMatch(/^\d{4}-\S+Z one\n\d{4}-\S+Z key \[secret:\d+ chars\]\n$/);
});

test('does not write through a link', () => {
  const other = join(folder, 'other');
  writeFileSync(other, 'mine');
  symlinkSync(other, join(folder, 'alerts.log'));
  const said: string[] = [];
  const keep = createAlertLog(join(folder, 'alerts.log'), sentence => said.push(sentence));
  keep('one');
  keep('two');
  expect(readFileSync(other, 'utf8')).toBe('mine');
  // Once: what is told often is not read.
  expect(said).toEqual([
    `${join(folder, 'alerts.log')}: cannot be written, what becomes of alerts is not kept: ELOOP`,
  ]);
});
