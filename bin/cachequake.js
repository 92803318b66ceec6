#!/usr/bin/env node
import module from 'node:module';

// Both only save time at the start: compiled code is kept where Node knows how to, and React leaves its checks out.
module.enableCompileCache?.();
process.env.NODE_ENV ??= 'production';

await import('../dist/cli/main.js');
