import { AGENTS } from '../log/find/agents/index.js';
import { findSources } from '../log/find/find.js';
import { sourcesJson, sourcesText } from '../report/sources.js';
import type { ExitCode, Io } from './io.js';
import { machineOf } from './logs/machine.js';

export interface SourcesCommandOptions {
  readonly format: 'text' | 'json';
  readonly ascii?: boolean;
  /** It holds no text of prompts, and says so. */
  readonly redact?: boolean;
}

const FORMS = { text: sourcesText, json: sourcesJson };

export async function runSources(options: SourcesCommandOptions, io: Io): Promise<ExitCode> {
  const machine = machineOf(io);
  const findings = await findSources(machine);
  const { home, now } = machine;
  const { ascii = false, redact: isRedacted = false } = options;
  io.stdout.write(FORMS[options.format](findings, AGENTS, { home, now, ascii, isRedacted }));
  return 0;
}
