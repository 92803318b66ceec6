import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPath, parsePath } from '../../../src/log/json/path.js';

describe('paths', () => {
  it('reads and writes the form that people read', () => {
    expect(parsePath('messages[41].content[0].content')).toEqual(['messages', 41, 'content', 0, 'content']);
    expect(formatPath(['tools', 3, 'input_schema', 'properties', 'a.b', '$ref'])).toBe(
      'tools[3].input_schema.properties["a.b"].$ref',
    );
    expect(parsePath('')).toEqual([]);
  });

  it('is null for what is no path', () => {
    expect(parsePath('a[x]')).toBeNull();
    expect(parsePath('a..b')).toBeNull();
    expect(parsePath('a[1')).toBeNull();
  });

  it('reads back whatever it wrote', () => {
    const step = fc.oneof(fc.string(), fc.nat());
    fc.assert(
      fc.property(fc.array(step), steps => {
        expect(parsePath(formatPath(steps))).toEqual(steps);
      }),
    );
  });
});
