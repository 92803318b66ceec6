import type { Cause, CauseId } from '../model.js';
import { attributionChanged } from './attribution-changed.js';
import { belowMinimum } from './below-minimum.js';
import { breakpointIllegal } from './breakpoint-illegal.js';
import { breakpointMissing } from './breakpoint-missing.js';
import { breakpointVolatile } from './breakpoint-volatile.js';
import { concurrent } from './concurrent.js';
import { contentForm, contentFormAsWritten } from './content-form.js';
import { expired } from './expired.js';
import { historyEdited } from './history-edited.js';
import { historyMoved } from './history-moved.js';
import { historySummarised } from './history-summarised.js';
import { historyTruncated } from './history-truncated.js';
import { imageChanged } from './image-changed.js';
import { keyOrderAsWritten, keyOrderInMessages, keyOrderInSystem, keyOrderInTools } from './key-order.js';
import { lifetimeChanged } from './lifetime-changed.js';
import { lookbackExceeded } from './lookback-exceeded.js';
import { modelChanged } from './model-changed.js';
import { parametersChanged } from './parameters-changed.js';
import { providerSide } from './provider-side.js';
import { rewound } from './rewound.js';
import type { CauseRule } from './rule.js';
import { systemChanged } from './system-changed.js';
import { systemReordered } from './system-reordered.js';
import { thinkingDropped } from './thinking-dropped.js';
import { toolChanged } from './tool-changed.js';
import { toolsAdded } from './tools-added.js';
import { toolsRemoved } from './tools-removed.js';
import { toolsReordered } from './tools-reordered.js';
import { unknown } from './unknown.js';
import { unsafeCompaction } from './unsafe-compaction.js';
import { volatileInMessages, volatileInSystem, volatileInTools } from './volatile-value.js';
import { whitespaceInMessages, whitespaceInSystem, whitespaceInTools } from './whitespace.js';

/** Every cause. Within a stage the order is that of precedence: the narrower name first. */
export const CAUSES: readonly CauseRule[] = [
  unsafeCompaction,
  modelChanged,

  volatileInTools,
  keyOrderInTools,
  whitespaceInTools,
  toolsAdded,
  toolsRemoved,
  toolsReordered,
  toolChanged,

  attributionChanged,
  keyOrderInSystem,
  whitespaceInSystem,
  volatileInSystem,
  systemReordered,
  systemChanged,

  parametersChanged,

  historySummarised,
  breakpointVolatile,
  thinkingDropped,
  imageChanged,
  rewound,
  keyOrderInMessages,
  whitespaceInMessages,
  volatileInMessages,
  historyTruncated,
  historyMoved,
  historyEdited,

  breakpointIllegal,
  breakpointMissing,
  expired,
  lifetimeChanged,
  concurrent,
  lookbackExceeded,
  belowMinimum,

  contentForm,
  keyOrderAsWritten,
  contentFormAsWritten,
  providerSide,
  unknown,
];

/** The rule by which a cause was found; of an id with a rule for each section, that of the section. */
export function ruleOf({ id, divergence }: Named): CauseRule {
  const named = ofId.get(id) ?? CAUSES.filter(rule => rule.id === id);
  ofId.set(id, named);
  const rule = named.find(({ stage }) => stage === divergence?.section) ?? named[0];
  if (rule === undefined) throw new Error(`no rule for ${id}`);
  return rule;
}

const ofId = new Map<CauseId, readonly CauseRule[]>();

type Named = Pick<Cause, 'id'> & Partial<Pick<Cause, 'divergence'>>;
