/**
 * What a JavaScript value cannot hold, but the JSON of another client can: `0.0`, keys that are integers in an order of their own. It
 * stands in a body as a string in brackets, which the log is written without.
 */
const BARE = /"⟦([^⟧"]*)⟧"(:?)/g;

/** A number in these digits, or a key that stays where it stands. */
export function bare(text: string): string {
  return `⟦${text}⟧`;
}

/** JSON with what was `bare` as it should stand there. */
export function unquoted(json: string): string {
  return json.replace(BARE, (_, text: string, colon: string) => (colon === '' ? text : `"${text}":`));
}
