#!/usr/bin/env node
import module from 'node:module';

// Saves time at the start: compiled code is kept where Node knows how to.
module.enableCompileCache?.();

await import('../dist/program/main.js');
