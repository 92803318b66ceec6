import { Box, useApp } from 'ink';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { Lines } from '../lines.js';
import { useKeys } from '../terminal/keys.js';
import { type MountOptions, mount } from '../terminal/mount.js';
import { useTerminalSize } from '../terminal/use-terminal-size.js';
import { pressInChooser } from './actions.js';
import { type ChooserOptions, chooserScreen, pageOf } from './screen.js';
import type { ChooserStore } from './state.js';

export interface ChooserProps extends ChooserOptions {
  readonly store: ChooserStore;
  /** The reader took a log, or none. */
  readonly onLeave: (path: string | null) => void;
}

/** The list of logs on the whole screen. */
export function Chooser({ store, onLeave, ...options }: ChooserProps): ReactNode {
  const state = useStore(store);
  const size = useTerminalSize();
  const { exit } = useApp();
  const leave = (path: string | null): void => {
    onLeave(path);
    exit();
  };
  useKeys({ onKey: key => pressInChooser(key, { store, page: pageOf(size), leave }) });
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      <Lines lines={chooserScreen(state, size, options)} width={size.columns} />
    </Box>
  );
}

/** Shows the list until the reader takes a log: its path, or `null` for none. The terminal is given back before. */
export async function runChooser(
  store: ChooserStore,
  options: ChooserOptions & MountOptions,
): Promise<string | null> {
  let chosen: string | null = null;
  const onLeave = (path: string | null): void => {
    chosen = path;
  };
  const { home, ascii = false } = options;
  await mount(<Chooser store={store} home={home} ascii={ascii} onLeave={onLeave} />, options).exited;
  return chosen;
}
