/** The notices that have to come with a copy of other people's code. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** For packages that name a licence and leave its text out. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  // https://github.com/facebook/yoga/blob/main/LICENSE
  'yoga-layout': mit('Facebook, Inc. and its affiliates.'),
};

/**
 * The licence of every package that files are from, by name.
 * @param files Paths relative to `root`, with `/`.
 * @throws If a package has none: it must not be copied then.
 */
export function licencesOf(files: readonly string[], root: string): string {
  const packages = [...new Set(files.flatMap(file => packageOf(file) ?? []))].sort();
  const sections = packages.map(path => {
    const { name, version, license }: Record<string, unknown> = JSON.parse(
      readFileSync(join(root, path, 'package.json'), 'utf8'),
    );
    const text = licenceIn(join(root, path)) ?? LEFT_OUT[String(name)];
    if (text === undefined) throw new Error(`${path} has no licence file`);
    return `${name} ${version} (${license})\n\n${text.trim()}\n`;
  });
  return `The program contains code of these packages.\n\n${sections.join(`\n${'-'.repeat(72)}\n\n`)}`;
}

/** `node_modules/ink` of `node_modules/ink/build/ink.js`; a package in a package is its own. */
function packageOf(file: string): string | null {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0] ?? null;
}

function licenceIn(folder: string): string | undefined {
  const name = readdirSync(folder).find(file => /^(?:licen[cs]e|copying)/i.test(file));
  return name && readFileSync(join(folder, name), 'utf8');
}

function mit(holder: string): string {
  return `MIT License

Copyright (c) ${holder}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation
files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy,
modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the
Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE,
ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;
}
