/**
 * Packs the program into a few files: `dist/program/main.js`, which `bin/cachequake.js` runs. Loading some 800 modules one
 * by one took longer than all else before the first frame (`test/bench/start.ts`); half of them are lodash look-alikes of
 * which Ink uses one. What `tsc` writes to `dist/` stays as it is: the library, its types, and the same program unpacked.
 *
 *     npx tsx bin/pack/program.ts
 */
import { rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { licencesOf } from './licences.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** As deep as `dist/cli`: what the program finds beside itself (package.json, demo logs) it finds from here too. */
const FOLDER = 'dist/program';

rmSync(new URL(`../../${FOLDER}`, import.meta.url), { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: ROOT,
  entryPoints: {
    main: 'src/cli/main.ts',
    // Another process, started by its path beside the chunk that starts it.
    'recorder-entry': 'src/record/recorder-entry.ts',
  },
  outdir: FOLDER,
  bundle: true,
  // A chunk a command, as the dynamic imports say: the help loads no screen.
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // What the recorder alone needs, what is loaded with the first price, and what only `DEV=true` asks Ink for.
  external: ['undici', 'fzstd', '@pydantic/genai-prices', 'ws', 'react-devtools-core'],
  // React's checks are left out here, not by a variable: an agent under `record` would inherit that.
  define: { 'process.env.NODE_ENV': '"production"' },
  // The packages in it that are CommonJS ask for Node's modules by `require`.
  banner: {
    js: "import { createRequire as requireFor } from 'node:module';\nconst require = requireFor(import.meta.url);",
  },
  // Not minified (it loads no faster), so that a stack trace names functions; with `node --enable-source-maps` the lines
  // are those of `src`.
  sourcemap: 'linked',
  sourcesContent: false,
  metafile: true,
  logLevel: 'warning',
});
writeFileSync(
  new URL(`../../${FOLDER}/LICENCES.txt`, import.meta.url),
  licencesOf(Object.keys(metafile.inputs), ROOT),
);
