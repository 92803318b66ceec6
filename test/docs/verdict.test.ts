import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cachequake } from '../cli/captured-io.js';

const page = readFileSync(new URL('../../docs/verdict.md', import.meta.url), 'utf8').replace(/\s+/g, ' ');
const LOG = 'demo-logs/six-requests.jsonl';

test('the break that the guide checks by hand is the one that the report shows', async () => {
  const { out } = await cachequake('report', LOG);
  const [shown = ''] = /✗ #2 full break.*/.exec(out) ?? [];
  expect(shown).not.toBe('');
  expect(page).toContain(shown);
  for (const sentence of [
    'expected to read 176 706, read 0',
    'tools[8].input_schema char 66 byte 66',
    'system[1].text char 16 086 byte 16 090',
  ]) {
    expect(out.replace(/ +/g, ' ')).toContain(sentence);
    expect(page).toContain(sentence);
  }
});

test('what the guide reads from the log with its commands stands there', () => {
  const lines = readFileSync(LOG, 'utf8').split('\n');
  for (const line of [1, 3]) {
    const [usage = ''] = /"usage":\{[^}]*\}/.exec(lines[line] ?? '') ?? [];
    expect(usage).not.toBe('');
    expect(page).toContain(usage);
  }
  const bytes = Buffer.from(lines[2] ?? '');
  for (const from of [584_220, 528_335]) {
    expect(page).toContain(`head -c 40 # ${bytes.subarray(from, from + 40).toString()}`);
    expect(page).toContain(`tail -c +${from + 1}`);
  }
});
