import { describe, expect, it } from 'vitest';
import { limitsOfHeaders, limitsOfRecord, limitsOfRollout } from '../../../src/log/protocol/limits.js';
import { recordsOf, usagesOf } from '../read-lines.js';

const RESET = 1_790_814_600;
const at = Date.UTC(2026, 9, 1);

describe('windows of a plan', () => {
  it("stand in Anthropic's headers as shares, one of them under each model that has its own", () => {
    const headers = new Map([
      ['anthropic-ratelimit-unified-status', 'allowed'],
      ['anthropic-ratelimit-unified-5h-utilization', '0.42'],
      ['anthropic-ratelimit-unified-5h-reset', `${RESET}`],
      ['anthropic-ratelimit-unified-7d_oi-utilization', '0.03'],
      ['anthropic-ratelimit-unified-overage-utilization', '0.9'],
      ['anthropic-ratelimit-unified-7d-utilization', 'soon'],
      ['anthropic-ratelimit-tokens-limit', '50000'],
    ]);
    expect(limitsOfHeaders(headers, at)).toEqual([
      { window: '5h', minutes: 300, usedPercent: 42, resetsAt: RESET * 1000 },
      { window: '7d_oi', minutes: 10_080, usedPercent: 3, resetsAt: null },
    ]);
    expect(limitsOfHeaders(new Map(), at)).toEqual([]);
  });

  it("stand in ChatGPT's headers and in the rollouts of Codex, in percent, with the reset as a time or from then on", () => {
    const headers = new Map([
      ['x-codex-primary-used-percent', '12.5'],
      ['x-codex-primary-window-minutes', '300'],
      ['x-codex-primary-reset-after-seconds', '60'],
      ['x-codex-secondary-used-percent', ''],
    ]);
    expect(limitsOfHeaders(headers, at)).toEqual([
      { window: '5h', minutes: 300, usedPercent: 12.5, resetsAt: at + 60_000 },
    ]);
    const limits = {
      primary: { used_percent: 1, window_minutes: 90, resets_at: RESET },
      secondary: { used_percent: 0, window_minutes: 10_080, resets_in_seconds: 60 },
    };
    expect(limitsOfRollout(limits, at)).toEqual([
      { window: '90min', minutes: 90, usedPercent: 1, resetsAt: RESET * 1000 },
      { window: '7d', minutes: 10_080, usedPercent: 0, resetsAt: at + 60_000 },
    ]);
    expect(limitsOfRollout({ primary: null, secondary: { used_percent: 'x' } }, at)).toEqual([]);
    expect(limitsOfRollout({ primary: { used_percent: 7 } }, at)).toMatchObject([
      { window: 'primary', minutes: null },
    ]);
    expect(limitsOfRollout(null, at)).toEqual([]);
  });

  it('stand in our own format; a name that is no word is none', () => {
    const window = { window: '5h', minutes: 300, usedPercent: 42, resetsAt: '2026-10-01T00:00:00.000Z' };
    expect(
      limitsOfRecord([window, { ...window, window: 'a b\u001b[31m' }, { ...window, usedPercent: -1 }, 7]),
    ).toEqual([{ ...window, resetsAt: at }]);
  });

  it('come with the usage of a request: of a rollout, and of a proxy that writes headers', () => {
    const usage = { input_tokens: 50, cached_input_tokens: 4, output_tokens: 2, total_tokens: 52 };
    const info = { total_token_usage: usage, last_token_usage: usage };
    const rate_limits = { primary: { used_percent: 9, window_minutes: 300, resets_at: RESET } };
    const [rollout] = usagesOf(
      recordsOf(
        { type: 'session_meta', payload: { id: 'S' } },
        { type: 'event_msg', payload: { type: 'token_count', info, rate_limits } },
      ),
    );
    expect(rollout?.limits).toMatchObject([{ window: '5h', usedPercent: 9 }]);
    const body = { model: 'claude-x', max_tokens: 1, messages: [{ role: 'user', content: 'hi' }] };
    const headers = { 'Anthropic-Ratelimit-Unified-5h-Utilization': '0.5' };
    const exchange = {
      request: {
        timestamp: 1_790_000_000,
        method: 'POST',
        url: 'https://api.anthropic.com/v1/messages',
        headers: {},
        body,
      },
      response: {
        status_code: 200,
        headers,
        body: { id: 'm', usage: { input_tokens: 1, output_tokens: 1 } },
      },
    };
    expect(usagesOf(recordsOf(exchange))[0]?.limits).toMatchObject([{ window: '5h', usedPercent: 50 }]);
  });
});
