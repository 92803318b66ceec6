/** What there is to say: told in the corner for a while, kept in the pane of messages. */
import { basename } from 'node:path';
import { type UsualLoss, usualSentence } from '../../diagnosis/incidents/usual.js';
import { counted } from '../../text/numbers.js';
import type { Message, State } from '../state.js';
import { hasNotCome, notComeSentence } from './coming.js';

/** How long a message stays in the corner, milliseconds. */
export const TOLD_FOR = 15_000;
const MOST = 500;

/** What new data says, behind what was said before. */
export function messagesAfter(before: State, after: State): readonly Message[] {
  const texts = [
    ...ofSources(before, after),
    ...ofLines(before, after),
    ...ofCleared(before, after),
    ...ofUsual(before, after),
  ];
  if (texts.length === 0) return before.messages;
  return [...before.messages, ...texts.map(text => ({ at: after.now, text }))].slice(-MOST);
}

/** Something that is said without new data. @param at milliseconds since 1970 */
export const withMessage = (state: State, text: string, at: number): State => ({
  ...state,
  messages: [...state.messages, { at, text }].slice(-MOST),
});

function ofSources(before: State, { sources }: State): string[] {
  const known = new Map(before.sources.map(source => [source.path, source]));
  return sources.flatMap(({ path, message, state }) => {
    const was = known.get(path);
    if (message !== null && message !== was?.message) return `${basename(path)}: ${message}`;
    if (state === 'gone' && was?.state !== 'gone' && message === null) return `${basename(path)} is gone`;
    return [];
  });
}

function ofLines(before: State, { model }: State): string[] {
  const [told, newest] = [before.model.skipped.at(-1), model.skipped.at(-1)];
  if (newest === told) return [];
  return model.skipped
    .slice(told === undefined ? 0 : model.skipped.lastIndexOf(told) + 1)
    .slice(-20)
    .map(({ path, line, reason }) => `${basename(path)}:${line}: ${reason}`);
}

/** A break that was coming, and is gone from the screen: whether it came is said, as far as the log tells. */
function ofCleared(before: State, { model }: State): string[] {
  const letGo = model.unlisted - before.model.unlisted;
  return model.requests.flatMap((request, i) => {
    const was = before.model.requests[i + letGo];
    if (was === undefined || was === request || hasNotCome(was) || !hasNotCome(request)) return [];
    return notComeSentence(request);
  });
}

/** What was learned before hides nothing without a word. */
function ofUsual(before: State, { model, isReading }: State): string[] {
  if (isReading) return [];
  const said = new Set(before.isReading ? [] : before.model.usual.map(keyOfUsual));
  return model.usual.filter(each => !said.has(keyOfUsual(each))).map(usualSentence);
}

const keyOfUsual = ({ agent, model, against }: UsualLoss): string => `${agent}\n${model}\n${against}`;

/** The newest message while it is told; null: none, or it was told long enough. */
export function toldNow({ messages, now, view }: State): Message | null {
  const last = messages.at(-1);
  return last === undefined || view.pausedAt !== null || now - last.at >= TOLD_FOR ? null : last;
}

/** `3 lines not read in full`: a count for the corner, of those that are used in part, too; null: none was. */
export const skippedWord = ({ model }: State): string | null =>
  model.skippedCount === 0 ? null : `${counted(model.skippedCount, 'line')} not read in full`;
