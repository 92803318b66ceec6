/**
 * The order in which a process that may open few files loads the program: Node opens all that a module imports at once, and a
 * command imports some sixty chunks.
 */
import type { Metafile } from 'esbuild';

/** @returns chunks that several commands share, as paths beside `main.js`, each behind what it imports */
export function inOrder({ outputs }: Metafile): readonly string[] {
  const ordered = new Set<string>();
  const seen = new Set<string>();
  function add(path: string): void {
    if (seen.has(path)) return;
    seen.add(path);
    for (const { path: imported, kind } of outputs[path]?.imports ?? []) {
      if (kind === 'import-statement' && outputs[imported] !== undefined) add(imported);
    }
    ordered.add(path);
  }
  Object.keys(outputs).filter(isShared).forEach(add);
  return [...ordered].map(path => path.replace(/^.*\//, './'));
}

const isShared = (path: string): boolean => /\/chunk-\w+\.js$/.test(path);
