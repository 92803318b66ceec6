import { box, strong } from '../line.js';
import type { Panel } from '../scene.js';

export const diff: Panel = (_, { width, height, focused }) =>
  box([], width, height, { title: [strong('Diff')], focused });
