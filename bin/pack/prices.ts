/**
 * The price list as the program loads it: with the first price, and only what finds and prices a model. As a program of half
 * a megabyte, with a description of each model, it took a quarter of what `cachequake status` may cost.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { runInNewContext } from 'node:vm';
import type { Plugin } from 'esbuild';
import ts from 'typescript';

/** Lies in `dist/program`; what loads it is there, or in a folder beside it. */
export const PRICE_FILE = 'prices.json';

/** Stands before all that is packed: a package in CommonJS has no `import.meta`. */
export const PRICES_BANNER = `const priceFile = new URL('../program/${PRICE_FILE}', import.meta.url);`;

/** Keys of the package's data that neither find a model nor price it. */
const UNUSED = new Set(['description', 'price_comments', 'pricing_urls', 'extractors', 'context_window']);

interface List {
  /** Of the program, with its data read from `PRICE_FILE`. */
  readonly program: string;
  /** JSON. */
  readonly data: string;
}

/** @throws if the package holds its data in another way than as one large array in its program */
export function splitPrices(): List {
  const path = createRequire(import.meta.url).resolve('@pydantic/genai-prices');
  const source = readFileSync(path, 'utf8');
  const { pos, end } = largestArray(source, path);
  const list: unknown = runInNewContext(`(${source.slice(pos, end)})`);
  const read = "JSON.parse(require('node:fs').readFileSync(priceFile, 'utf8'))";
  return {
    program: onlyAsked(source.slice(0, pos) + read + source.slice(end), path),
    data: JSON.stringify(list, (key, value: unknown) => (UNUSED.has(key) ? undefined : value)),
  };
}

/**
 * What the program does beside finding a model and its prices, which is all that is asked of it: what it knows of units is made
 * ready when it is needed, and no price of no tokens is worked out. That takes a tenth of what `status` costs.
 */
const UNASKED: readonly (readonly [RegExp, string])[] = [
  [
    /(\w+)=new (\w+)\((\w+)\);function (\w+)\(\)\{return \1\}/,
    '$1=[];function $4(){return $1[0]??=new $2($3)}',
  ],
  [/const (\w+)=\w+\(\w+,\w+\);return\{auto_update_timestamp/, 'const $1={};return{auto_update_timestamp'],
];

function onlyAsked(program: string, path: string): string {
  return UNASKED.reduce((text, [written, packed]) => {
    const changed = text.replace(written, packed);
    if (changed === text) throw new Error(`${path} is written in another way: ${written}`);
    return changed;
  }, program);
}

function largestArray(source: string, path: string): { readonly pos: number; readonly end: number } {
  let found = { pos: 0, end: 0 };
  const visit = (node: ts.Node): void => {
    const isLarger = node.end - node.pos > found.end - found.pos;
    if (ts.isArrayLiteralExpression(node) && isLarger) found = { pos: node.pos, end: node.end };
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, source, ts.ScriptTarget.Latest));
  if (found.end - found.pos < source.length / 2) throw new Error(`${path} holds its list in another way`);
  return found;
}

/** Of the price list, its program without its data. */
export function lateList({ program }: List): Plugin {
  return {
    name: 'late-list',
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]genai-prices[\\/]dist[\\/]index\.cjs$/ }, () => ({
        contents: program,
        loader: 'js',
      }));
    },
  };
}
