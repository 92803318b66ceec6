import type { HygieneRule } from './rule.js';

/** A file with a folder, or a URL: something that could have been kept. */
const PLACE = /https?:\/\/[^\s"\\]+|(?<![\w/])(?:\/|\.\/|~\/)?[\w.-]+\/[\w./-]*\w\.[a-z]\w{0,4}\b/g;
/** Any trace at all in the summary. */
const TRACE = /https?:|\b[\w-]+\.[a-z]\w{0,4}\b|[\w.~-]*\/[\w.-]+/;
const PLACES = 3;

/** A summary in place of a conversation that worked on files or pages, and names none of them. */
export const summaryUntraced: HygieneRule = {
  id: 'summary-untraced',
  saidBy: [],
  fix: 'Have the summary list the files and URLs it leaves out, so that the model can open them again.',
  readsAbsence: true,
  find({ prompt, parent, relation }) {
    if (parent === null || relation !== 'summarises') return null;
    const messages = prompt.blocks.slice(prompt.starts.messages);
    if (messages.some(block => block.kind === 'compaction' || TRACE.test(block.canonical))) return null;
    const places = new Set<string>();
    for (const block of parent.blocks.slice(parent.starts.messages)) {
      if (block.kind !== 'tool_use') continue;
      for (const [place] of block.canonical.matchAll(PLACE)) places.add(place);
    }
    if (places.size < PLACES) return null;
    return {
      summary: `The conversation had worked on ${places.size} files or pages; the summary in its place names none of them.`,
      path: messages[0]?.path ?? null,
    };
  },
};
