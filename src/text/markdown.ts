/** Text of a log in Markdown, where it is neither markup nor a link. */
import { visible } from './visible.js';

/** The longest row of back-ticks in a text. */
export const longestRun = (text: string): number =>
  Math.max(0, ...[...text.matchAll(/`+/g)].map(match => match[0].length));

/** A code span that holds its text, back-ticks included, and does not end a table cell. */
export function code(text: string): string {
  const shown = visible(text).replaceAll('|', '\\|');
  const ticks = '`'.repeat(longestRun(shown) + 1);
  return ticks.length === 1 ? `\`${shown}\`` : `${ticks} ${shown} ${ticks}`;
}

/**
 * A sentence: nothing in it is markup, a mention or a link. GitHub looks for the last two in the finished page, where a
 * backslash is gone: only in code it leaves them alone. Names stand in code too: what the sentence has in back-ticks, and
 * what by its characters is a path or an identifier and no word.
 */
export function escaped(text: string): string {
  let markdown = '';
  let named = '';
  for (const [index, part] of visible(text).split(CODE).entries()) {
    if (index % 2 === 1) named += part;
    // Two spans side by side would be one, with what was in code outside of it.
    else if (part !== '') {
      markdown += named === '' ? '' : span(named);
      markdown += part.replace(/[\\`*_{}[\]<>#|!~@&]|\$(?!\d)/g, '\\$&');
      named = '';
    }
  }
  return named === '' ? markdown : markdown + span(named);
}

const span = (named: string): string => code(/^`[^`]+`$/.test(named) ? named.slice(1, -1) : named);

/** What GitHub makes a link or a picture of: addresses, mentions, mail, numbers of issues (`#1`, `GH-1`, `owner/name#1`), commits, `:name:`. */
const LINKED =
  /(?:[a-z][a-z0-9+.-]*:\/\/|www\.)\S+|\S*@\S+|[\w./-]*#\d[\w.]*|\bGH-\d+|\b[0-9a-f]{40}\b|(?<!\d):[\w+-]+:(?!\d)/;

/** A path of a file (`../a_b.jsonl:4`) or of a prompt (`messages[0].content`), an identifier (`a_b`). */
const NAME = /(?:[^\s"`(),;]*[/\\[_][^\s"`(),;]*)[^\s"`(),;:.]/;

const CODE = new RegExp(`(\`[^\`]+\`|${NAME.source}|${LINKED.source})`, 'i');
