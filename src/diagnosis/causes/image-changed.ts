import { isArray, isObject, parseJson, textOf } from '../../log/json/json.js';
import { compact, parseBlock } from '../../prompt/json.js';
import type { Block } from '../../prompt/prompt.js';
import { quoted } from '../../text/quoted.js';
import { gapAt } from './history-shape.js';
import { type CauseRule, WORDS_FOR } from './rule.js';

export const imageChanged: CauseRule = {
  id: 'image-changed',
  title: 'An image changed',
  severity: 'medium',
  stage: 'messages',
  vendor: WORDS_FOR.messages,
  fix: 'Keep images byte for byte once they were sent; take them out in batches, when the cache is cold anyway.',
  find(evidence) {
    const divergence = evidence.differences.messages;
    if (divergence !== null) {
      const { gone, come } = gapAt(evidence, divergence);
      // Messages that gave way to others may hold images among other things.
      if (gone.length + come.length > 2 && ![...gone, ...come].every(isImage)) return null;
      const [was, is] = [gone.flatMap(imagesIn), come.flatMap(imagesIn)];
      if (was.join() === is.join()) return null;
      const how = was.length > is.length ? 'removed' : was.length < is.length ? 'added' : 're-encoded';
      const place = how === 'removed' ? gone[0]?.path : how === 'added' ? come[0]?.path : divergence.path;
      const [old, now] = [was.map(withoutDetail), is.map(withoutDetail)];
      if (how === 're-encoded' && old.every(({ image }, n) => image === now[n]?.image)) {
        const changed = old.findIndex(({ detail }, n) => detail !== now[n]?.detail);
        return {
          kind: 'detail',
          confidence: 'certain',
          summary: `The image at ${come[0]?.path ?? divergence.path} is the same, its detail is not: ${detailWord(old[changed]?.detail)} became ${detailWord(now[changed]?.detail)}, and the model sees it in other tokens.`,
          fix: 'Keep the detail of an image as it was first sent.',
          divergence,
        };
      }
      return {
        kind: how,
        confidence: 'certain',
        summary: `The image at ${place ?? divergence.path} was ${how === 're-encoded' ? 'sent with other bytes' : how}.`,
        ...(how === 'added' ? { fix: ADDED_FIX } : {}),
        divergence,
      };
    }
    const images = evidence.parameters.find(change => change.name === 'images');
    if (images === undefined) return null;
    return {
      kind: images.after === null ? 'removed' : 'added',
      confidence: 'likely',
      summary:
        images.after === null
          ? 'The last image left the request: messages of requests with and without images share no cache.'
          : 'The first image joined the request: messages of requests with and without images share no cache.',
      ...(images.after === null ? {} : { fix: FIRST_FIX }),
      path: 'messages',
    };
  },
};

const ADDED_FIX = 'Send an image in a new message at the end; one that was sent without it stays as it is.';
const FIRST_FIX =
  'The first image costs the messages once: send it early, or let a subagent look at it and answer in words.';

/** An image apart from how closely the model is to look at it (OpenAI's `detail`). */
function withoutDetail(canonical: string): { readonly image: string; readonly detail: string | null } {
  const value = parseJson(canonical);
  if (!isObject(value)) return { image: canonical, detail: null };
  const { image_url: source, detail, ...rest } = value;
  if (!isObject(source)) return { image: compact({ ...rest, url: source ?? null }), detail: textOf(detail) };
  const { detail: own, ...inner } = source;
  return { image: compact({ ...rest, url: inner }), detail: textOf(own) };
}

const detailWord = (detail: string | null | undefined): string =>
  detail == null ? 'none' : `"${quoted(detail, 20)}"`;

const isImage = (block: Block): boolean => block.kind === 'image';

/** The images of a block, as JSON: it is one, or a tool's result that holds some (Anthropic, Bedrock). */
function imagesIn(block: Block): readonly string[] {
  if (isImage(block)) return [block.canonical];
  if (block.kind !== 'tool_result') return [];
  const value = parseBlock(block);
  const result = isObject(value) && isObject(value.toolResult) ? value.toolResult : value;
  const content = isObject(result) && isArray(result.content) ? result.content : [];
  return content
    .filter(isObject)
    .filter(item => item.type === 'image' || item.image !== undefined)
    .map(compact);
}
