#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import module from 'node:module';

// Syntax that old versions of Node read too, so that they get as far as this sentence. The floor is that of package.json.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  fail(`Node ${process.versions.node} is too old: cachequake needs 20.19 or newer (https://nodejs.org)`);
}

// Events end with the last one, also where they are told to stop before the program is loaded.
if (process.argv.includes('--json')) holdSignals();

// Saves time at the start: compiled code is kept where Node knows how to.
module.enableCompileCache?.();

try {
  if (mayOpen() < 128) await import('../dist/program/one-by-one.js');
  await import('../dist/program/main.js');
} catch (error) {
  if (error?.code === 'EMFILE' || error?.code === 'ENFILE') {
    fail('too many files are open to start: raise `ulimit -n` (64 is enough)');
  }
  if (error?.code === 'ERR_MODULE_NOT_FOUND' && /dist.program.main\.js/.test(error.message)) {
    fail('this checkout is not built: run `npm run build` first');
  }
  throw error;
}

/** How many files this process may have open, where the system tells (Linux). */
function mayOpen() {
  try {
    return Number(
      /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? Infinity,
    );
  } catch {
    return Infinity;
  }
}

/** Keeps the first signal for `src/cli/live/held-signal.ts`, which says what becomes of it. */
function holdSignals() {
  const held = { signal: null, release };
  const hold = signal => {
    held.signal ??= signal;
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, hold);
  function release() {
    for (const signal of signals) process.off(signal, hold);
    return held.signal;
  }
  globalThis[Symbol.for('cachequake.held')] = held;
}

function fail(sentence) {
  process.stderr.write(`cachequake: ${sentence}\n`);
  process.exit(2);
}
