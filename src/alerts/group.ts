/** Whether anything of a process group still runs. */
import { readdirSync, readFileSync } from 'node:fs';

/**
 * Asks the system whether a process group is left. Where nobody waits for the children of others, as in a container whose first
 * process is no init, those that have ended stay in it as zombies: they run no more, and hold nothing up.
 */
export function runsGroup(id: number): boolean {
  try {
    process.kill(-id, 0);
  } catch {
    return false;
  }
  const states = process.platform === 'linux' ? statesIn(id) : [];
  // Of a group that is there and shows no process, nothing is known.
  return states.length === 0 || states.some(state => !ENDED.has(state));
}

/** Zombie, dead (proc_pid_stat(5)). */
const ENDED: ReadonlySet<string> = new Set(['Z', 'X', 'x']);

/** States of the processes of a group, as far as they can be seen. */
function statesIn(group: number): readonly string[] {
  let names: readonly string[];
  try {
    names = readdirSync('/proc').filter(name => /^\d+$/.test(name));
  } catch {
    return [];
  }
  return names.flatMap(name => {
    const [state, , ofGroup] = fieldsOf(name);
    return Number(ofGroup) === group && state !== undefined ? [state] : [];
  });
}

/** State, parent, group …: what stands behind the name, which may hold anything. */
function fieldsOf(process: string): readonly string[] {
  try {
    const stat = readFileSync(`/proc/${process}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}
