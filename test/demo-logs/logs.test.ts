import { readFileSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { LOGS } from '../../demo-logs/logs.js';

const fileOf = (name: string): URL => new URL(`../../demo-logs/${name}.jsonl`, import.meta.url);

describe('the committed demo logs', () => {
  test.each(LOGS.map(log => [log.name, log.make] as const))(
    '%s is what its program makes, byte for byte',
    (name, make) => {
      // Compared as a boolean: a diff of megabytes would drown the message.
      expect(
        readFileSync(fileOf(name), 'utf8') === make(),
        'run `npm run demo-logs` and commit the result',
      ).toBe(true);
    },
  );

  test('are 8 MB in all at most', () => {
    const bytes = LOGS.map(log => statSync(fileOf(log.name)).size).reduce((a, b) => a + b, 0);
    expect(bytes).toBeLessThanOrEqual(8_000_000);
  });
});
