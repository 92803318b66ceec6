import type { Model } from '../../diagnosis/model.js';
import { numberedLogs } from '../../diagnosis/sums/numbered-logs.js';
import { totalsOf } from '../../diagnosis/sums/totals.js';
import { breaksInBrief, lostText } from './totals.js';

/** What the numbers of several logs stand for: `1 one.jsonl $0.19 lost · 2 two.jsonl no breaks`; null where it is one log. */
export function legendOf(model: Pick<Model, 'requests'>): string | null {
  const logs = numberedLogs(model).map(({ number, name, requests }) => {
    const totals = totalsOf(requests);
    return `${number} ${name} ${totals.breaks > 0 ? `${lostText(totals)} lost` : breaksInBrief(totals)}`;
  });
  return logs.length === 0 ? null : logs.join(' · ');
}
