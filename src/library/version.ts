import { readFileSync } from 'node:fs';

/** The version in package.json, which stands two folders above `src/library`, and above `dist/program` and `dist/library`. */
export function ownVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { version = '0.0.0' }: { version?: string } = JSON.parse(text);
  return version;
}
