/** Real programs that some tests run, from the packages that `.ci/packages` names. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { test } from 'vitest';

/** A test that needs programs. Where one of them is not installed it is skipped, and its name says which. */
export function testWith(programs: readonly string[], name: string, body: () => void | Promise<void>): void {
  const missing = programs.filter(program => !isInstalled(program));
  if (missing.length === 0) test(name, body);
  else test.skip(`${name} (not installed: ${missing.join(', ')})`, body);
}

function isInstalled(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some(folder => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
