import { isatty } from 'node:tty';
import { openToAnybody } from '../../log/paths/own-folder.js';
import { recordingsFolder } from '../../log/paths/recordings.js';
import { agentHint } from '../../record/agent/agent-hints.js';
import { type ChildEnd, runChild } from '../../record/agent/child.js';
import { childEnvironment, exportLines } from '../../record/agent/child-env.js';
import { choosesApiKey, startsGeminiCli } from '../../record/agent/gemini-cli.js';
import { programsOf } from '../../record/agent/programs.js';
import { openSplit } from '../../record/agent/split.js';
import { companyProxyOf } from '../../record/proxy/company-proxy.js';
import { resolveUpstreams, type Upstreams } from '../../record/proxy/upstreams.js';
import {
  CLOSE_WITHIN,
  type RecorderResult,
  type RecorderState,
  startRecorder,
} from '../../record/recorder.js';
import { type RecorderSettings, startRecorderProcess } from '../../record/recorder-process.js';
import { parseKeep } from '../../record/recording/retention.js';
import { type Io, refuse, say } from '../io.js';
import { tellsOthers } from '../live/outlet.js';
import { machineOf } from '../logs/machine.js';
import { answerOn, shellPath, summaryOf, USUAL_PORT, whatToSet } from './record-ending.js';
import type { RecordOptions } from './record-options.js';
import { watchRecorder } from './watch-recorder.js';

/** Records an agent that it runs, or whatever is sent to it. @returns the agent's exit code (1 for 0, where a request was not sent), or 0 or 2 */
export async function runRecord(command: readonly string[], options: RecordOptions, io: Io): Promise<number> {
  const settings = settingsOf(options, io);
  if (typeof settings === 'string') return refuse(io, settings);
  if (!isLoopback(options.host)) {
    say(io, `${options.host} can be reached by others: they can send requests through this.`);
  }
  const open = process.platform === 'win32' ? null : await openToAnybody(settings.folder);
  if (open !== null) {
    say(
      io,
      `${open} can be written to by anybody, who could put another folder in the place of your recordings: \`chmod o-w\`, or name another place with XDG_STATE_HOME.`,
    );
  }
  const [program, ...args] = command;
  if (program !== undefined && tellsOthers(options)) return refuse(io, NOBODY_WATCHES);
  return program === undefined
    ? recordAndWatch(settings, options, io)
    : recordChild(program, args, settings, options, io);
}

function settingsOf(options: RecordOptions, io: Io): RecorderSettings | string {
  const upstreams = resolveUpstreams(options.upstream, io.env);
  if (!upstreams.ok) return upstreams.message;
  const company = companyProxyOf(io.env);
  if (!company.ok) return company.message;
  const keep = parseKeep(options.keep);
  if (!keep.ok) return keep.message;
  if (options.split && !io.env.TMUX)
    return '--split opens a pane of tmux, and this terminal is not inside tmux';
  return {
    host: options.host,
    port: options.port ?? 0,
    // A restart finds its port again: the recorder before it may still be writing.
    waitForPort: options.port === undefined ? 0 : CLOSE_WITHIN,
    upstreams: upstreams.upstreams,
    company: company.company,
    allowed: { hosts: options.allowHost, origins: options.allowOrigin },
    folder: recordingsFolder(io.env),
    keep: keep.limits,
    maxBody: options.maxBody,
    veto: options.veto === true,
  };
}

async function recordChild(
  program: string,
  args: readonly string[],
  settings: RecorderSettings,
  options: RecordOptions,
  io: Io,
): Promise<number> {
  const started = await onPort(options.port, port => startRecorder({ ...settings, port }));
  if (!started.ok) return refuse(io, started.message);
  const { recorder } = started;
  const { path } = recorder.state;
  // The agent's connection must not end with a fault of ours; it is told below.
  const faults: unknown[] = [];
  const onFault = (error: unknown): void => void faults.push(error);
  process.on('uncaughtException', onFault);
  const problem = options.split ? await openSplit(watcherOf(path, options), io.env) : null;
  if (problem !== null) say(io, problem);
  if (!options.split || problem !== null) {
    say(io, `recording; to watch it, run this in another terminal: cachequake ${shellPath(path)}`);
  }

  const command = [program, ...args];
  const gemini = await startsGeminiCli(command, { cwd: machineOf(io).cwd, path: io.env.PATH });
  const isAsked = options.upstream.some(value => value.startsWith('gemini='));
  const isReached = gemini === 'cannot' || isAsked || (await choosesApiKey(settingsFolders(io)));
  const agents = programsOf(command).filter(name => !/^gemini/.test(name));
  const geminiHint = isReached ? null : agentHint(['gemini'], recorder.url, settings.upstreams);
  const hint =
    (gemini === 'names' ? geminiHint : null) ?? agentHint(agents, recorder.url, settings.upstreams);
  if (hint !== null) say(io, hint);
  const env = childEnvironment(recorder.url, settings.upstreams, io.env, [
    ...(isReached ? [] : (['gemini'] as const)),
    // To the server itself the variable says where to listen.
    ...(agents.includes('ollama') && command.includes('serve') ? (['ollama'] as const) : []),
  ]);
  const end: ChildEnd = await runChild(program, args, { env, sharesTerminal: io.stdinIsTTY });
  await recorder.close();
  process.off('uncaughtException', onFault);
  const summary = end.started
    ? summaryOf({ ...recorder.state, path }, faults)
    : [`cannot run ${program}: ${end.message}`];
  for (const line of summary) say(io, line);
  if (io.stdinIsTTY && !isatty(0)) endByHangUp();
  // Nobody knows whether it ran.
  const hints =
    hint === null && geminiHint !== null ? [null, `if it started Gemini CLI: ${geminiHint}`] : [hint];
  if (end.started) await tellMore(recorder.state, hints, settings, options, io);
  // An agent that swallows the error has failed all the same.
  return end.code === 0 && recorder.state.vetoed !== null ? 1 : end.code;
}

/** What was recorded, in the words of a report; or what to set, where nothing was. */
async function tellMore(
  { requests, path }: RecorderState,
  hints: readonly (string | null)[],
  { upstreams }: RecorderSettings,
  { rates }: RecordOptions,
  io: Io,
): Promise<void> {
  if (requests === 0)
    say(
      io,
      hints.map(hint => whatToSet(hint, upstreams)),
    );
  else say(io, await answerOn(path, rates));
}

/** Where Gemini CLI looks for its settings. */
function settingsFolders(io: Io): readonly string[] {
  const { home, cwd } = machineOf(io);
  return [home, cwd];
}

/**
 * The terminal was closed. `process.exit` would set back the modes of one that is gone, on which Node 20.20 fails an assertion
 * (`ResetStdio` in node.cc) and dumps its stack.
 */
function endByHangUp(): void {
  process.removeAllListeners('SIGHUP');
  process.kill(process.pid, 'SIGHUP');
}

/** The command that watches a recording as this one was asked to. */
function watcherOf(
  path: string,
  { plain, json, color, ascii, rates, redact }: RecordOptions,
): readonly string[] {
  return [
    ...[process.execPath, process.argv[1] ?? 'cachequake', 'watch', '--color', color],
    ...(plain ? ['--plain'] : []),
    ...(json ? ['--json'] : []),
    ...(ascii ? ['--ascii'] : []),
    ...(redact ? ['--redact'] : []),
    ...(rates === undefined ? [] : ['--rates', rates]),
    path,
  ];
}

const NOBODY_WATCHES =
  'alerts come from who watches, and the agent has this terminal: give them to `cachequake RECORDING` in another one';

async function recordAndWatch(settings: RecorderSettings, options: RecordOptions, io: Io): Promise<number> {
  const listeners = new Set<(state: RecorderState) => void>();
  const onChange = (state: RecorderState): void => {
    for (const listener of listeners) listener(state);
  };
  const started = await onPort(options.port, port =>
    startRecorderProcess({ settings: { ...settings, port }, onChange }),
  );
  if (!started.ok) return refuse(io, started.message);
  const { recorder } = started;
  io.stderr.write(`${invitation(recorder.url, settings.upstreams)}\n`);
  try {
    return await watchRecorder(recorder, listeners, options, io);
  } finally {
    await recorder.close();
    say(io, summaryOf(recorder.state, []));
    await tellMore(recorder.state, [null], settings, options, io);
  }
}

async function onPort(
  given: number | undefined,
  start: (port: number) => Promise<RecorderResult>,
): Promise<RecorderResult> {
  const usual = await start(given ?? USUAL_PORT);
  return usual.ok || given !== undefined || !usual.isTaken ? usual : start(0);
}

function invitation(url: string, upstreams: Upstreams): string {
  return [
    'Paste this where you start the agent:',
    '',
    ...exportLines(url, upstreams).map(line => `  ${line}`),
    '',
  ].join('\n');
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
