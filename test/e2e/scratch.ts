/** What most of these tests need: the sizes that the screen is read at, and a folder of their own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { endAll } from './terminal.js';

/** Columns and rows, the largest first. */
export const SIZES = [
  [200, 60],
  [120, 36],
  [120, 30],
  [100, 30],
  [80, 24],
  [60, 20],
] as const;

/** A new folder for each test of a file, which is gone after it, as is every program that it left running. */
export function scratchFolder(): { readonly path: string; in(name: string): string } {
  let path = '';
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), 'cachequake-'));
  });
  afterEach(async () => {
    await endAll();
    rmSync(path, { recursive: true });
  });
  return {
    get path() {
      return path;
    },
    in: name => join(path, name),
  };
}
