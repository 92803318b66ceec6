/** Lights up what a search looks for, wherever it is drawn. */
import { type Line, plain, type Span } from './line.js';

/** A line with each occurrence of a text as inverse video; its width stays. Upper and lower case are alike. */
export function highlighted(of: Line, text: string): Line {
  const wanted = text.toLowerCase();
  const whole = plain(of).toLowerCase();
  // Letters whose small form is longer would shift every place behind them.
  if (wanted === '' || whole.length !== plain(of).length || !whole.includes(wanted)) return of;
  const lit = new Set<number>();
  for (let at = whole.indexOf(wanted); at >= 0; at = whole.indexOf(wanted, at + wanted.length)) {
    for (let i = at; i < at + wanted.length; i += 1) lit.add(i);
  }
  let from = 0;
  return of.flatMap(piece => {
    const pieces = split(piece, from, lit);
    from += piece.text.length;
    return pieces;
  });
}

function split({ text, tone }: Span, from: number, lit: ReadonlySet<number>): Span[] {
  const out: { text: string; isLit: boolean }[] = [];
  for (let i = 0; i < text.length; i += 1) {
    const isLit = lit.has(from + i);
    const last = out.at(-1);
    if (last?.isLit === isLit) last.text += text[i];
    else out.push({ text: text[i] ?? '', isLit });
  }
  return out.map(({ text: part, isLit }) =>
    isLit ? { text: part, tone: 'selected' } : tone === undefined ? { text: part } : { text: part, tone },
  );
}
