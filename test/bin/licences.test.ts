import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { licencesOf } from '../../bin/pack/licences.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cachequake-licences-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function install(path: string, name: string, licenceFile: string | null): void {
  const folder = join(root, path);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version: '1.2.3', license: 'MIT' }));
  if (licenceFile === null) return;
  mkdirSync(dirname(join(folder, licenceFile)), { recursive: true });
  writeFileSync(join(folder, licenceFile), `Copyright of ${name}\n`);
}

test('every package that a file is from is named once, with its licence; our own files need none', () => {
  install('node_modules/one', 'one', 'license');
  install('node_modules/@scope/two', '@scope/two', 'LICENCE.md');
  install('node_modules/one/node_modules/three', 'three', 'LICENSE.txt');
  const text = licencesOf(
    [
      'src/cli/main.ts',
      'node_modules/one/index.js',
      'node_modules/one/lib/more.js',
      'node_modules/@scope/two/index.js',
      'node_modules/one/node_modules/three/index.js',
    ],
    root,
  );
  expect(text.match(/^(?:\S+ 1\.2\.3 \(MIT\)|Copyright of .*)$/gm)).toEqual([
    '@scope/two 1.2.3 (MIT)',
    'Copyright of @scope/two',
    'one 1.2.3 (MIT)',
    'Copyright of one',
    'three 1.2.3 (MIT)',
    'Copyright of three',
  ]);
});

test('a package without a licence is not copied', () => {
  install('node_modules/bare', 'bare', null);
  expect(() => licencesOf(['node_modules/bare/index.js'], root)).toThrow('node_modules/bare has no licence');
});
