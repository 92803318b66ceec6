/** Writes the demo logs beside this file: `npm run demo-logs`. The same bytes on every machine. */
import { writeFileSync } from 'node:fs';
import { LOGS } from './logs.js';

for (const { name, make } of LOGS) {
  const text = make();
  writeFileSync(new URL(`${name}.jsonl`, import.meta.url), text);
  process.stdout.write(`${name}.jsonl  ${Buffer.byteLength(text)} bytes\n`);
}
