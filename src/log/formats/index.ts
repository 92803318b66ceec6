import { cachequake } from './cachequake.js';
import { cassette } from './cassette.js';
import { claudeCodeBodies } from './claude-code-bodies.js';
import { claudeCodeTranscript } from './claude-code-transcript.js';
import { claudeTrace } from './claude-trace.js';
import type { LogFormat } from './format.js';
import { openclawPayload } from './openclaw-payload.js';
import { pairs } from './pairs.js';

/** Every format that can be read. The first that recognises a line reads it, so the most general stands last. */
export const FORMATS: readonly LogFormat[] = [
  cachequake,
  openclawPayload,
  claudeTrace,
  claudeCodeBodies,
  claudeCodeTranscript,
  cassette,
  pairs,
];
