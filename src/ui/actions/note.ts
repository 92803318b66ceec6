import { basename } from 'node:path';
import { clientSentence } from '../../diagnosis/calls/client.js';
import type { RequestEntry } from '../../diagnosis/model.js';
import { aboutCost, causeName, sureness } from '../../diagnosis/sentence.js';
import { differenceShown, differencesFromParent } from '../../store/differences.js';
import type { View } from '../../store/state.js';
import { shorten } from '../../text/fit.js';
import { code, escaped } from '../../text/markdown.js';
import { count, dollars } from '../../text/numbers.js';
import { redactSecrets } from '../../text/secrets.js';

/** Characters of each side that a note quotes. */
const QUOTED = 120;

/** A break as a Markdown note, ready for an issue; null: this request has none. What the log says stands in code, without its secrets. */
export function noteOf(request: RequestEntry, view: Pick<View, 'difference'>): string | null {
  const { break: broken, label, model } = request;
  if (broken === null) return null;
  const at = differenceShown(differencesFromParent(request), view)?.shown ?? null;
  const { actualRead, expectedRead, cost, lostTokens, expectedExact } = broken;
  const newClient = clientSentence(request);
  const estimate = expectedExact ? '' : '~';
  const read = actualRead === null ? 'not known what was read' : `read ${count(actualRead)}`;
  const quoted = (text: string): string => code(shorten(redactSecrets(text), QUOTED));
  const side = (name: string, excerpt: { text: string; at: number } | null): readonly string[] =>
    excerpt === null ? [] : [`- ${name}: ${quoted(excerpt.text.slice(excerpt.at))}`];
  const place = at?.place;
  const file = place && `${basename(place.path)}:${place.line}${place.byte === null ? '' : `:${place.byte}`}`;
  return [
    `**Prompt cache break, request ${label}**${model === null ? '' : ` (${quoted(model)})`}`,
    '',
    `- ${read} of ${estimate}${count(expectedRead)} tokens that were in the cache, ${estimate}${count(lostTokens)} lost${
      cost === null ? '' : `, ${dollars(cost, aboutCost(broken))}`
    }`,
    ...broken.causes.map(cause => {
      const sure = sureness(cause);
      return `- ${quoted(causeName(cause))}${sure === null ? '' : `, ${sure}`}: ${escaped(redactSecrets(cause.summary))} Fix: ${escaped(redactSecrets(cause.fix))}`;
    }),
    ...(newClient === null ? [] : [`- ${escaped(redactSecrets(newClient))}`]),
    ...(at === null ? [] : [`- at ${quoted(at.path)}, char ${count(at.char)}, byte ${count(at.byte)}`]),
    ...(file === undefined ? [] : [`- in the log: ${quoted(file)}`]),
    ...(at === null ? [] : [...side('before', at.before), ...side('after', at.after)]),
    '',
  ].join('\n');
}
