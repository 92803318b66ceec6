/**
 * Packages that are loaded when they are first asked for. The bundler wraps what is asked for by its own `require` into a
 * function, which is called as late; Node's, which the source must use, cannot be seen by it, and loads no module.
 */
import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

interface Late {
  readonly file: RegExp;
  readonly written: string;
  readonly packed: string;
}

const LATE: readonly Late[] = [
  {
    file: /[\\/]cache[\\/]prices[\\/]package\.ts$/,
    written: 'createRequire(import.meta.url)(PACKAGE.name)',
    packed: "require('@pydantic/genai-prices')",
  },
  {
    // It takes a quarter of the time of an empty program: all emoji, and where letters end. ASCII needs neither.
    file: /[\\/]text[\\/]visible\.ts$/,
    written: "import stringWidth from 'string-width';",
    packed: "const stringWidth: (text: string) => number = text => require('string-width').default(text);",
  },
];

/** @throws if a file asks for its package in another way */
export const latePackages: Plugin = {
  name: 'late-packages',
  setup({ onLoad }) {
    for (const { file, written, packed } of LATE) {
      onLoad({ filter: file }, ({ path }) => {
        const source = readFileSync(path, 'utf8');
        if (!source.includes(written)) throw new Error(`${path} does not hold: ${written}`);
        return { contents: source.replace(written, packed), loader: 'ts' };
      });
    }
  },
};
