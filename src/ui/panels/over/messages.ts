import { clockTime } from '../../../text/times.js';
import { box, type Line, line, quiet, strong, wrapWords } from '../../line.js';
import type { Panel, Scene } from '../../scene.js';

/** What was said so far, the newest first. */
export const messages: Panel = (scene, { width, height }) => {
  const content = messageLines(scene, width - 4);
  const rows = Math.max(0, height - 2);
  const top = Math.min(scene.state.view.scroll.messages, Math.max(0, content.length - rows));
  return box(content.slice(top, top + rows), width, height, {
    title: [strong('Messages')],
    right: [quiet(`${scene.state.messages.length} so far, newest first   esc closes`)],
    focused: true,
  });
};

export const messagesOverflow = (scene: Scene, width: number, height: number): number =>
  Math.max(0, messageLines(scene, width - 4).length - Math.max(0, height - 2));

const TIME = 10;

function messageLines({ state, show }: Scene, cells: number): Line[] {
  if (state.messages.length === 0) return [[quiet('Nothing was said yet.')]];
  return [...state.messages]
    .reverse()
    .flatMap(({ at, text }) =>
      wrapWords(show(text), Math.max(8, cells - TIME)).map((row, i) =>
        line(quiet((i === 0 ? clockTime(at) : '').padEnd(TIME)), row),
      ),
    );
}
