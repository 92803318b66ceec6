/**
 * The sequence that puts a text into the clipboard of the terminal, over SSH too (OSC 52). Terminals do not answer it:
 * whether it arrived cannot be known. tmux takes it itself with `set-clipboard on`, or hands it on with `allow-passthrough
 * on`; it drops what it does not take.
 */
export function clipboardSequence(text: string, env: Readonly<Record<string, string | undefined>>): string {
  const sequence = `\u001B]52;c;${Buffer.from(text).toString('base64')}\u0007`;
  if (!env.TMUX) return sequence;
  return `${sequence}\u001BPtmux;${sequence.replaceAll('\u001B', '\u001B\u001B')}\u001B\\`;
}
