export { type Comparison, comparePrompts, type PromptDifference } from './comparison.js';
export { type Difference, differencesOf, divergeSection } from './differences.js';
export { diverge, divergeBlock, sectionBlocks, sharedBlocks } from './diverge.js';
export { countCharacters } from './excerpt.js';
export { formOnly, keyOrderOnly, sameBlocks, sameLines, sortedCanonical, whitespaceOnly } from './forms.js';
export { lineByteOf, type Place, placeOf, type Sent } from './place.js';
export type {
  Block,
  BlockKind,
  Breakpoint,
  Divergence,
  Excerpt,
  Marker,
  Prompt,
  Section,
} from './prompt.js';
export { SECTIONS } from './prompt.js';
export { isAsSent, type PromptRequest, readPrompt } from './read.js';
export { isRedactedIn, isWhole, redactedSections, redactedUpTo } from './redacted.js';
export { withoutPlaces } from './uncounted.js';
export { type PromptLine, type WrittenDifference, writtenDifferences } from './written.js';
