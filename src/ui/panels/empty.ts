import { liveness } from '../../store/live/liveness.js';
import { box, type Line, line, quiet, strong, wrapWords } from '../line.js';
import type { Panel, Scene } from '../scene.js';
import { progressWords } from './edges/progress.js';

/** Before the first request: what is being waited for, and the commands that make something to see. */
export const empty: Panel = (scene, { width, height }) => {
  const cells = width - 4;
  const lines: Line[] = [
    ...wrapWords(waitingFor(scene), cells).map(row => [strong(row)]),
    [],
    ...COMMANDS.flatMap(([command, what]) => [
      line(strong(`  ${command}`)),
      ...wrapWords(what, cells - 4).map(row => line(quiet(`    ${row}`))),
    ]),
  ];
  const above = Math.max(0, Math.floor((height - 2 - lines.length) / 3));
  return box([...Array.from({ length: above }, (): Line => []), ...lines], width, height, {
    title: [strong('No requests yet')],
  });
};

const COMMANDS = [
  ['cachequake demo', 'play a recorded agent with its timing: no key, no network'],
  ['cachequake record -- CMD', 'run an agent through a local recorder and watch it'],
  ['cachequake sources', 'logs found on this machine, and how to make each agent write one'],
] as const;

function waitingFor({ state, show }: Scene): string {
  const life = liveness(state);
  const { skippedCount, skipped, requests } = state.model;
  if (requests.length > 0)
    return state.view.pausedAt === null
      ? 'No request of this scope is listed any more: s chooses another.'
      : 'Nothing of this scope was known at this time: G goes back to now, s chooses another scope.';
  // It says more than its state: what stands in the place of a log, or that a folder is still without one.
  const told = state.sources.find(source => source.state === life.state)?.message ?? null;
  if (skippedCount > 0 && state.sources.every(s => s.state !== 'waiting')) {
    const reason = skipped.at(-1)?.reason ?? '';
    return show(`No line of this log could be read as a request (${skippedCount} skipped: ${reason}).`);
  }
  if (life.state === 'reading') {
    const progress = progressWords(state, Number.POSITIVE_INFINITY);
    return show(progress === null ? `Reading ${life.path}.` : `Reading ${life.path}: ${progress}.`);
  }
  if (life.state === 'empty') return show(`${life.path} holds no request yet; the first one appears here.`);
  if (told !== null && 'path' in life) return show(`${life.path}: ${told}.`);
  if (life.state === 'waiting') return show(`Waiting for ${life.path}; it is read as soon as it is there.`);
  if (life.state === 'gone') return show(`${life.path} is gone. If it comes back, reading goes on.`);
  if (life.state === 'ended') return show(`No request in ${state.sources.map(s => s.path).join(', ')}.`);
  return 'Looking for requests.';
}
