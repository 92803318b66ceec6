import { type Action, always, isPlain } from './action.js';

/** What stops and steps the log. */
export const TIME: readonly Action[] = [
  {
    id: 'stop',
    keys: ['space'],
    title: 'stop the log, or go on; reading, recording and the agent never stop',
    group: 'Time',
    hint: { keys: 'space', word: 'stop the log' },
    hintWhileStopped: { keys: 'space', word: 'go on' },
    when: always,
    run: ({ effects }) => effects.time.stop(),
  },
  {
    id: 'step',
    keys: ['.', 'right'],
    title: 'one record on',
    group: 'Time',
    hintWhileStopped: { keys: '.', word: 'step' },
    when: isPlain,
    run: ({ effects }) => effects.time.step(),
  },
  {
    id: 'step-back',
    keys: ['left'],
    title: 'one record back: everything shows what was known then',
    group: 'Time',
    hint: { keys: '←/→', word: 'time' },
    when: isPlain,
    run: ({ effects }) => effects.time.back(),
  },
  {
    id: 'to-break',
    keys: ['>'],
    title: 'on to the next break',
    group: 'Time',
    hintWhileStopped: { keys: '>', word: 'next break' },
    when: isPlain,
    run: ({ effects }) => effects.time.toBreak(),
  },
];
