import { describe, expect, it } from 'vitest';
import { code, escaped } from '../../src/text/markdown.js';

/**
 * What stands outside of code spans, where GitHub makes mentions, links and markup: a span begins with a row of back-ticks that no
 * backslash precedes, and ends with the next row as long (CommonMark 0.31, 6.1). Each becomes §.
 */
function outsideOfCode(markdown: string): string {
  let outside = '';
  for (let at = 0; at < markdown.length; ) {
    const [row = ''] = /^`*/.exec(markdown.slice(at)) ?? [];
    const end = row === '' ? -1 : closing(markdown, at + row.length, row.length);
    const length = markdown[at] === '\\' ? 2 : Math.max(1, row.length);
    outside += end < 0 ? markdown.slice(at, at + length) : '§';
    at = end < 0 ? at + length : end;
  }
  return outside;
}

function closing(markdown: string, from: number, length: number): number {
  for (const { 0: row, index } of markdown.matchAll(/`+/g))
    if (index >= from && row.length === length) return index + length;
  return -1;
}

describe('a sentence in Markdown', () => {
  it.each([
    ['../logs/a_b@c.jsonl:4: no JSON', '§: no JSON'],
    ['C:\\logs\\run.jsonl: no JSON', '§: no JSON'],
    ['changed at messages[0].content[1].text.', 'changed at §.'],
    ['inside tool_use (again)', 'inside § (again)'],
    ['from `a model @someone` to `x#1`;', 'from § to §;'],
    ['see @someone and https://evil.example, then #12', 'see § and §, then §'],
    ['opened at 2026-11-16T09:03:10.652Z, open', 'opened at 2026-11-16T09:03:10.652Z, open'],
    ['read 3 of 4 (75 %), spent $0.40; not more.', 'read 3 of 4 (75 %), spent $0.40; not more.'],
  ])('has names in code: %s', (sentence, outside) => {
    expect(outsideOfCode(escaped(sentence))).toBe(outside);
  });

  it.each(['**bold**', '<b>', '![x](y)', 'a `b', '`` ` ``', '| cell', '_em_ ~~del~~', '`a` `b'])(
    'leaves no markup: %s',
    sentence => {
      expect(outsideOfCode(escaped(sentence)).replaceAll(/\\./g, '')).not.toMatch(/[*<>[\]|`~_]/);
    },
  );

  it.each([
    'invalid `model`a/b`@octocat, see it',
    '`a``b`',
    '`a`x/y',
    'x/y`a`',
    '@a`b`@c',
    'commit 0123456789abcdef0123456789abcdef01234567 :smile: $x^2$',
    '`` `a`@b',
  ])('puts no two spans side by side: %s', sentence => {
    const outside = outsideOfCode(escaped(sentence));
    expect(outside.replaceAll(/\\./g, '')).not.toMatch(/[@`$]|[0-9a-f]{40}|:\w+:|\w\/\w|§§/);
  });

  it('keeps a path whole in one span', () => {
    expect(escaped('/tmp/@team/it#3.jsonl: read')).toBe('`/tmp/@team/it#3.jsonl`: read');
    expect(code('a`b')).toBe('`` a`b ``');
  });
});
