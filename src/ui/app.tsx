import { useApp, useStdout } from 'ink';
import { type ReactNode, useEffect, useLayoutEffect, useRef } from 'react';
import { useStore } from 'zustand';
import type { RequestEntry } from '../diagnosis/model.js';
import { nextTick } from '../store/live/liveness.js';
import { answer, promptRead, withNow } from '../store/moves.js';
import type { PromptBlock } from '../store/state.js';
import type { Store } from '../store/store.js';
import { systemTimer, type Timer } from '../store/timer.js';
import type { Effects, TimeControl } from './actions/action.js';
import { point } from './actions/mouse.js';
import { paste, press } from './actions/press.js';
import { extentOf } from './extent.js';
import { frameOf } from './frame.js';
import { shows } from './layout.js';
import { screenOf } from './screen.js';
import { useKeys } from './terminal/keys.js';
import { useTerminal } from './terminal/mount.js';
import { useTerminalSize } from './terminal/use-terminal-size.js';

export interface AppProps {
  readonly store: Store;
  /** Puts a text into the clipboard; false if it cannot. @default cannot */
  readonly copy?: (text: string) => boolean;
  /** What stops and steps the log. @default nothing does */
  readonly time?: TimeControl;
  /** What reaches for the logs and the reader's editor. @default nothing does */
  readonly hands?: Hands;
  /** What the reader is asked before leaving; null: nothing. @default nothing */
  readonly whyStay?: () => string | null;
  /** True for a screen that shows printable ASCII only. @default false */
  readonly ascii?: boolean;
  /** @default the machine's clock */
  readonly timer?: Timer;
}

/** The whole screen, as frames for the terminal's output. Everything it shows is in the store; it keeps nothing of its own. */
export function App({
  store,
  copy = () => false,
  time = TIMELESS,
  hands = HANDLESS,
  whyStay = () => null,
  ascii = false,
  timer = systemTimer,
}: AppProps): ReactNode {
  const state = useStore(store);
  const size = useTerminalSize();
  const { exit } = useApp();
  const screen = screenOf(state, size, { ascii });
  const frame = frameOf(screen);
  const { stdout } = useStdout();
  // Not by way of Ink: it takes each cell of each frame apart and puts it together again, four fifths of what a frame costs.
  useLayoutEffect(() => void stdout.write(frame), [stdout, frame]);

  const { lend } = useTerminal();
  /** True while the newest key was a q that was answered by a question. */
  const asked = useRef(false);
  const edit = (place: EditorPlace): void =>
    lend(() => {
      const problem = hands.edit(place);
      if (problem !== null) store.setState(now => answer(now, problem));
    });
  const effects: Effects = {
    quit: () => {
      const why = asked.current ? null : whyStay();
      if (why === null) return exit();
      asked.current = true;
      store.setState(now => answer(now, why));
    },
    copy,
    time,
    open: edit,
    openBody: async (request, at) => {
      const body = await hands.bodyOf(request, at);
      if (typeof body === 'string') return body;
      edit(body);
      return null;
    },
    compare: hands.compare,
  };
  const context = { store, effects, now: timer.now, extent: () => extentOf(store.getState(), size) };
  useKeys({
    onKey: key => {
      if (key !== 'q') asked.current = false;
      press(key, context);
    },
    onPaste: text => paste(text, context),
    onMouse: action => {
      asked.current = false;
      point(action, context);
    },
  });

  const wanted = state.view.zoom === 'prefix' && screen.scene.selected ? screen.scene.selected : null;
  const isWanted = wanted !== null && state.view.prompt?.of !== wanted.id;
  useEffect(() => {
    if (!isWanted || wanted === null) return;
    store.setState(now => promptRead(now, wanted.id, null));
    void hands
      .blocksOf(wanted)
      .catch(() => `the log of #${wanted.label} cannot be read again`)
      .then(blocks => store.setState(now => promptRead(now, wanted.id, blocks)));
  }, [store, hands, wanted, isWanted]);

  const wait = nextTick(state, shows(screen.layout, 'clock'));
  const due = wait === null ? null : state.now + wait;
  useEffect(() => {
    if (due === null) return;
    // Timers may fire a millisecond early; a clock that then said "not yet due" would wait for the same moment for ever.
    const tick = (): void => store.setState(was => withNow(was, Math.max(due, timer.now())));
    return timer.after(Math.max(0, due - timer.now()), tick);
  }, [store, timer, due]);

  return null;
}

/** What only the command line can do: it knows the disk and other programs. */
export interface Hands {
  /** Opens a file in the reader's editor and waits until it is closed. The terminal is free. @returns a sentence where nothing was edited */
  edit(place: EditorPlace): string | null;
  /** The body of a request in a file of its own, and the line of a path in it; a sentence where there is none. */
  bodyOf(request: RequestEntry, at: string | null): Promise<EditorPlace | string>;
  compare: Effects['compare'];
  /** The blocks of its prompt, read again from its log; a sentence where there are none. */
  blocksOf(request: RequestEntry): Promise<readonly PromptBlock[] | string>;
}

export interface EditorPlace {
  readonly path: string;
  /** From 1. */
  readonly line: number;
}

const HANDLESS: Hands = {
  edit: () => 'nothing can be opened from here',
  bodyOf: async () => 'nothing can be opened from here',
  compare: async () => 'nothing can be read again from here',
  blocksOf: async () => 'nothing can be read again from here',
};

const TIMELESS: TimeControl = { stop() {}, now() {}, step() {}, back() {}, toBreak() {}, speed() {} };
