import type { GoingCold } from '../../store/live/going-cold.js';
import { compactCount, counted, dollars, predicted, threshold } from '../../text/numbers.js';
import { countdown } from '../../text/times.js';

/** `84 k tokens go cold in 1:00 (#12): a ping costs $0.03, a cold start $0.29 more; it pays if a next request by then is likelier than 8.7 %, 11 pings in a row at most`. */
export function coldSentence({
  at,
  expiresAt,
  label,
  tokens,
  exact,
  costApproximate,
  ping,
}: GoingCold): string {
  const size = exact ? compactCount(tokens) : predicted(compactCount(tokens));
  return `${size} tokens go cold in ${countdown(expiresAt - at)} (#${label})${priceOf(ping, costApproximate)}`;
}

function priceOf({ cost, saves, breakEven, most }: GoingCold['ping'], approximate: boolean): string {
  if (cost === null || saves === null) return ': no rate says what a ping would cost';
  const price = `: a ping costs ${dollars(cost, { approximate })}, a cold start ${dollars(saves, { approximate })} more`;
  if (breakEven === null || breakEven >= 1) return `${price}; a ping does not pay`;
  const inARow = most === null ? '' : `, ${counted(most, 'ping')} in a row at most`;
  return `${price}; it pays if a next request by then is likelier than ${threshold(breakEven)}${inARow}`;
}
