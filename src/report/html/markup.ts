/** The one way by which text reaches the page: what is put into a template is made harmless, unless it is markup of ours. */
import { shown } from '../../text/shown.js';

/** A piece of the page. Only the template below makes one. */
class Markup {
  constructor(readonly text: string) {}
}

export type { Markup };

type Piece = string | number | Markup | null | readonly Piece[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Text becomes text, inside an element or an attribute in double quotes: without secrets, controls made visible, `&<>"'` as entities.
 *
 * @example html`<p title="${name}">${text}</p>`.text
 */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  const out = strings.map((string, index) => string + written(pieces[index] ?? null));
  return new Markup(out.join(''));
}

function written(piece: Piece): string {
  if (piece === null) return '';
  if (piece instanceof Markup) return piece.text;
  if (typeof piece === 'number') return String(piece);
  if (typeof piece === 'string') return shown(piece).replace(/[&<>"']/g, sign => ENTITIES[sign] ?? sign);
  return piece.map(written).join('');
}

/** A sentence; what stands in back-ticks in it is code. */
export const sentence = (text: string): Markup =>
  html`${shown(text)
    .split(/(`[^`]+`)/)
    .map(part => (/^`.+`$/s.test(part) ? html`<code>${part.slice(1, -1)}</code>` : part))}`;

/** Text of ours that holds no text of a log: style and script, which know no entities. */
export const ours = (text: string): Markup => new Markup(text);
