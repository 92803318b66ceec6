import { describe, expect, it } from 'vitest';
import { clockTime, countdown, duration, shortMoment, zoneOf } from '../../src/text/times.js';

describe('duration', () => {
  it.each([
    [null, '·'],
    [-5, '0.0s'],
    [449, '0.4s'],
    [9_999, '9.9s'],
    [10_000, '10s'],
    [59_999, '59s'],
    [60_000, '1m'],
    [3_599_999, '59m'],
    [7_200_000, '2h'],
    [432_000_000, '5d'],
  ])('%d ms reads as %s', (milliseconds, text) => expect(duration(milliseconds)).toBe(text));
});

describe('countdown', () => {
  it.each([
    [null, '·'],
    [-1, '0:00'],
    [7_999, '0:07'],
    [192_000, '3:12'],
    [3_729_000, '1:02:09'],
  ])('%d ms reads as %s', (milliseconds, text) => expect(countdown(milliseconds)).toBe(text));
});

describe('clockTime', () => {
  const at = Date.UTC(2026, 1, 17, 18, 2, 11);

  it('is a time of day in the zone asked for', () => {
    expect(clockTime(at, { timeZone: 'UTC' })).toBe('18:02:11');
    expect(clockTime(at, { timeZone: 'Asia/Kolkata', seconds: false })).toBe('23:32');
  });

  it('begins the day at 00, not at 24', () => {
    expect(clockTime(Date.UTC(2026, 0, 1), { timeZone: 'UTC' })).toBe('00:00:00');
  });

  it('does not know a time that the log lacks', () => {
    expect(clockTime(null)).toBe('·');
  });
});

describe('shortMoment', () => {
  const now = Date.UTC(2026, 10, 22, 12, 0);
  it.each([
    ['today', Date.UTC(2026, 10, 22, 9, 31), '09:31'],
    ['yesterday', Date.UTC(2026, 10, 21, 14, 31), '21 Nov'],
    ['September, in three letters as the others', Date.UTC(2026, 8, 15, 9, 31), '15 Sep'],
    ['this day of another year', Date.UTC(2025, 10, 22, 9, 31), '22 Nov'],
  ])('tells a moment of %s from one of another day', (_, at, text) => {
    expect(shortMoment(at, now, { timeZone: 'UTC' })).toBe(text);
  });

  it('goes by the calendar of the zone', () => {
    expect(shortMoment(Date.UTC(2026, 10, 21, 23, 30), now, { timeZone: 'Europe/Berlin' })).toBe('00:30');
  });
});

describe('zoneOf', () => {
  it.each([
    ['UTC', 'UTC'],
    ['Europe/Berlin', 'UTC+1'],
    ['America/St_Johns', 'UTC-3:30'],
  ])('says of %s how far it is from UTC', (timeZone, shown) => {
    expect(zoneOf(Date.UTC(2026, 10, 26), { timeZone })).toBe(shown);
  });
});
