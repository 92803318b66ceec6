/** What happens on the screen, in plain words, for somebody who sees it for the first time. */
import type { RequestEntry } from '../../../diagnosis/model.js';
import { promptTokens as tokensOf } from '../../../log/protocol/usage.js';
import { isComing } from '../../../store/live/coming.js';
import { compactCount, counted, dollars } from '../../../text/numbers.js';
import type { Scene } from '../../scene.js';

/** The caption of a demo, and one for narrow screens; null where none is wanted. */
export type Caption = readonly [full: string, brief: string];

export function caption({ state, model }: Scene): Caption | null {
  if (state.played !== 'demo') return null;
  const newest = model.requests.at(-1);
  if (newest === undefined)
    return [
      'A recorded session of an agent: its first request is about to leave.',
      'A recorded session is about to begin.',
    ];
  const { lostToBreaks, cost, ringing } = model.totals;
  const isOver = state.sources.length > 0 && state.sources.every(source => source.state === 'ended');
  if (isOver && state.view.pausedAt === null && lostToBreaks !== null && cost !== null) {
    const bill = `${counted(ringing, 'break')} cost ${dollars(lostToBreaks)} of ${dollars(cost)}.`;
    return [
      `The demo is over: ${bill} [ and ] go through them, q quits.`,
      ringing === 0 ? `Over: ${bill}` : `Over: ${bill} [ ]`,
    ];
  }
  return captionOf(newest);
}

function captionOf(request: RequestEntry): Caption {
  const { label, usage, break: broken, parent } = request;
  const name = `Request #${label}`;
  const foretold = isComing(request) ? request.foreseen : null;
  if (foretold !== null) {
    const { cost, causes } = foretold;
    const price = cost === null ? '' : `, ${dollars(cost, { estimate: true })}`;
    return [
      `${name} left with another prefix (${causes[0]?.id}): a break is coming${price}.`,
      `#${label} left changed: a break is coming.`,
    ];
  }
  if (usage === null) {
    return parent === null
      ? [
          `${name} has left: tools, instructions and the whole conversation, each time.`,
          `#${label} has left, with all that was said.`,
        ]
      : [
          `${name} only adds to what was sent: the cache should hold the rest.`,
          `#${label} only adds: the rest should be cached.`,
        ];
  }
  const total = tokensOf(usage);
  const [read, all] = [usage.cacheRead, total].map(tokens => (tokens === null ? '?' : compactCount(tokens)));
  if (broken?.ringing === true) {
    const money = broken.cost === null ? '' : ` ${dollars(broken.cost)} more than a hit.`;
    return [
      `${name} broke the cache: ${read} of its ${all} tokens were there.${money}`,
      `#${label} broke it: ${read} of ${all} were cached.`,
    ];
  }
  if (usage.cacheRead === 0)
    return [
      `${name} read none of its ${all} tokens from the cache, as was to be expected.`,
      `#${label} read none of its ${all}, as expected.`,
    ];
  return [
    `${name} was a hit: ${read} of its ${all} tokens came from the cache.`,
    `#${label} was a hit: ${read} of ${all} cached.`,
  ];
}
