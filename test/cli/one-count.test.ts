import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cachequake } from './captured-io.js';

/** A rollout of Codex whose third request reads nothing of 21 000 tokens, which nothing in it explains. */
function rollout(): string {
  const line = (second: number, type: string, payload: object): string =>
    JSON.stringify({ timestamp: `2026-11-22T10:00:${10 + second}.000Z`, type, payload });
  const reads = [0, 20_480, 0, 22_528];
  const counts = reads.map((cached_input_tokens, n) => {
    const last = { input_tokens: 21_000 + n * 1000, cached_input_tokens, output_tokens: 90 };
    const info = { last_token_usage: last, total_token_usage: { ...last, output_tokens: n } };
    return line(2 + n * 3, 'event_msg', { type: 'token_count', info });
  });
  return [
    line(0, 'session_meta', { id: 's', cwd: '/srv', originator: 'codex_cli_rs', model_provider: 'openai' }),
    line(1, 'turn_context', { turn_id: 't', model: 'gpt-5-codex' }),
    ...counts,
    '',
  ].join('\n');
}

test('a miss that nothing explains is counted alike wherever breaks are counted', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'cachequake-count-')), 'rollout.jsonl');
  writeFileSync(path, rollout());
  const said = '1 break (1 unexplained)';
  const { out: report } = await cachequake('report', path);
  expect(report).toMatch(/^4 requests: 1 break \(1 unexplained\)/);
  expect(report).toContain(`main   gpt-5-codex   4 requests, ${said}`);
  const [, lost] = /lost to breaks (\$[\d.]+)/.exec(report) ?? [];
  expect(lost).toMatch(/^\$0\.0[1-9]/);
  const { out: status } = await cachequake('status', path);
  expect(status).toContain(`${said} | lost`);
  expect(status).toContain(`${lost} |`);
  const { out: history } = await cachequake('history', '--all', path);
  expect(history).toContain(`; ${said} lost ${lost}`);
  const { out: page } = await cachequake('report', path, '--format', 'html');
  expect(page).toContain(`4 requests, ${said}`);
});
