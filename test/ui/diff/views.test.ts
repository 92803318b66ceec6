import { describe, expect, it } from 'vitest';
import type { ShownDifference, ShownDifferences } from '../../../src/store/differences.js';
import { visible } from '../../../src/text/visible.js';
import { hexView } from '../../../src/ui/diff/hex-view.js';
import { notesOf } from '../../../src/ui/diff/notes.js';
import { stepsOf, structureView } from '../../../src/ui/diff/structure-view.js';
import { textView } from '../../../src/ui/diff/text-view.js';
import { plain, widthOf } from '../../../src/ui/line.js';
import { request } from '../fixture.js';

const show = (text: string): string => visible(text);

/** A difference whose sides share `lead`, then differ, then share `rest`. */
function siteOf(
  lead: string,
  before: string | null,
  after: string | null,
  { rest = '', ...change }: Partial<ShownDifference> & { readonly rest?: string } = {},
): ShownDifference {
  const excerpt = (text: string | null): ShownDifference['before'] =>
    text === null
      ? null
      : { text: lead + text + rest, at: lead.length, length: [...lead, ...text, ...rest].length };
  return {
    section: 'system',
    path: 'system[1].text',
    beforePath: null,
    blocks: 1,
    char: [...lead].length,
    byte: Buffer.byteLength(lead),
    how: before === null ? 'added' : after === null ? 'removed' : 'changed',
    before: excerpt(before),
    after: excerpt(after),
    removed: before === null ? 0 : [...before].length,
    added: after === null ? 0 : [...after].length,
    hunk: 1,
    hunks: 1,
    alikeAfter: 0,
    place: { path: 'log.jsonl', line: 2, byte: 300 },
    ...change,
  };
}

const ALONE: ShownDifferences = {
  ...{ list: [], own: 0, leftOut: 0, notCompared: 0 },
  ...{ isComplete: true, isResent: true },
};

const notes = (
  sites: readonly ShownDifference[],
  index = 0,
  change: Partial<ShownDifferences> = {},
  cells = 100,
): string[] => {
  const site = sites[index];
  if (site === undefined) throw new Error('no such difference');
  return notesOf(site, index, { ...ALONE, list: sites, ...change }, { cells, show }).map(plain);
};

const picture = (site: ShownDifference, cells = 60, context = 0): string[] =>
  textView(site, { cells, context, show }).map(plain);

describe('textView', () => {
  it('sets a caret under each character that differs, and under no other', () => {
    const [old = '', fresh = '', carets = ''] = picture(
      siteOf('now is 12:04:', '38', '52', { rest: 'Z and the rest' }),
    );
    expect(old).toContain('12:04:38Z and the rest');
    expect(fresh).toContain('12:04:52Z and the rest');
    expect(carets.indexOf('^')).toBe(old.indexOf('38Z'));
    expect(carets.trim()).toBe('^^');
  });

  it('counts cells, not characters, where letters are wide', () => {
    const [old = '', , carets = ''] = picture(siteOf('時刻は', '三', '四', { rest: '時です' }));
    expect(old).toContain('時刻は三時です');
    expect(carets.trim()).toBe('^^');
    const before = old.slice(0, old.indexOf('三'));
    expect(carets.indexOf('^')).toBe(before.length + 3);
  });

  it('shows one side where the other has nothing', () => {
    expect(picture(siteOf('', null, 'new tool')).map(row => row[0])).toEqual(['+', ' ']);
    expect(picture(siteOf('', 'old tool', null)).map(row => row[0])).toEqual(['−', ' ']);
  });

  it('hides credentials and keeps both sides aligned', () => {
    const key = 'sk-ant-api03-abcdefghijklmnopqrstuvwxyz';
    const rows = picture(siteOf('x ', `${key} one`, `${key} two`), 120);
    expect(rows.join('\n')).not.toContain('abcdefghij');
    expect(rows.join('\n')).toContain('•'.repeat(20));
  });

  it('stays within its cells for any width and context', () => {
    const site = siteOf('漢'.repeat(300), 'b'.repeat(900), '→\u001B[31m'.repeat(80));
    for (const cells of [16, 17, 40, 60, 200]) {
      for (const context of [0, 1, 5, 12]) {
        const rows = textView(site, { cells, context, show });
        for (const row of rows) expect(widthOf(row)).toBeLessThanOrEqual(cells);
      }
    }
  });
});

describe('notesOf', () => {
  const one = siteOf('a', 'bc', 'xyz', { rest: ' and so on' });

  it('says how much was taken out and put in, and that the rest is alike', () => {
    expect(notes([{ ...one, alikeAfter: 3 }])).toEqual([
      '2 characters taken out, 3 put in, the rest is alike; whole text: 13 characters before, 14 now',
      'then 3 messages alike, resent',
    ]);
    // Nobody was billed for it: another request is compared, or nothing is billed yet.
    expect(notes([{ ...one, alikeAfter: 3 }], 0, { isResent: false })[1]).toBe('then 3 messages alike');
  });

  it('calls nothing alike behind a difference that is not the last', () => {
    const [first, second] = [
      { ...one, hunks: 2 },
      { ...one, hunk: 2, hunks: 2, char: 40, alikeAfter: 2 },
    ];
    const third = { ...one, path: 'messages[3].content', alikeAfter: 0 };
    const all = [first, second, third];
    expect(notes(all)).toEqual([
      '2 characters taken out, 3 put in; whole text: 13 characters before, 14 now',
      'then alike up to char 40: 2 of 2 in this text',
    ]);
    expect(notes(all, 1)).toEqual([
      '2 characters taken out, 3 put in, the rest is alike; whole text: 13 characters before, 14 now',
      'then 2 messages alike up to the next difference',
    ]);
    expect(notes(all, 2).slice(1)).toEqual([]);
  });

  it('says what was not compared, not kept or not shown', () => {
    const last = [{ ...one, alikeAfter: 3 }];
    expect(notes(last, 0, { notCompared: 2 }).slice(1)).toEqual([
      'then 3 messages alike',
      '2 blocks not compared: the log holds no text of them',
    ]);
    expect(notes(last, 0, { leftOut: 5 }).slice(1)).toEqual([
      'then 3 messages alike up to the next difference',
      '5 further differences not shown',
    ]);
    expect(notes(last, 0, { isComplete: false }).slice(1)).toEqual([
      'further differences of this request are not kept: `cachequake diff` lists them',
    ]);
  });

  it('does not call a rest alike where it is not known how far the difference reaches', () => {
    const told = { ...one, removed: null, added: null };
    expect(notes([told])).toEqual(['whole text: 13 characters before, 14 now']);
  });

  it('says what is not there, stood elsewhere, or is several blocks, and shows nothing of a path as it is', () => {
    expect(notes([siteOf('', null, 'new tool')])).toEqual(['whole text: not there before, 8 characters now']);
    expect(notes([siteOf('', 'tool', null)])).toEqual(['whole text: 4 characters before, not there now']);
    expect(notes([{ ...one, how: 'moved', beforePath: 'tools["\u001B[2J"]' }])).toEqual([
      'the same block stood at tools["␛[2J"] before',
    ]);
    expect(notes([siteOf('', 'old', null, { blocks: 3, removed: 90 })])).toEqual([
      '3 blocks taken out in a row, this is the first, 90 characters in all',
    ]);
  });

  it('says it in two lines where one has no room', () => {
    expect(notes([siteOf('a', ' then on', ' now then on', { removed: 0, added: 4 })], 0, {}, 60)).toEqual([
      'nothing taken out, 4 characters put in, the rest is alike',
      'whole text: 9 characters before, 13 now',
    ]);
  });
});

describe('hexView', () => {
  it('shows the bytes of both sides from the same offset, with carets under those that differ', () => {
    const site = siteOf('0123456789', 'abc', 'axc', { char: 11, byte: 11, removed: 1, added: 1 });
    const before = site.before && { ...site.before, at: 11 };
    const after = site.after && { ...site.after, at: 11 };
    const rows = hexView({ ...site, before, after }, { cells: 60, context: 0, show }).map(plain);
    expect(rows).toEqual([
      '− 00000008  38 39 61 62 63          89abc   ',
      '+ 00000008  38 39 61 78 63          89axc   ',
      `${' '.repeat(12)}         ^^`,
    ]);
  });
});

describe('structureView', () => {
  it('walks down the path of the difference', () => {
    expect(stepsOf('messages[41].content[0].content')).toEqual([
      'messages',
      '[41]',
      'content',
      '[0]',
      'content',
    ]);
    const site = siteOf('lead', 'old', 'new', { path: 'system[1].text' });
    const parent = request(1, { hashes: { tools: 'e179b6f2', system: 'dd696211', messages: '02b8aa17' } });
    const rows = structureView(site, request(2, { changed: ['system'] }), parent, { show });
    expect(rows.map(plain)).toEqual([
      '  tools  34   e179b6f2',
      '✗ system  2   dd696211 → c5faffd6',
      '  └ [1]',
      '    └ text',
      '      ✗ differs at char 4, byte 4',
      '  messages  269   02b8aa17',
    ]);
  });
});
