/** Sequences by which a program asks the terminal for its reader's attention. */

export const BELL = '\u0007';

/** `9`: iTerm2, WezTerm, Windows Terminal. `777`: urxvt, foot, Ghostty. `99`: kitty. */
export type NotifyWay = '9' | '777' | '99';

export const NOTIFY_WAYS: readonly NotifyWay[] = ['9', '777', '99'];

type Env = Readonly<Record<string, string | undefined>>;

/** The way that this terminal is known to take; most others take, or ignore, OSC 9. */
export function notifyWay({ TERM = '', TERM_PROGRAM = '', KITTY_WINDOW_ID }: Env): NotifyWay {
  if (KITTY_WINDOW_ID !== undefined || TERM.includes('kitty')) return '99';
  return /^(?:rxvt|foot)/.test(TERM) || TERM_PROGRAM === 'ghostty' ? '777' : '9';
}

/**
 * A notification of the desktop. tmux hands it on with `allow-passthrough on`.
 * @param text one line that went through `shown`
 */
export function notifySequence(text: string, way: NotifyWay, env: Env): string {
  const sequence = `\u001B]${BODIES[way](text)}\u001B\\`;
  return env.TMUX ? `\u001BPtmux;${sequence.replaceAll('\u001B', '\u001B\u001B')}\u001B\\` : sequence;
}

const BODIES: Readonly<Record<NotifyWay, (text: string) => string>> = {
  // A number in front of a semicolon is another command there (ConEmu).
  '9': text => `9;${text.replaceAll(';', ',')}`,
  '777': text => `777;notify;cachequake;${text.replaceAll(';', ',')}`,
  '99': text => `99;;cachequake: ${text}`,
};
