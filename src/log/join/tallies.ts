/** Where the requests of each log are counted, and what is said of it. */

/** Of a log: where its requests are counted. */
interface Tally {
  joined: number;
  readonly into: Set<string>;
  unclear: number;
  /** True once it has named an answer. */
  namesAnswers: boolean;
  /** True once it has told of a request with its prompt. */
  holdsPrompts: boolean;
}

export interface Tallies {
  of(log: string): Tally;
  /** What of a log is counted in others, or left out: a sentence; null: nothing is. */
  messageOf(log: string): string | null;
}

export function createTallies(): Tallies {
  const tallies = new Map<string, Tally>();
  return {
    of(log) {
      const none = {
        joined: 0,
        into: new Set<string>(),
        unclear: 0,
        namesAnswers: false,
        holdsPrompts: false,
      };
      const tally = tallies.get(log) ?? none;
      tallies.set(log, tally);
      return tally;
    },
    messageOf(log) {
      const tally = tallies.get(log);
      if (tally === undefined || tally.joined + tally.unclear === 0) return null;
      const others = [...tally.into].join(', ');
      return [
        ...(tally.joined === 0
          ? []
          : [
              `${requests(tally.joined)} of it ${tally.joined === 1 ? 'stands' : 'stand'} in ${others} too: counted there`,
            ]),
        ...(tally.unclear === 0
          ? []
          : [
              `${requests(tally.unclear)} left out: each can be one of several in another log of its session`,
            ]),
      ].join('; ');
    },
  };
}

const requests = (count: number): string => `${count} ${count === 1 ? 'request' : 'requests'}`;
