import { homedir } from 'node:os';
import type { Machine } from '../log/find/agent.js';
import type { Io } from './io.js';

/** This machine, as the search for logs sees it. */
export function machineOf({ env }: Io): Machine {
  return { home: env.HOME || homedir(), cwd: process.cwd(), root: '/', variables: env, now: Date.now() };
}
