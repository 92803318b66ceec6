import { redactSecrets } from './secrets.js';
import { type VisibleOptions, visible } from './visible.js';

/** What may be written to a terminal, a page or the clipboard of a text that is not ours: without secrets, and harmless. */
export const shown = (text: string, options?: VisibleOptions): string =>
  visible(redactSecrets(text), options);
