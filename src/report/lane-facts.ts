import { checkpointSentence } from './checkpoints.js';
import type { ReportLane } from './report.js';
import { perOutput } from './totals.js';

/** Below the table of a lane: what goes in for what comes out, and the breakpoints of its newest request. */
export function laneFacts({ requests, totals }: ReportLane): readonly string[] {
  const newest = requests.findLast(({ checkpoints }) => checkpoints.length > 0);
  const { inputPerOutput } = totals;
  return [
    ...(inputPerOutput === null || requests.length < 2
      ? []
      : [`${perOutput(inputPerOutput)} for each token of output`]),
    ...(newest?.checkpoints.map(point => `#${newest.label} breakpoint ${checkpointSentence(point)}`) ?? []),
  ];
}
