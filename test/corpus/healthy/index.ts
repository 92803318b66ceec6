import { byteTemptations } from './bytes.js';
import { habitTemptations } from './habits.js';
import { hintTemptations } from './hints.js';
import { laneTemptations } from './lanes.js';
import { serverCompaction } from './server-compaction.js';
import type { Temptation } from './temptation.js';
import { timeTemptations } from './time.js';

/** Healthy sessions: not one of their requests may ring. */
export const TEMPTATIONS: readonly Temptation[] = [
  ...byteTemptations,
  ...habitTemptations,
  ...laneTemptations,
  ...timeTemptations,
  ...hintTemptations,
  serverCompaction,
];
