import type { Block } from '../../prompt/prompt.js';
import { blockAfter, blockBefore, type CauseRule, WORDS_FOR } from './rule.js';

/**
 * Claude Code puts who called, and hashes of what it sends, into a system block of its own. Where it is part of the key, all of system is lost with it (measured: github.com/motiful/cc-cache-audit); some providers take
 * it out first, and then the read clears it.
 */
export const attributionChanged: CauseRule = {
  id: 'system-changed',
  title: 'The system text changed',
  severity: 'high',
  stage: 'system',
  isChoice: true,
  isFirstName: true,
  vendor: WORDS_FOR.system,
  fix: 'Start Claude Code with CLAUDE_CODE_ATTRIBUTION_HEADER=0: it then leaves this header out.',
  find(evidence) {
    const divergence = evidence.differences.system;
    if (divergence?.how !== 'changed') return null;
    const [old, now] = [blockBefore(evidence, divergence), blockAfter(evidence, divergence)].map(headerOf);
    if (old === null || now === null || old === undefined || now === undefined) return null;
    if (divergence.char > now.end) return null;
    const changed = Object.keys(PARTS).filter(part => old.parts.get(part) !== now.parts.get(part));
    return {
      kind: 'attribution',
      confidence: 'likely',
      summary: `The attribution header of Claude Code in ${divergence.path} changed${wordsOf(changed)}; it stands in front of the system text.`,
      divergence,
    };
  },
};

/** What each part of it follows. */
const PARTS: Readonly<Record<string, string>> = {
  cc_version: 'whose end follows the first user message',
  cch: 'which follows the whole request',
};

function wordsOf(changed: readonly string[]): string {
  return changed.length === 0 ? '' : `: ${changed.map(part => `\`${part}\`, ${PARTS[part]}`).join('; ')}`;
}

interface Header {
  readonly parts: ReadonlyMap<string, string>;
  /** Where it ends in the text of its block. */
  readonly end: number;
}

function headerOf(block: Block | undefined): Header | null {
  const found = /"text":"([^"\\]*x-anthropic-billing-header:([^"\\]*))/.exec(block?.canonical ?? '');
  if (found === null) return null;
  const [, whole = '', values = ''] = found;
  const parts = values.split(';').map(part => part.trim().split('='));
  return { parts: new Map(parts.map(([name = '', value = '']) => [name, value])), end: whole.length };
}
