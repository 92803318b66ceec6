import type { Call, Message, Part, Prompt } from '../sessions/prompt.js';
import { mainLane } from '../sessions/session.js';
import { prose } from '../sessions/words.js';
import { claudeWorld } from '../sessions/world.js';
import type { Temptation } from './temptation.js';

/**
 * The provider compacts: its answer begins with a `compaction` block, the client sends that back behind all that it had, and the
 * provider drops what stands in front of it. What the client then does to the dropped messages costs nothing.
 */
export const serverCompaction: Temptation = {
  id: 'compacted by the provider',
  make(rng, seed) {
    const trigger = rng.pick([50_000, 80_000, null]);
    const edit = {
      type: 'compact_20260112',
      ...(trigger === null ? {} : { trigger: { type: 'input_tokens', value: trigger } }),
    };
    const world = claudeWorld(rng, {
      model: rng.pick(['claude-sonnet-4-6', 'claude-opus-4-8', 'claude-opus-5'] as const),
      thinks: false,
      carriesContext: false,
      format: rng.pick(['own', 'pairs', 'claude-trace']),
      parameters: { betas: ['compact-2026-01-12'], sampling: { context_management: { edits: [edit] } } },
    });
    const lane = mainLane(rng, world, { calls: rng.int(9, 12), result: [3_000, 9_000] });
    const n = rng.int(5, 7);
    const block: Part = {
      kind: 'raw',
      block: { type: 'compaction', content: `<summary>${prose(rng, rng.int(600, 2_500))}</summary>` },
    };
    const asked = lane[n]?.prompt.messages.length ?? 0;
    const dropped = seed % 3;
    const calls = lane.map((call, index): Call => {
      if (index < n) return call;
      const messages = call.prompt.messages.map(
        (message, m): Message =>
          m === asked - 2 && message.role === 'assistant'
            ? { ...message, parts: [block, ...message.parts] }
            : message,
      );
      return { ...call, prompt: forgetful({ ...call.prompt, messages }, index > n ? dropped : 0) };
    });
    const first = calls[n];
    if (first === undefined) throw new Error('the session is too short');
    return {
      format: world.format,
      calls,
      breaks: [],
      innocent: [first.id],
      claims: [
        {
          says: 'the request with the compaction block says that the provider compacted',
          holds: ({ entryOf }) => {
            const { what, break: broken } = entryOf(first.id);
            return (
              what.startsWith('compacted by the provider') ||
              broken?.causes[0]?.summary.startsWith('The provider compacted') === true
            );
          },
        },
      ],
    };
  },
};

/** 1: an old result in front of the block is emptied; 2: the first message is written anew. */
function forgetful(prompt: Prompt, how: number): Prompt {
  if (how === 0) return prompt;
  const spot = prompt.messages.findIndex(({ parts }) =>
    parts.some(({ kind }) => kind === (how === 1 ? 'result' : 'text')),
  );
  const messages = prompt.messages.map(
    (message, index): Message =>
      index !== spot
        ? message
        : {
            ...message,
            parts: message.parts.map(part =>
              part.kind === 'result'
                ? { ...part, content: '[cleared]' }
                : part.kind === 'text'
                  ? { ...part, text: 'Go on.' }
                  : part,
            ),
          },
  );
  return { ...prompt, messages };
}
