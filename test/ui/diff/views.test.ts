import { describe, expect, it } from 'vitest';
import type { Site } from '../../../src/diagnosis/model.js';
import { visible } from '../../../src/text/visible.js';
import { hexView } from '../../../src/ui/diff/hex-view.js';
import { stepsOf, structureView } from '../../../src/ui/diff/structure-view.js';
import { textView } from '../../../src/ui/diff/text-view.js';
import { plain, widthOf } from '../../../src/ui/line.js';
import { request } from '../fixture.js';

const show = (text: string): string => visible(text);

/** A site whose sides share `lead` and then differ, both whole. */
function siteOf(lead: string, before: string | null, after: string | null, change: Partial<Site> = {}): Site {
  const excerpt = (text: string | null): Site['before'] =>
    text === null ? null : { text: lead + text, at: lead.length, length: [...lead, ...text].length };
  return {
    block: 35,
    section: 'system',
    path: 'system[1].text',
    char: [...lead].length,
    byte: Buffer.byteLength(lead),
    how: before === null ? 'added' : after === null ? 'removed' : 'changed',
    before: excerpt(before),
    after: excerpt(after),
    tokens: 100,
    line: 2,
    lineByte: 300,
    alikeAfter: 3,
    ...change,
  };
}

const picture = (site: Site, cells = 60, context = 0): string[] =>
  textView(site, { cells, context, show }).picture.map(plain);

describe('textView', () => {
  it('sets a caret under each character that differs, and under no other', () => {
    const [old = '', fresh = '', carets = ''] = picture(
      siteOf('now is 12:04:', '38Z and the rest', '52Z and the rest'),
    );
    expect(old).toContain('12:04:38Z and the rest');
    expect(fresh).toContain('12:04:52Z and the rest');
    expect(carets.indexOf('^')).toBe(old.indexOf('38Z'));
    expect(carets.trim()).toBe('^^');
  });

  it('counts cells, not characters, where letters are wide', () => {
    const [old = '', , carets = ''] = picture(siteOf('時刻は', '三時です', '四時です'));
    expect(old).toContain('時刻は三時です');
    expect(carets.trim()).toBe('^^');
    const before = old.slice(0, old.indexOf('三'));
    expect(carets.indexOf('^')).toBe(before.length + 3);
  });

  it('says how much was taken out and put in', () => {
    const { notes } = textView(siteOf('a', 'bc and so on and on', 'xyz and so on and on'), {
      cells: 100,
      context: 1,
      show,
    });
    expect(notes.map(plain)).toEqual([
      '2 characters taken out, 3 put in, the rest is alike; whole text: 20 characters before, 21 now',
      'then 3 messages alike, resent',
    ]);
  });

  it('does not call a rest alike where all was replaced', () => {
    const { notes } = textView(siteOf('', 'one', 'twenty', { alikeAfter: 0 }), {
      cells: 100,
      context: 1,
      show,
    });
    expect(notes.map(plain)).toEqual(['whole text: 3 characters before, 6 now']);
  });

  it('says it in two lines where one has no room, and what is not there in words', () => {
    const notes = (before: string | null, after: string | null): string[] =>
      textView(siteOf('a', before, after, { alikeAfter: 0 }), { cells: 60, context: 1, show }).notes.map(
        plain,
      );
    expect(notes(' then on', ' now then on')).toEqual([
      'nothing taken out, 4 characters put in, the rest is alike',
      'whole text: 9 characters before, 13 now',
    ]);
    expect(notes(null, 'new tool')).toEqual(['whole text: not there before, 9 characters now']);
    expect(notes('tool', null)).toEqual(['whole text: 5 characters before, not there now']);
  });

  it('shows one side where the other has nothing', () => {
    expect(picture(siteOf('', null, 'new tool')).map(row => row[0])).toEqual(['+', ' ']);
    expect(picture(siteOf('', 'old tool', null)).map(row => row[0])).toEqual(['−', ' ']);
  });

  it('hides credentials and keeps both sides aligned', () => {
    const key = 'sk-ant-api03-abcdefghijklmnopqrstuvwxyz';
    const rows = picture(siteOf('x ', `${key} one`, `${key} two`), 120);
    expect(rows.join('\n')).not.toContain('abcdefghij');
    expect(rows.join('\n')).toContain('*'.repeat(20));
  });

  it('stays within its cells for any width and context', () => {
    const site = siteOf('漢'.repeat(300), 'b'.repeat(900), '→\u001B[31m'.repeat(80));
    for (const cells of [16, 17, 40, 60, 200]) {
      for (const context of [0, 1, 5, 12]) {
        const { picture: rows } = textView(site, { cells, context, show });
        for (const row of rows) expect(widthOf(row)).toBeLessThanOrEqual(cells);
      }
    }
  });
});

describe('hexView', () => {
  it('shows the bytes of both sides from the same offset, with carets under those that differ', () => {
    const site = siteOf('0123456789', 'abc', 'axc', { char: 11, byte: 11 });
    const before = site.before && { ...site.before, at: 11 };
    const after = site.after && { ...site.after, at: 11 };
    const rows = hexView({ ...site, before, after }, { cells: 60, context: 0, show }).picture.map(plain);
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
    const { picture: rows } = structureView(site, request(2, { changed: ['system'] }), parent, { show });
    expect(rows.map(plain)).toEqual([
      '  tools  34   e179b6f2',
      '✗ system  2   dd696211 → c5faffd6',
      '  └ [1]',
      '    └ text',
      '      ✗ differs at char 4, byte 4',
      '      whole text: 7 characters before, 7 now',
      '      then 3 messages alike, resent',
      '  messages  269   02b8aa17',
    ]);
  });
});
