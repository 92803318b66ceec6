import type { Agent } from '../agent.js';
import { cachequake } from './cachequake.js';
import { claudeCode } from './claude-code.js';
import { claudeTap } from './claude-tap.js';
import { claudeTrace } from './claude-trace.js';
import { cline } from './cline.js';
import { codex } from './codex.js';
import { contextLens } from './context-lens.js';
import { gemini } from './gemini.js';
import { kimi } from './kimi.js';
import { openclaw } from './openclaw.js';
import { opencode } from './opencode.js';
import { pi } from './pi.js';
import { qwen } from './qwen.js';

/** Every agent that is known, in the order in which advice is given; a new one is a file beside this and a line here. */
export const AGENTS: readonly Agent[] = [
  cachequake,
  claudeCode,
  openclaw,
  codex,
  pi,
  opencode,
  gemini,
  cline,
  kimi,
  qwen,
  claudeTrace,
  claudeTap,
  contextLens,
];
