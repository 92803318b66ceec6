import type { ReportLane } from '../report.js';
import type { ReportRequest } from '../request.js';
import { checkpointSentence } from './checkpoints.js';
import { perOutput } from './totals.js';

/** Below the table of a lane: what goes in for what comes out, and the breakpoints of its newest request. */
export function laneFacts({ requests, totals }: ReportLane): readonly string[] {
  const newest = requests.findLast(({ checkpoints }) => checkpoints.length > 0);
  const { inputPerOutput } = totals;
  return [
    ...(inputPerOutput === null || requests.length < 2
      ? []
      : [`${perOutput(inputPerOutput)} for each token of output`]),
    ...answers(requests),
    ...vendorWords(requests),
    ...(newest?.checkpoints.map(point => `#${newest.label} breakpoint ${checkpointSentence(point)}`) ?? []),
  ];
}

/** What came in place of an answer, or what was wrong with it, each text once. */
const answers = (requests: readonly ReportRequest[]): readonly string[] =>
  grouped(requests, request => (request.error === null ? null : `${endOf(request)}: ${request.error}`));

/** `refused with 400`: only a provider refuses, and only by a status that says so. */
function endOf({ status, outcome }: ReportRequest): string {
  if (status !== null && status >= 400) return `refused with ${status}`;
  if (outcome === 'aborted') return 'broken off';
  if (outcome === 'error') return status === null ? 'failed' : `failed with ${status}`;
  return status === null ? 'answered' : `answered with ${status}`;
}

/** The provider's word on a miss at requests that did not break here; where they did, it stands beside our causes. */
const vendorWords = (requests: readonly ReportRequest[]): readonly string[] =>
  grouped(requests, ({ vendor, break: found }) =>
    vendor === null || vendor.reason === 'none' || found !== null
      ? null
      : `no break here; the provider says ${vendor.reason} (${vendor.by})`,
  );

/** `#4, #6 refused with 400: …`: requests of which the same is to be said. */
function grouped(
  requests: readonly ReportRequest[],
  sentence: (request: ReportRequest) => string | null,
): readonly string[] {
  const found = new Map<string, string[]>();
  for (const request of requests) {
    const said = sentence(request);
    if (said !== null) found.set(said, [...(found.get(said) ?? []), `#${request.label}`]);
  }
  return [...found].map(([said, labels]) => `${labels.join(', ')} ${said}`);
}
