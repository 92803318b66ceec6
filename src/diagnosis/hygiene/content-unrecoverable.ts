import { type Block, type Prompt, sharedBlocks } from '../../prompt/index.js';
import { count } from '../../text/numbers.js';
import type { HygieneRule } from './rule.js';

/** A result is gone if this share of it is, and it was longer than a few lines. Bytes. */
const SHARE_GONE = 0.8;
const WORTH_BYTES = 2_000;
/** A file, a folder, a URL; told loosely, for any trace will do. */
const TRACE = /https?:|\b[\w-]+\.[a-z]\w{0,4}\b|[\w.~-]*\/[\w.-]+|[A-Z]:\\/;

/** What a call was made with: with that it can be made again. Inside `arguments`, JSON is text and its quotes are escaped. */
const ARGUMENT =
  /\\*"(?:command|cmd|query|q|pattern|sql|code|script|ur[il]|path|\w*file\w*|\w*dir\w*|\w*id)\\*": ?\\*"[^"\\]/i;

/** An old tool result replaced by a note that names nothing by which the model could get it back, nor does its call. */
export const contentUnrecoverable: HygieneRule = {
  id: 'content-unrecoverable',
  saidBy: [],
  fix: 'Leave the path or URL of what was taken out in its place, so that the model can read it again.',
  readsAbsence: true,
  find({ prompt, parent, relation }) {
    if (parent === null || relation !== 'extends') return null;
    const shared = sharedBlocks(parent.chain, prompt.chain);
    const old = parent.blocks.slice(Math.max(shared, parent.starts.messages));
    if (old.length === 0 || shared < prompt.starts.messages) return null;
    for (const before of old) {
      const after = emptied(before, prompt);
      if (after === undefined || TRACE.test(after.canonical) || hasTracedCall(before, prompt)) continue;
      return {
        summary: `${count(before.bytes - after.bytes)} bytes of the tool result at ${after.path} were taken out, and neither its call nor what stands there now says where they were from.`,
        path: after.path,
      };
    }
    return null;
  },
};

/** The block that took the place of a result of which nearly all is gone. */
function emptied(before: Block, prompt: Prompt): Block | undefined {
  if (before.kind !== 'tool_result' || before.name === null || before.textBytes < WORTH_BYTES)
    return undefined;
  return prompt.blocks.find(
    block =>
      block.kind === 'tool_result' &&
      block.name === before.name &&
      block.textBytes < before.textBytes * (1 - SHARE_GONE),
  );
}

function hasTracedCall(result: Block, prompt: Prompt): boolean {
  const call = prompt.blocks.find(block => block.kind === 'tool_use' && block.name === result.name);
  if (call === undefined) return false;
  const input = call.canonical.slice(Math.max(0, call.canonical.search(/"(?:input|arguments)":/)));
  return TRACE.test(input) || ARGUMENT.test(input);
}
