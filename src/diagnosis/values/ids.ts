/** Ids, hashes and numbers as programs write them into prompts. */

/** UUID; ULID; a prefix and a random part (`req_011CSb…`, `toolu_01Ab…`, `chatcmpl-8xQ…`). */
export const UNIQUE_ID = new RegExp(
  [
    '(?<![0-9A-Fa-f])[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}(?![0-9A-Fa-f])',
    '(?<![0-9A-Za-z])(?=[0-9A-Z]*[A-Z])(?=[0-9A-Z]*\\d)[0-7][0-9A-HJKMNP-TV-Z]{25}(?![0-9A-Za-z])',
    '(?<![0-9A-Za-z])[A-Za-z]{2,12}[_-](?=[A-Za-z]*\\d)(?=\\d*[A-Za-z])[0-9A-Za-z]{10,}(?![0-9A-Za-z])',
  ].join('|'),
  'g',
);

/** Hex of 16 digits or more, not of decimal digits alone. */
export const HASH = /(?<![0-9A-Za-z])(?:0x)?(?=\d*[A-Fa-f])[0-9A-Fa-f]{16,}(?![0-9A-Za-z])/g;

/** A shorter one, of letters and digits, behind words that call it the id of a call. */
export const CALL_HASH = /(?<![0-9A-Za-z])(?=\d*[a-f])(?=[a-f]*\d)[0-9a-f]{8,15}(?![0-9A-Za-z])/g;

/** An abbreviated commit id and the like: shows only beside another one of its length. */
export const SHORT_HASH = /^(?=\d*[a-f])(?=[a-f]*\d)[0-9a-f]{7,40}$/;

/** One in a path, such as the name of a scratch folder: both letters and digits, or a folder called `face` were one. */
export const PATH_HASH = /^(?=\d*[a-f])(?=[a-f]*\d)[0-9a-f]{4,40}$/;

/** What stands in front of a name in a path, or of a part of it: `/tmp/run-`, `C:\\Temp\\`, `./work/x_`. */
export const PATH_LEAD = /[/\\](?:[\w.]+[-_.])*$/;

/** A word between the separators that names are made with. */
export const TOKEN_PART = /[0-9A-Za-z]+/g;

export const TOKEN = /[0-9A-Za-z_-]+/g;

/** A number with its separators: `12`, `12,345`, `0.35`. */
export const NUMBER = /\d+(?:[,_]\d{3})*(?:\.\d+)?/g;

/** Changes with a release, not with a request. */
export const VERSION = /\d+\.\d+\.\d+[\w.+-]*/g;

/** True if the characters look drawn by lot: 16 or more, of both cases, with digits (nanoid, base62, base64url). */
export function isRandom(token: string): boolean {
  return token.length >= 16 && /[a-z]/.test(token) && /[A-Z]/.test(token) && /\d/.test(token);
}

const COUNTED =
  'message|msg|request|req|session|turn|step|run|nonce|seq(?:uence)?|iteration|attempt|call|event|update|trace|thread|chat|job|task|reply|revision|count(?:er)?|index|id|no\\.?|number|#';
const CUE = new RegExp(`(?:${COUNTED})s?[ _-]?(?:id|no|number|count|index)?["'\`\\s:=#([/_-]{0,6}$`, 'i');

/** True if the text in front of a number calls it an id or a count: `"message_id": `, `turn #`, `request-`. */
export function isCounterCue(lead: string): boolean {
  return CUE.test(lead.slice(-40));
}
