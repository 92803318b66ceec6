/** The built program in a terminal: what `npx cachequake` runs. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type LaunchedProgram, type LaunchOptions, launch } from './terminal.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const EXECUTABLE = join(ROOT, 'bin/cachequake.js');
export const DEMO_LOGS = join(ROOT, 'demo-logs');

export function launchCachequake(
  args: readonly string[],
  options: Omit<LaunchOptions, 'command' | 'args'> = {},
): LaunchedProgram {
  assertBuilt();
  return launch({ cwd: ROOT, ...options, command: process.execPath, args: [EXECUTABLE, ...args] });
}

/** A test of yesterday's program proves nothing. */
export function assertBuilt(): void {
  const built = statSync(join(ROOT, 'dist/program/main.js'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
  const changed = sources.find(
    path => /\.tsx?$/.test(path) && statSync(join(ROOT, 'src', path)).mtimeMs > built,
  );
  if (changed !== undefined)
    throw new Error(`src/${changed} is newer than the build: run npm run build first`);
}
