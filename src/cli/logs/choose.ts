/** The list to choose a log from, and the search that keeps it fresh. */

import { findSources } from '../../log/find/find.js';
import type { Glance } from '../../log/find/glance.js';
import { systemTimer } from '../../store/timer.js';
import { runChooser } from '../../ui/chooser/chooser.js';
import { createChooserStore } from '../../ui/chooser/state.js';
import { supportsUnicode } from '../../ui/terminal/capability.js';
import { colourLevel, setColourLevel } from '../../ui/terminal/colour.js';
import type { WatchOptions } from '../commands/options.js';
import type { Io } from '../io.js';
import { machineOf } from './machine.js';

/** Milliseconds between two searches; more where a search takes long, so that looking never takes a tenth of the machine. */
const EVERY = 2000;
const REST = 10;

/** Asks which log to watch. `null`: none. */
export async function chooseLog(options: WatchOptions, io: Io): Promise<string | null> {
  setColourLevel(colourLevel({ flag: options.color, isTTY: true, env: io.env }));
  const { home, now } = machineOf(io);
  const store = createChooserStore(now);
  const glances = new Map<string, Glance>();
  let isOver = false;
  let cancel = (): void => {};

  async function search(): Promise<void> {
    const machine = machineOf(io);
    const began = performance.now();
    const findings = await findSources(machine, { glances });
    if (isOver) return;
    store.setState({ findings, now: machine.now });
    cancel = systemTimer.after(Math.max(EVERY, REST * (performance.now() - began)), () => void search());
  }

  const chosen = runChooser(store, { home, ascii: options.ascii === true || !supportsUnicode(io.env) });
  void search();
  const path = await chosen;
  isOver = true;
  cancel();
  return path;
}
