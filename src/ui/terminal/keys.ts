/** Key presses by name, and pastes apart from them. */
import { type Key, useInput, useStdin } from 'ink';
import { useCallback, useEffect, useRef } from 'react';
import { type MouseAction, mouseOf } from './mouse.js';

/**
 * What was pressed: a printable character as itself (`j`, `G`, `?`, `space` for a blank), or a name, with `ctrl+` and
 * `shift+` in front where they were held: `up`, `pagedown`, `return`, `escape`, `tab`, `shift+tab`, `ctrl+d`.
 * A letter that shift made is the capital letter.
 */
export type KeyName = string;

export interface KeyHandlers {
  /** Called once for each key; stable or not, the newest is called. */
  readonly onKey: (key: KeyName) => void;
  /** A pasted text, if the terminal says that it is one. @default dropped */
  readonly onPaste?: (text: string) => void;
  /** What the mouse did, where the terminal was asked to tell. @default dropped */
  readonly onMouse?: (action: MouseAction) => void;
}

const PASTE_BEGIN = '[200~';
const PASTE_END = '[201~';

/** Listens to the keyboard. One per program, at its root: Ink subscribes anew whenever a handler changes. */
export function useKeys(handlers: KeyHandlers): void {
  const newest = useRef(handlers);
  newest.current = handlers;
  const pasted = useRef<string | null>(null);
  const onInput = useCallback((input: string, key: Key): void => {
    if (input === PASTE_BEGIN) pasted.current = '';
    else if (input === PASTE_END) {
      newest.current.onPaste?.(pasted.current ?? '');
      pasted.current = null;
    } else if (pasted.current !== null) pasted.current += key.return ? '\r' : key.tab ? '\t' : input;
    else {
      const mouse = mouseOf(input);
      if (mouse !== null) newest.current.onMouse?.(mouse);
      else for (const name of keyNames(input, key)) newest.current.onKey(name);
    }
  }, []);
  useInput(onInput);
  const { internal_eventEmitter: raw } = useStdin();
  useEffect(() => {
    // Ink 6.8 knows F1 and tells nobody: it comes as an empty input without a flag.
    const onRaw = (data: unknown): void => {
      if (F1.has(String(data))) newest.current.onKey('f1');
      else if (pasted.current === null && ESCAPE_AND_KEY.test(String(data))) newest.current.onKey('escape');
    };
    // Before Ink's own listener: the escape comes before the key.
    raw.prependListener('input', onRaw);
    return () => void raw.off('input', onRaw);
  }, [raw]);
}

/**
 * A key that was pressed at once after escape: terminals send the same for a key with Alt, and no key with Alt means anything
 * here. A sequence of the terminal goes on with `[` or `O`.
 */
const ESCAPE_AND_KEY = /^\u001B(?:[^\u001B[O]|\u001B.)/su;

/** As terminals send it: xterm, rxvt, the Linux console. */
const F1: ReadonlySet<string> = new Set(['\u001BOP', '\u001B[11~', '\u001B[[A']);

/** The names of what Ink reports as one input: quick fingers put several characters into one read. */
export function keyNames(input: string, key: Key): KeyName[] {
  // Ink 6.8 reports escape as meta too.
  if (key.escape) return ['escape'];
  const held = key.ctrl ? 'ctrl+' : '';
  const named = NAMED.find(([flag]) => key[flag]);
  if (named) return [`${held}${key.shift ? 'shift+' : ''}${named[1]}`];
  if (UNKNOWN_SEQUENCE.test(input)) return [];
  return [...input].map(character => held + characterName(character)).filter(name => name !== held);
}

/** Many terminals send 0x7F for backspace, which Ink 6.8 calls delete: both are one key. */
const NAMED = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageDown', 'pagedown'],
  ['pageUp', 'pageup'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'return'],
  ['tab', 'tab'],
  ['backspace', 'backspace'],
  ['delete', 'backspace'],
] as const;

/** The rest of a sequence that Ink does not know, without its escape: a report of the terminal, an exotic key. */
const UNKNOWN_SEQUENCE = /^\[[\d;:?<>=]+[@-~]$/;

function characterName(character: string): string {
  const code = character.charCodeAt(0);
  if (character === ' ') return 'space';
  if (character === '\r' || character === '\n') return 'return';
  if (character === '\t') return 'tab';
  if (character === '\b' || character === '\u007F') return 'backspace';
  if (code > 0 && code <= 26) return `ctrl+${String.fromCharCode(code + 96)}`;
  return /\p{C}/u.test(character) ? '' : character;
}
