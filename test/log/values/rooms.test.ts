import { expect, it } from 'vitest';
import { createRooms } from '../../../src/log/values/rooms.js';

it('gives out room that was given back, where it is of about that size', () => {
  const rooms = createRooms({ most: 3, bytes: 10_000 });
  const [small, large] = [rooms.take(100), rooms.take(4_000)];
  rooms.giveBack(small);
  rooms.giveBack(large);
  expect(rooms.take(1_000)).not.toBe(large);
  expect(rooms.take(3_000)).toBe(large);
  expect(rooms.take(3_000)).not.toBe(large);
  expect(rooms.take(100)).toBe(small);
});

it('keeps no more rooms, and no more bytes, than it may; the oldest go first', () => {
  const rooms = createRooms({ most: 3, bytes: 10_000 });
  const sizes = [100, 300, 1_000, 3_000];
  const four = sizes.map(length => rooms.take(length));
  for (const room of four) rooms.giveBack(room);
  expect(sizes.map(length => four.includes(rooms.take(length)))).toEqual([false, true, true, true]);
  const [first, second] = [rooms.take(6_000), rooms.take(5_000)];
  rooms.giveBack(first);
  rooms.giveBack(second);
  expect(rooms.take(6_000)).not.toBe(first);
  expect(rooms.take(5_000)).toBe(second);
});
