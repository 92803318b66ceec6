/** Secrets by a sign in front of them that is no name of a value: options, addresses, headers, lines of a known file. */

import { ISSUED, type SecretShape } from './issued.js';

/** A quote, itself escaped any number of times: JSON inside JSON is the rule in payloads. */
const QUOTE = String.raw`\\*["']`;

/** White space, or what JSON writes for it. */
const BLANK = String.raw`(?:\s|\\[nrt])+`;

const SIGNED: readonly SecretShape[] = [
  {
    hint: /(?:Account|SharedAccess)Key/i,
    shape: new RegExp(
      String.raw`(?:Account|SharedAccess)Key(?:${QUOTE})?\s*[:=]\s*(?:${QUOTE})?(?<secret>[A-Za-z0-9+/]{20,}=*)`,
      'dgi',
    ),
  },
  {
    hint: /(?:machine|default|login|account)(?:\s|\\[nrt])/,
    // A line of netrc(5), its pairs in any order.
    shape: new RegExp(
      String.raw`\b(?:machine${BLANK}[^\s\\]{1,128}|default|(?:login|account)${BLANK}[^\s\\]{1,64})(?:${BLANK}(?:login|account)${BLANK}[^\s\\]{1,64}){0,2}${BLANK}password${BLANK}(?:${QUOTE}(?<secret>[^"'\\\r\n]{2,})|(?<bare>[^\s"'\\]{3,}))`,
      'dg',
    ),
  },
  {
    hint: /(?:-u|-user)/,
    // The numbers of a user and a group, and branches of git, have this form too.
    shape: new RegExp(
      String.raw`(?<![\w-])(?<!\b(?:git|docker|podman|kubectl)\b[^\n|;&]{0,64})(?:-u(?=[^:]*:[^\s]{3})|--(?:proxy-)?user)[ =]?\s*(?!\d+:\d+\b)(?:${QUOTE}[^\s:"'\\]{1,64}:(?<secret>[^"'\\\r\n]{1,})|[^\s:"'\\]{1,64}:(?<bare>[^\s"'\\]{1,}))`,
      'dg',
    ),
  },
  {
    hint: /-\w/,
    // An option of a command line (of PowerShell and Go with one dash), with its value behind a blank; with a digit and a letter
    // in it: `--max-token 128000` is none.
    shape: new RegExp(
      String.raw`(?<![\w-])--?(?:[a-z]{1,24}-){0,4}(?:password|passwd|pass|pwd|passphrase|token|secret|(?:api|secret|access)-?key)(?:[ \t]{1,16}|[=:])(?:${QUOTE})?(?<secret>(?=[^\s"'\\]{0,256}\d)(?=[^\s"'\\]{0,256}[a-z])[^\s"'\\]{6,}|[a-z]{20,}(?![\w.(-]))`,
      'dgi',
    ),
  },
  {
    hint: /_auth|requirepass|masterauth|identified by|sshpass|mysql|SecureString/i,
    shape:
      /(?:(?<![A-Za-z0-9])_auth\s*=\s*\\*["']?(?<secret>[A-Za-z0-9+/]{8,}=*)|(?:\b(?:requirepass|masterauth)[ \t]+|\bidentified by (?:password )?\\*['"]|\bsshpass[ \t]+-p[ \t]*|\bmysql(?:dump|admin)?\b[^\n|;&]{0,64}[ \t]-p|-SecureString[ \t]+(?:-String[ \t]+)?\\*["'])(?<bare>[^\s"'\\-][^\s"'\\]{2,}))/dgi,
  },
  {
    hint: /auth\\*["']/i,
    // What Docker keeps of a user: name and password in base64.
    shape: /\\*["']_?auth\\*["']\s{0,16}:\s{0,16}\\*["'](?<secret>[A-Za-z0-9+/]{8,}={0,2})\\*["']/dgi,
    isSecret: found => /^[\x20-\x7e]+:[\x20-\x7e]+$/.test(Buffer.from(found, 'base64').toString('latin1')),
  },
  {
    hint: /bearer|basic/i,
    shape: /\b(?:bearer|basic)[ \t]+(?<secret>(?=[A-Za-z._~+/-]*\d)[A-Za-z0-9._~+/-]{16,}=*)/dgi,
  },
  {
    hint: /cookie/i,
    shape: new RegExp(
      String.raw`\b(?:set-)?cookie(?:${QUOTE})?\s*(?:[:=,]|=>)\s*(?:${QUOTE})?(?<secret>[\w.-]+=[^"'\\\r\n]{4,})`,
      'dgi',
    ),
  },
  {
    hint: /[?&][a-z_-]*(?:key|token|sig|signature|secret|passw(?:or)?d)=/i,
    shape:
      /[?&](?:(?:api[-_]?|subscription[-_]?)?key|(?:(?:access|auth|id|refresh|session|security)[-_]?)?token|sig|signature|(?:client[-_]?)?secret|passw(?:or)?d)=(?<secret>[^\s&#"'\\<>`)\]]{8,})/dgi,
  },
  {
    hint: /:\/\/[^\s/:@]{20,}@/,
    // A token in the place of a user.
    shape:
      /\b[a-z][a-z0-9+.-]{1,15}:\/\/(?<secret>(?=[^\s/:@"'\\]*\d)(?=[^\s/:@"'\\]*[A-Za-z])[A-Za-z0-9_%~-]{20,128}|[A-Za-z]{20,128})@/dg,
  },
  {
    hint: /:\/\/[^\s/]*@/,
    shape: /\b[a-z][a-z0-9+.-]{1,15}:\/\/[^\s/:@"'\\]{0,64}:(?<secret>[^\s/"'\\]{3,128})@/dg,
  },
];

/** Every shape that is a secret; values of a name are found in `assigned.ts`. */
export const SECRET_SHAPES: readonly SecretShape[] = [...ISSUED, ...SIGNED];
