/** Commands of the user's own that are run for an alert. */
import { spawn } from 'node:child_process';
import { visible } from '../text/visible.js';
import type { Alert } from './alert.js';
import { runsGroup } from './group.js';

export interface CommandRun {
  readonly command: string;
  readonly alert: Alert;
  /** Milliseconds until it is ended. */
  readonly timeout: number;
}

/** Bytes of its output that are kept. */
const OUTPUT = 4096;
/** From the request to end until it is ended by force, milliseconds. */
const GRACE = 2000;
/** Until the second look whether anything is left of it, milliseconds; each further one waits twice as long. */
const LOOK = 50;
const LONGEST_LOOK = 1000;

/**
 * Runs a command by the shell, with the alert as JSON on its standard input and its facts in its environment. It has
 * ended when nothing of its process group is left: what it put into the background is part of it, what took a session of its own
 * (`setsid`) is not.
 *
 * @returns how it ended and what it printed, in one sentence
 */
export function runCommand(
  { command, alert, timeout }: CommandRun,
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<string> {
  return new Promise(resolve => {
    // A group of its own, so that what the shell started ends with it.
    const child = spawn('/bin/sh', ['-c', command], {
      env: { ...env, ...variablesOf(alert) },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    let output = '';
    let ended = '';
    const keep = (chunk: Buffer): void => {
      if (output.length < OUTPUT) output += chunk.toString('utf8').slice(0, OUTPUT - output.length);
    };
    let isForced = false;
    const kill = (name: NodeJS.Signals): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, name);
      } catch {
        // Nothing is left of it.
      }
    };
    const force = (): void => {
      kill('SIGKILL');
      isForced = true;
    };
    const end = (why: string): void => {
      ended ||= why;
      kill('SIGTERM');
      // Who watched may be done: the force must not go with them.
      timers.push(setTimeout(force, GRACE));
    };
    const timers = [setTimeout(() => end(`ended after ${timeout / 1000} s`), timeout).unref()];
    const onAbort = (): void => end('ended with the watching');
    signal.addEventListener('abort', onAbort, { once: true });
    const finish = (how: string): void => {
      timers.forEach(clearTimeout);
      signal.removeEventListener('abort', onAbort);
      const printed = output.trim();
      resolve(`${how}${printed === '' ? '' : `: ${printed}`}`);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', error => finish(`could not be run: ${error.message}`));
    /** A number of a group is not given again while anything of it is left. */
    const finishWhenGone = (how: string, wait: number): void => {
      if (isForced || child.pid === undefined || !runsGroup(child.pid))
        finish(how === ended || ended === '' ? how : `${how}, and what it left behind ${ended}`);
      else timers.push(setTimeout(() => finishWhenGone(how, Math.min(LONGEST_LOOK, 2 * wait)), wait));
    };
    // `exit`, not `close`: what it left behind may hold the pipe.
    child.on('exit', (code, name) =>
      finishWhenGone(ended || (code === null ? `ended by ${name}` : `exit code ${code}`), LOOK),
    );
    // A command that does not read what it is given has closed its end.
    child.stdin.on('error', () => undefined);
    child.stdin.end(`${JSON.stringify(alert)}\n`);
  });
}

/** Facts for those who do not read JSON. */
function variablesOf(alert: Alert): Record<string, string> {
  const { break: found, incident, cold } = alert;
  const facts: Record<string, string | number | null | undefined> = {
    EVENT: alert.type,
    WHAT: alert.what,
    ID: alert.id,
    HOST: alert.host,
    AT: alert.at,
    SUMMARY: alert.summary,
    SEVERITY: alert.severity,
    CAUSE: found?.causes[0]?.id ?? incident?.sites[0]?.cause,
    SITE: found?.site ?? incident?.sites[0]?.site,
    LOST_TOKENS: found?.lostTokens ?? incident?.lostTokens,
    COST: found?.cost ?? incident?.cost,
    TOKENS: cold?.tokens,
    EXPIRES_AT: cold?.expiresAt,
    PING_COST: cold?.ping.cost,
    PING_SAVES: cold?.ping.saves,
    PING_BREAK_EVEN: cold?.ping.breakEven,
  };
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      `CACHEQUAKE_${name}`,
      // Shells print it.
      value == null ? '' : visible(String(value)),
    ]),
  );
}
