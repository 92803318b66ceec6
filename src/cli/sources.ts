import { AGENTS } from '../log/find/agents/index.js';
import { findSources } from '../log/find/find.js';
import { sourcesJson, sourcesText } from '../report/sources.js';
import type { ExitCode, Io } from './io.js';
import { machineOf } from './logs/machine.js';

export interface SourcesCommandOptions {
  readonly format: 'text' | 'json';
  readonly ascii?: boolean;
}

const FORMS = { text: sourcesText, json: sourcesJson };

export async function runSources(options: SourcesCommandOptions, io: Io): Promise<ExitCode> {
  const machine = machineOf(io);
  const findings = await findSources(machine);
  const { home, now } = machine;
  io.stdout.write(FORMS[options.format](findings, AGENTS, { home, now, ascii: options.ascii === true }));
  return 0;
}
