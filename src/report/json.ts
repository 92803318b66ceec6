import { redactSecrets } from '../text/secrets.js';
import type { Report } from './report.js';

/** The report as JSON (DESIGN section 7). What a terminal would obey or hide is escaped; the values stay the same. */
export function jsonReport(report: Report): string {
  return `${plainJson(report, 2)}\n`;
}

/** JSON that is safe to print: no secret in any text, and C1 controls, bidi and other format characters as `\uXXXX`. */
export function plainJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, withoutSecret, indent).replace(
    /[\u007F-\u009F]|\p{Cf}|[\u2028\u2029]/gu,
    escaped,
  );
}

const withoutSecret = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? redactSecrets(value) : value;

const escaped = (character: string): string =>
  [...Array(character.length).keys()]
    .map(at => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
    .join('');
