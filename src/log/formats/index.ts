import { agentTranscript } from './agent-transcript.js';
import { bedrockInvocation } from './bedrock-invocation.js';
import { cachequake } from './cachequake/cachequake.js';
import { cassette } from './cassette.js';
import { claudeCodeBodies } from './claude-code/bodies.js';
import { claudeCodeTranscript } from './claude-code/transcript.js';
import { claudeStream } from './claude-stream.js';
import { claudeTap } from './claude-tap.js';
import { claudeTrace } from './claude-trace.js';
import { cline } from './cline.js';
import { codex } from './codex.js';
import { codexExec } from './codex-exec.js';
import type { LogFormat } from './format.js';
import { geminiCli } from './gemini-cli.js';
import { har } from './har.js';
import { kimi } from './kimi.js';
import { lhar } from './lhar.js';
import { litellm } from './litellm.js';
import { litellmSpend } from './litellm-spend.js';
import { openclawPayload } from './openclaw-payload.js';
import { openclawTrace } from './openclaw-trace.js';
import { opencode } from './opencode.js';
import { otlp } from './otlp/otlp.js';
import { pairs } from './pairs.js';
import { qwenCode } from './qwen-code.js';

/** Every format that can be read. The first that recognises a line reads it, so the most general stands last. */
export const FORMATS: readonly LogFormat[] = [
  cachequake,
  openclawPayload,
  openclawTrace,
  claudeTrace,
  claudeCodeBodies,
  claudeTap,
  codex,
  har,
  otlp,
  lhar,
  litellm,
  litellmSpend,
  bedrockInvocation,
  qwenCode,
  claudeCodeTranscript,
  claudeStream,
  agentTranscript,
  codexExec,
  cline,
  opencode,
  geminiCli,
  kimi,
  cassette,
  pairs,
];
