import { expect, test } from 'vitest';
import type { ReportRequest } from '../../../src/report/request.js';
import { told } from '../../../src/report/words/told.js';

/** A break of one wound and one site, with this sentence. */
function broken(label: string, summary: string): ReportRequest {
  const cause = { id: 'history-edited', kind: 'compacted', summary };
  return { label, site: 's', break: { wound: 1, causes: [cause] } } as unknown as ReportRequest;
}

const asOf = (...summaries: readonly string[]): readonly (string | null)[] =>
  told(summaries.map((summary, i) => broken(`${i + 1}`, summary))).map(({ as }) => as);

test('a break is told as another one only if both state the same, be it of other places and figures', () => {
  const cleared = (at: number, bytes: string): string =>
    `An old tool result at messages[${at}].content[0].content became a placeholder (${bytes} -> 127 bytes): all behind it is written again.`;
  expect(
    asOf(cleared(2, '4 380'), cleared(14, '12 380'), `${cleared(6, '900')} The same in 2 other places.`),
  ).toEqual([null, '1', '1']);
  const pointed = cleared(4, '4 362').replace(':', ' that says where it can be found again:');
  expect(asOf(cleared(2, '4 380'), pointed, cleared(8, '5 000'))).toEqual([null, null, '1']);
});

test('lines in another order are not told as a line that changed', () => {
  expect(
    asOf(
      'An old user message changed in place at messages[0].content[0].text.',
      'The lines of an old user message stand in another order at messages[0].content[0].text.',
    ),
  ).toEqual([null, null]);
});
