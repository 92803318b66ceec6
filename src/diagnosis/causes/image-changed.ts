import { blockAfter, blockBefore, type CauseRule, WORDS_FOR } from './rule.js';

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
      const before = blockBefore(evidence, divergence);
      const after = blockAfter(evidence, divergence);
      const wasImage = before !== undefined && holdsImage(before.kind, before.canonical);
      const isImage = after !== undefined && holdsImage(after.kind, after.canonical);
      if (!wasImage && !isImage) return null;
      const how = wasImage && isImage ? 're-encoded' : wasImage ? 'removed' : 'added';
      return {
        kind: how,
        confidence: 'certain',
        summary: `The image at ${divergence.path} was ${how === 're-encoded' ? 'sent with other bytes' : how}.`,
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
      path: 'messages',
    };
  },
};

function holdsImage(kind: string, canonical: string): boolean {
  return kind === 'image' || (kind === 'tool_result' && canonical.includes('"type":"image"'));
}
