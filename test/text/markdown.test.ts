import { describe, expect, it } from 'vitest';
import { code, escaped } from '../../src/text/markdown.js';

/** What stands outside of code spans, where GitHub makes mentions, links and markup. */
const outsideOfCode = (markdown: string): string => markdown.replace(/(`+)(?!`).*?[^`]\1(?!`)/g, '§');

describe('a sentence in Markdown', () => {
  it.each([
    ['../logs/a_b@c.jsonl:4: no JSON', '§: no JSON'],
    ['C:\\logs\\run.jsonl: no JSON', '§: no JSON'],
    ['changed at messages[0].content[1].text.', 'changed at §.'],
    ['inside tool_use (again)', 'inside § (again)'],
    ['from `a model @someone` to `x#1`;', 'from § to §;'],
    ['see @someone and https://evil.example, then #12', 'see § and §, then §'],
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

  it('keeps a path whole in one span', () => {
    expect(escaped('/tmp/@team/it#3.jsonl: read')).toBe('`/tmp/@team/it#3.jsonl`: read');
    expect(code('a`b')).toBe('`` a`b ``');
  });
});
