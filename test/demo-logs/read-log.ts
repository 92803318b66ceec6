import { readFileSync } from 'node:fs';
import type { Billed, Body } from '../../demo-logs/record.js';

export interface RequestLine {
  readonly kind: 'request';
  readonly id: string;
  readonly at: string;
  readonly session: string;
  readonly turn: string;
  readonly agent?: string;
  readonly model: string;
  readonly purpose?: string;
  readonly body: Body;
}

export interface UsageLine {
  readonly kind: 'usage';
  readonly id: string;
  readonly firstByteAt: string | null;
  readonly endedAt: string;
  readonly status: number | null;
  readonly outcome: string;
  readonly usage: Billed | null;
}

/** The lines of a committed demo log. */
export function readDemoLog(name: string): {
  readonly requests: readonly RequestLine[];
  readonly usages: readonly UsageLine[];
} {
  const text = readFileSync(new URL(`../../demo-logs/${name}.jsonl`, import.meta.url), 'utf8');
  const lines: readonly (RequestLine | UsageLine)[] = text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line));
  return {
    requests: lines.flatMap(line => (line.kind === 'request' ? [line] : [])),
    usages: lines.flatMap(line => (line.kind === 'usage' ? [line] : [])),
  };
}

/** A body, or a part of it, without its markers. */
export function withoutMarkers<T>(value: T): T {
  return JSON.parse(JSON.stringify(value, (key, inner) => (key === 'cache_control' ? undefined : inner)));
}
