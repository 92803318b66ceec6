import { duration } from '../../text/times.js';
import { type CauseRule, WORDS_FOR } from './rule.js';

export const concurrent: CauseRule = {
  id: 'concurrent',
  title: 'Sent before the entry could be read',
  severity: 'medium',
  stage: 'circumstance',
  vendor: WORDS_FOR.sameBytes,
  isUnforeseen: true,
  fix: 'Send one request, wait for its first byte, then send the others that share its prefix.',
  find({ standing }) {
    if (standing.visible !== false) return null;
    const early = standing.earlyMs === null ? '' : ` (${duration(standing.earlyMs)} later)`;
    return {
      confidence: 'certain',
      summary: `It left before the request that wrote the entry got its first byte${early}.`,
    };
  },
};
