import { Box, useApp } from 'ink';
import { type ReactNode, useEffect } from 'react';
import { useStore } from 'zustand';
import { nextTick } from '../store/liveness.js';
import type { Store } from '../store/store.js';
import { systemTimer, type Timer } from '../store/timer.js';
import type { Effects, TimeControl } from './actions/action.js';
import { press } from './actions/press.js';
import { extentOf } from './extent.js';
import { shows } from './layout.js';
import { Lines } from './lines.js';
import { screenOf } from './screen.js';
import { useKeys } from './terminal/keys.js';
import { useTerminalSize } from './terminal/use-terminal-size.js';

export interface AppProps {
  readonly store: Store;
  /** Puts a text into the clipboard; false if it cannot. @default cannot */
  readonly copy?: (text: string) => boolean;
  /** What stops and steps the log. @default nothing does */
  readonly time?: TimeControl;
  /** True for a screen that shows printable ASCII only. @default false */
  readonly ascii?: boolean;
  /** @default the machine's clock */
  readonly timer?: Timer;
}

/** The whole screen. Everything it shows is in the store; it keeps nothing of its own. */
export function App({
  store,
  copy = () => false,
  time = TIMELESS,
  ascii = false,
  timer = systemTimer,
}: AppProps): ReactNode {
  const state = useStore(store);
  const size = useTerminalSize();
  const { exit } = useApp();
  const screen = screenOf(state, size, { ascii });

  const effects: Effects = { quit: () => exit(), copy, time };
  useKeys({
    onKey: key =>
      press(key, { store, effects, now: timer.now, extent: () => extentOf(store.getState(), size) }),
  });

  const wait = nextTick(state, shows(screen.layout, 'clock'));
  const due = wait === null ? null : state.now + wait;
  useEffect(() => {
    if (due === null) return;
    // Timers may fire a millisecond early; a clock that then said "not yet due" would wait for the same moment for ever.
    const tick = (): void => store.setState({ now: Math.max(due, timer.now()) });
    return timer.after(Math.max(0, due - timer.now()), tick);
  }, [store, timer, due]);

  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      {screen.bands.map(({ height, panels }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a band is its place
        <Box key={i} height={height} flexShrink={0}>
          {panels.map(({ width, lines }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a panel is its place
            <Lines key={at} lines={lines} width={width} />
          ))}
        </Box>
      ))}
    </Box>
  );
}

const TIMELESS: TimeControl = { stop() {}, now() {}, step() {}, back() {}, toBreak() {}, speed() {} };
