/** A log of 1,020 requests in 60 sessions, 300 of which break: a demo log again and again. */
import { readFileSync, writeFileSync } from 'node:fs';

export function writeThousand(path: string): void {
  const lines = readFileSync('demo-logs/message-id.jsonl', 'utf8').trimEnd().split('\n');
  const sessions = Array.from({ length: 60 }, (_, session) =>
    lines.map(line => {
      const record = JSON.parse(line);
      if ('session' in record) record.session = `session-${session}`;
      if ('of' in record) record.of = `${record.of}-${session}`;
      if ('id' in record) record.id = `${record.id}-${session}`;
      // A day apart: what one session wrote is no entry of the next.
      for (const [key, value] of Object.entries(record))
        if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value))
          record[key] = new Date(Date.parse(value) + session * 86_400_000).toISOString();
      return `${JSON.stringify(record)}\n`;
    }),
  );
  writeFileSync(path, sessions.flat().join(''));
}
