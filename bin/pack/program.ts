/**
 * Packs all that is published into `dist/`: the program that `bin/cachequake.js` runs, the library that `import 'cachequake'`
 * loads, and the demo logs. What they use of other packages is in it, so that an installation installs nothing else. Loading
 * some 800 modules one by one took longer than all else before the first frame (`test/bench/start.ts`), and a process that is
 * short of open files could not load its prices when it needed them.
 *
 *     npx tsx bin/pack/program.ts
 */
import { rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { packDemoLogs } from './demo-logs.js';
import { latePackages } from './late.js';
import { licencesOf } from './licences.js';
import { inOrder } from './one-by-one.js';
import { lateList, PRICE_FILE, PRICES_BANNER, splitPrices } from './prices.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** What it holds lies as deep as `src/cli`: what the program finds beside itself (package.json, demo logs) it finds from there too. */
const DIST = new URL('../../dist/', import.meta.url);

/** Zod brings its messages in some fifty languages; those that are said are English. */
const onlyEnglish: Plugin = {
  name: 'only-english',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
      loader: 'js',
    }));
  },
};

/** In a program of its own, since loading forty chunks costs it more than all it reads. */
const STATUS: Plugin = {
  name: 'status-alone',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/status-of-log\.js$/ }, ({ path }) => ({ path, external: true }));
  },
};

/** In whatever is loaded first: an `import` of the library by an old Node says why it fails. The floor is that of package.json. */
const NODE_FLOOR = [
  "{ const node = process.versions.node, [major, minor] = node.split('.').map(Number);",
  'if (major < 20 || (major === 20 && minor < 19))',
  "throw new Error('cachequake needs Node 20.19 or newer; this is ' + node + ' (https://nodejs.org)'); }",
].join(' ');

rmSync(DIST, { recursive: true, force: true });
const prices = splitPrices();
const common: BuildOptions & { metafile: true } = {
  absWorkingDir: ROOT,
  outdir: 'dist',
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // Of packages that come as modules, too, only what is used is packed: half of OpenTelemetry's.
  mainFields: ['module', 'main'],
  // What only `DEV=true` asks Ink for.
  external: ['ws', 'react-devtools-core'],
  // React's checks are left out here, not by a variable: an agent under `record` would inherit that.
  define: { 'process.env.NODE_ENV': '"production"' },
  // The packages in it that are CommonJS ask for Node's modules by `require`.
  banner: {
    js: `import { createRequire as requireFor } from 'node:module';\n${NODE_FLOOR}\nconst require = requireFor(import.meta.url);\n${PRICES_BANNER}`,
  },
  // All names stay, so that a stack trace names functions; with `node --enable-source-maps` the lines are those of `src`.
  // White space was a fifth of what is installed.
  minifyWhitespace: true,
  lineLimit: 160,
  sourcemap: 'linked',
  sourcesContent: false,
  metafile: true,
  logLevel: 'warning',
};
const built = await Promise.all([
  build({
    ...common,
    entryPoints: {
      'program/main': 'src/cli/main.ts',
      // Another process, started by its path beside the chunk that starts it.
      'program/recorder-entry': 'src/record/recorder-entry.ts',
      'library/index': 'src/index.ts',
    },
    chunkNames: 'program/[name]-[hash]',
    // A chunk a command, as the dynamic imports say: the help loads no screen.
    splitting: true,
    plugins: [latePackages, lateList(prices), onlyEnglish, STATUS],
  }),
  build({
    ...common,
    entryPoints: { 'program/status-of-log': 'src/cli/status/status-of-log.ts' },
    // All of it stands in other chunks, too.
    minifySyntax: true,
    plugins: [latePackages, lateList(prices)],
  }),
]);
const order = JSON.stringify(inOrder(built[0].metafile));
writeFileSync(new URL('program/one-by-one.js', DIST), `for (const chunk of ${order}) await import(chunk);\n`);
const inputs = built.flatMap(({ metafile }) => Object.keys(metafile.inputs));
writeFileSync(new URL('LICENCES.txt', DIST), licencesOf(inputs, ROOT));
writeFileSync(new URL(`program/${PRICE_FILE}`, DIST), prices.data);
packDemoLogs(new URL('../../demo-logs/', import.meta.url), new URL('demo-logs/', DIST));
