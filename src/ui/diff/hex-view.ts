import type { Excerpt } from '../../prompt/prompt.js';
import type { ShownDifference } from '../../store/differences.js';
import { maskSecrets } from '../../text/secrets.js';
import { bad, type Line, line, quiet, span, type Tone } from '../line.js';
import type { ViewOptions } from './text-view.js';

/** UTF-8 bytes of both sides, row under row, as `hexdump -C` shows them; offsets count from the start of the leaf. */
export function hexView(site: ShownDifference, { cells, context }: ViewOptions): readonly Line[] {
  const perRow = Math.max(4, Math.min(16, Math.floor((cells - 13) / 16) * 4));
  const before = windowOf(site, site.before);
  const after = windowOf(site, site.after);
  const first = Math.floor(site.byte / perRow) * perRow;
  const lead = after ?? before;
  const out: Line[] = [];
  for (let at = first - context * perRow; lead && at < first; at += perRow) {
    if (at + perRow > lead.start) out.push(rowLine(' ', lead, at, perRow, 'quiet'));
  }
  for (let i = 0; i < 1 + context; i++) {
    const at = first + i * perRow;
    const [old, fresh] = [before && bytesAt(before, at, perRow), after && bytesAt(after, at, perRow)];
    if (before && old?.some(byte => byte !== null)) out.push(rowLine('−', before, at, perRow, 'before'));
    if (after && fresh?.some(byte => byte !== null)) out.push(rowLine('+', after, at, perRow, 'after'));
    const carets = Array.from({ length: perRow }, (_, k) => {
      const isDifferent = at + k >= site.byte && (old?.[k] ?? null) !== (fresh?.[k] ?? null);
      return isDifferent ? '^^' : '  ';
    });
    if (carets.some(caret => caret === '^^')) out.push(line(' '.repeat(12), bad(carets.join(' ').trimEnd())));
  }
  return out;
}

interface Window {
  /** Offset of the first byte in the leaf. */
  readonly start: number;
  readonly bytes: Uint8Array;
}

const encoder = new TextEncoder();

function windowOf(site: ShownDifference, excerpt: Excerpt | null): Window | null {
  if (!excerpt) return null;
  const text = maskSecrets(excerpt.text);
  const lead = encoder.encode(text.slice(0, excerpt.at)).length;
  return { start: site.byte - lead, bytes: encoder.encode(text) };
}

const bytesAt = ({ start, bytes }: Window, at: number, length: number): (number | null)[] =>
  Array.from({ length }, (_, i) => bytes[at + i - start] ?? null);

function rowLine(sign: string, of: Window, at: number, perRow: number, tone: Tone): Line {
  const row = bytesAt(of, at, perRow);
  const hex = row.map(byte => (byte === null ? '  ' : byte.toString(16).padStart(2, '0'))).join(' ');
  const text = row
    .map(byte => (byte === null ? ' ' : byte > 31 && byte < 127 ? String.fromCharCode(byte) : '.'))
    .join('');
  return line(
    span(`${sign} `, tone),
    quiet(Math.max(0, at).toString(16).padStart(8, '0')),
    '  ',
    span(hex, tone),
    ` ${text}`,
  );
}
