import { isWhole } from '../../prompt/index.js';
import type { Hint } from '../model.js';
import { belowMinimum } from './below-minimum.js';
import { breakpointsIllegal } from './breakpoints-illegal.js';
import { contentUnrecoverable } from './content-unrecoverable.js';
import { errorsScrubbed } from './errors-scrubbed.js';
import { addRequest } from './figures.js';
import { inputHeavy } from './input-heavy.js';
import { oneTurnApart } from './one-turn-apart.js';
import { prefixUnmarked } from './prefix-unmarked.js';
import type { HygieneContext, HygieneRule, LaneFigures } from './rule.js';
import { summaryUnshared } from './summary-unshared.js';
import { summaryUntraced } from './summary-untraced.js';
import { tailUnmarked } from './tail-unmarked.js';
import { tailVolatile } from './tail-volatile.js';
import { toolsUnordered } from './tools-unordered.js';
import { toolsetSwapped } from './toolset-swapped.js';
import { volatileAhead } from './volatile-ahead.js';

/** Every hint, in the order in which they are shown. */
export const HYGIENE: readonly HygieneRule[] = [
  breakpointsIllegal,
  prefixUnmarked,
  tailUnmarked,
  tailVolatile,
  volatileAhead,
  oneTurnApart,
  belowMinimum,
  toolsUnordered,
  toolsetSwapped,
  summaryUnshared,
  summaryUntraced,
  contentUnrecoverable,
  errorsScrubbed,
  inputHeavy,
];

/**
 * The hints that a request gives for the first time in its lane. To be asked once per request that succeeded, in order, when
 * its usage has come or will not come.
 */
export function inspect(
  figures: LaneFigures,
  context: HygieneContext,
): { readonly hints: readonly Hint[]; readonly figures: LaneFigures } {
  const now = addRequest(figures, context);
  const { prompt, parent, causes } = context;
  const isRedacted = !isWhole(prompt) || (parent !== null && !isWhole(parent));
  let hints: Hint[] | null = null;
  for (const rule of HYGIENE) {
    if (now.given.includes(rule.id) || (rule.readsAbsence && isRedacted)) continue;
    if (causes.length > 0 && rule.saidBy.some(cause => causes.includes(cause))) continue;
    const hint = ask(rule, context, now);
    if (hint === null) continue;
    hints ??= [];
    hints.push(hint);
  }
  // Nearly every request gives none: they share the list.
  if (hints === null) return { hints: NONE, figures: now };
  return { hints, figures: { ...now, given: [...now.given, ...hints.map(hint => hint.id)] } };
}

const NONE: readonly Hint[] = [];

/** The hints of a request that the provider refused: why it did. Its lane is as it was before. */
export function inspectRefused(figures: LaneFigures, context: HygieneContext): readonly Hint[] {
  return HYGIENE.filter(rule => rule.tellsRefusal === true).flatMap(
    rule => ask(rule, context, figures) ?? [],
  );
}

function ask(rule: HygieneRule, context: HygieneContext, figures: LaneFigures): Hint | null {
  const found = rule.find(context, figures);
  return found === null ? null : { id: rule.id, fix: rule.fix, ...found };
}
