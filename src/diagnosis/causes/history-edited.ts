import { isObject } from '../../log/json/json.js';
import { sameLines, sectionBlocks } from '../../prompt/index.js';
import { compact, parseBlock } from '../../prompt/json.js';
import type { Block, Divergence } from '../../prompt/prompt.js';
import { count } from '../../text/numbers.js';
import { CALL_ID_FIX, isCallId, versionsAt } from './difference.js';
import { historyShape, shiftBehind } from './history-shape.js';
import { type CauseRule, type Evidence, type Finding, paidAgain, WORDS_FOR } from './rule.js';

/** What agents write in the place of a removed result. */
const PLACEHOLDER =
  /\b(compacted|cleared|removed|truncated|omitted|elided|pruned|trimmed|redacted|evicted|summari[sz]ed)\b|\[old tool|content no longer/i;
const PLACEHOLDER_LENGTH = 400;

/** How agents say that the rest lies elsewhere. */
const OFFLOADED =
  /\b(saved|stored|written|offloaded|persisted|moved|archived|full (output|result|text|content)|truncated)\b/i;

/** What the client itself marks as an error. */
const MARKED = /"is_error":true/;
const ERROR = /\b(error|exception|traceback|failed|failure|denied|not found|fatal|panic|refused)\b/i;

/** A text that is one phrase in brackets: what it says of an error (`[tool call failed]`) tells nothing of it. */
const STUB = /:"(?:\[[^"\]]{1,80}\]|<[^">]{1,80}>|\([^")]{1,80}\))"/;
/** Longest beginning of a result in which an error is looked for. */
const ERROR_HEAD = 600;

export const historyEdited: CauseRule = {
  id: 'history-edited',
  title: 'An old message changed in place',
  severity: 'medium',
  stage: 'messages',
  vendor: [...WORDS_FOR.messages, 'context_compacted'],
  isFirstName: true,
  fix: 'Leave sent messages as they are.',
  find(evidence) {
    const divergence = evidence.differences.messages;
    if (divergence === null || divergence.how !== 'changed' || isParameter(evidence, divergence)) return null;
    const versions = versionsAt(evidence, divergence);
    if (versions === null) return replaced(evidence, divergence);
    const { before, after } = versions;
    const swapped = swappedWith(evidence, before, after);
    if (isCallId(divergence)) return renamed(before, divergence);
    if (swapped !== null) return swap(evidence, [before, swapped], divergence);
    const isSaid = saysScrubbed(before, after);
    if (!isSaid && isCompacted(before, after)) {
      return {
        kind: 'compacted',
        of: nameOf(before),
        confidence: 'certain',
        restorable: POINTER.test(after.canonical),
        summary: `An old ${nameOf(before)} at ${divergence.path} became a placeholder (${count(before.bytes)} -> ${count(after.bytes)} bytes)${POINTER.test(after.canonical) ? ' that says where it can be found again' : ''}: all behind it is ${paidAgain(evidence.standing)}.`,
        fix: 'Compact many old results in one batch, when the cache is cold anyway, or only the newest ones.',
        divergence,
      };
    }
    if (isSaid || isScrubbed(before, after)) {
      return {
        kind: 'error-scrubbed',
        of: nameOf(before),
        confidence: 'likely',
        summary: `An error in an old ${nameOf(before)} at ${divergence.path} was taken out of the history.`,
        fix: 'Keep errors in the history: the model learns from them, and removing one rewrites all behind it.',
        divergence,
      };
    }
    return {
      kind: 'edited',
      of: nameOf(before),
      confidence: 'certain',
      summary: sameLines([before], [after])
        ? `The lines of an old ${nameOf(before)} stand in another order at ${divergence.path}.`
        : `An old ${nameOf(before)} changed in place at ${divergence.path}.`,
      fix: 'Leave sent messages as they are; send a correction as a new message.',
      divergence,
    };
  },
};

/** Citations are asked for in a document of the history: a parameter, which has a name of its own. */
function isParameter({ parameters }: Evidence, { path }: Divergence): boolean {
  return /\.citations\b[^\]]*$/.test(path) && parameters.some(({ name }) => name === 'citations');
}

function renamed(before: Block, divergence: Divergence): Finding {
  return {
    kind: 'edited',
    of: 'id of a call',
    confidence: 'certain',
    summary: `The id of an old ${nameOf(before)} changed at ${divergence.path}.`,
    fix: CALL_ID_FIX,
    divergence,
  };
}

/** The result in the parent whose content stands in this place now, while this one's stands there. */
function swappedWith(evidence: Evidence, old: Block, now: Block): Block | null {
  if (old.kind !== 'tool_result' || now.kind !== 'tool_result') return null;
  const [was, is] = [contentOf(old), contentOf(now)];
  if (was === null || is === null || was === is) return null;
  const [before, after] = [
    sectionBlocks(evidence.before, 'messages'),
    sectionBlocks(evidence.after, 'messages'),
  ];
  const swapped = before.find((block, i) => {
    const other = after[i];
    return (
      block !== old &&
      block.kind === 'tool_result' &&
      other?.kind === 'tool_result' &&
      block.digest !== other.digest &&
      contentOf(block) === is &&
      contentOf(other) === was
    );
  });
  return swapped ?? null;
}

function swap({ before }: Evidence, both: readonly Block[], divergence: Divergence): Finding {
  const [first, second] = before.blocks.filter(block => both.includes(block)).map(({ path }) => path);
  return {
    kind: 'edited',
    of: 'swapped results',
    place: `${first} ${second}`,
    confidence: 'certain',
    summary: `The contents of two old tool results changed places: ${first} and ${second}.`,
    fix: 'Give each call its own result, as it was first sent.',
    divergence,
  };
}

/** Other messages stand where some stood: which of them is a version of which is not known. */
function replaced(evidence: Evidence, divergence: Divergence): Finding {
  const { at, before, after } = historyShape(evidence, divergence);
  const shift = shiftBehind(before, after, at);
  const [gone, come] = shift === null ? [1, 1] : [shift.old - at, shift.now - at];
  return {
    kind: 'edited',
    confidence: 'certain',
    summary: `Old messages were replaced at ${divergence.path}: ${blocks(gone)} by ${come}; what stood behind moved.`,
    fix: 'Leave sent messages as they are; send a correction as a new message.',
    divergence,
  };
}

const blocks = (count: number): string => (count === 1 ? '1 block' : `${count} blocks`);

/** A path or an address: what was taken out can be read again. */
const POINTER =
  /\b[a-z][a-z0-9+.-]*:\/\/[^\s"'\\]+|(?:^|[\s"'`(=:])(?:~|\.{1,2})?\/(?:[\w.@-]+\/)*[\w.@-]+|(?<![\w/])[\w.@-]+(?:\/[\w.@-]+)*\/[\w@-]+\.[a-z]\w{0,5}\b|\b[A-Za-z]:\\\\[\w.\\-]+/;

export function isCompacted(before: Block, after: Block): boolean {
  if (after.bytes >= before.bytes) return false;
  if (before.kind === 'tool_result' && (isPointedAt(before, after) || isEmptied(before, after))) return true;
  const grown = after.canonical.length < PLACEHOLDER_LENGTH || after.bytes < before.bytes / 2;
  return grown && PLACEHOLDER.test(after.canonical) && !sameEvidence(PLACEHOLDER, before, after);
}

/** A long result gave way to a word or a phrase in brackets; of an error, that is another matter. */
function isEmptied(before: Block, after: Block): boolean {
  const was = contentOf(before);
  const is = contentOf(after);
  if (was === null || is === null || is.length * 8 > was.length || isError(before)) return false;
  return STUB.test(after.canonical) || /^[^\p{L}]*\p{L}*[^\p{L}]*$/u.test(is.replace(KEYS, ''));
}

/** Keys of the JSON around a text. */
const KEYS = /"type":"[^"]*"|"(?:[^"\\]|\\.)*"(?=:)/g;

const isError = ({ canonical }: Block): boolean =>
  MARKED.test(canonical) || ERROR.test(canonical.slice(0, ERROR_HEAD));

/** A result gave way to a shorter one that says where it lies: a line, or its beginning and a line. */
function isPointedAt(before: Block, after: Block): boolean {
  const isNew = ({ 0: text }: RegExpExecArray): boolean => !before.canonical.includes(text.trim());
  if (![...after.canonical.matchAll(new RegExp(POINTER, 'g'))].some(isNew)) return false;
  if (after.canonical.length < PLACEHOLDER_LENGTH && after.bytes < before.bytes / 4) return true;
  return (
    after.bytes < before.bytes * 0.8 && OFFLOADED.test(after.canonical) && !OFFLOADED.test(before.canonical)
  );
}

/** What agents write in the place of an error that they took out. */
const NO_ERROR =
  /\b(error|exception|failure|traceback)s?\b[^"\n]{0,24}\b(removed|cleared|omitted|hidden|scrubbed|redacted|elided)\b|\b(removed|cleared|omitted|hidden|scrubbed|redacted|elided)\b[^"\n]{0,12}\b(error|exception|failure|traceback)\b/i;

/** The placeholder itself says that an error stood there, which one did. */
function saysScrubbed(before: Block, after: Block): boolean {
  const wasError = isError(before);
  return (
    wasError && STUB.test(after.canonical) && NO_ERROR.test(after.canonical) && !STUB.test(before.canonical)
  );
}

function isScrubbed(before: Block, after: Block): boolean {
  if (MARKED.test(before.canonical)) return !MARKED.test(after.canonical);
  if (!ERROR.test(before.canonical.slice(0, ERROR_HEAD))) return false;
  if (STUB.test(after.canonical) && !STUB.test(before.canonical)) return true;
  return !ERROR.test(after.canonical.slice(0, ERROR_HEAD));
}

/** The old text said the same word in the same place: it is not what changed. */
function sameEvidence(pattern: RegExp, before: Block, after: Block): boolean {
  const old = pattern.exec(before.canonical);
  const now = pattern.exec(after.canonical);
  return old !== null && now !== null && old.index === now.index && old[0] === now[0];
}

function nameOf(block: Block): string {
  if (block.kind === 'tool_result') return 'tool result';
  if (block.kind === 'tool_use') return 'tool call';
  return block.role === null ? 'message' : `${block.role} message`;
}

/** What a tool gave, without whose call it answers. */
function contentOf(block: Block): string | null {
  const value = parseBlock(block);
  if (!isObject(value)) return null;
  const { content, output, toolResult, functionResponse } = value;
  const given = isObject(functionResponse) ? functionResponse.response : undefined;
  const found = content ?? output ?? toolResult ?? given;
  return found === undefined ? null : compact(found);
}
