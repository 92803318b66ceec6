export { type Comparison, comparePrompts, type PromptDifference } from './compare/comparison.js';
export { type Difference, differencesOf, divergeSection } from './compare/differences.js';
export { diverge, divergeAtOne, divergeBlock, sectionBlocks, sharedBlocks } from './compare/diverge.js';
export { countCharacters } from './compare/excerpt.js';
export {
  formOnly,
  keyOrderOnly,
  sameBlocks,
  sameLines,
  sortedCanonical,
  whitespaceOnly,
} from './compare/forms.js';
export { type Place, placeOf, placeOfByte, placeOfLeaf, type Sent } from './compare/place.js';
export { withoutPlaces } from './compare/uncounted.js';
export { type PromptLine, type WrittenDifference, writtenDifferences } from './compare/written.js';
export type {
  Block,
  BlockKind,
  Breakpoint,
  Divergence,
  Excerpt,
  Held,
  Marker,
  Prompt,
  Section,
} from './prompt.js';
export { isAnswer, isOneText, isRest, keepsAnswers, SECTIONS } from './prompt.js';
export { isAsSent, type PromptRequest, readPrompt } from './read.js';
export { isRedactedIn, isWhole, redactedSections, redactedUpTo } from './redacted.js';
