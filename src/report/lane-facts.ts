import { checkpointSentence } from './checkpoints.js';
import type { ReportLane, ReportRequest } from './report.js';
import { perOutput } from './totals.js';

/** Below the table of a lane: what goes in for what comes out, and the breakpoints of its newest request. */
export function laneFacts({ requests, totals }: ReportLane): readonly string[] {
  const newest = requests.findLast(({ checkpoints }) => checkpoints.length > 0);
  const { inputPerOutput } = totals;
  return [
    ...(inputPerOutput === null || requests.length < 2
      ? []
      : [`${perOutput(inputPerOutput)} for each token of output`]),
    ...refusals(requests),
    ...vendorWords(requests),
    ...(newest?.checkpoints.map(point => `#${newest.label} breakpoint ${checkpointSentence(point)}`) ?? []),
  ];
}

/** What the provider answered to requests that it refused, each text once. */
const refusals = (requests: readonly ReportRequest[]): readonly string[] =>
  grouped(requests, ({ error, status }) =>
    error === null ? null : `refused${status === null ? '' : ` with ${status}`}: ${error}`,
  );

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
