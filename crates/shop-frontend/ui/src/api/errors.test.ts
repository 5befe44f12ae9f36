import { expect, test } from 'vitest';
import { kindOfStatus, parseRetryAfter } from './errors';

test.each([
  [400, 'refused'],
  [404, 'notFound'],
  [409, 'refused'],
  [429, 'busy'],
  [500, 'broken'],
  [502, 'unavailable'],
  [503, 'unavailable'],
  [504, 'unavailable'],
])('status %i is %s', (status, kind) => {
  expect(kindOfStatus(status)).toBe(kind);
});

test.each([
  ['seconds', '5', 5],
  ['a date ahead', 'Tue, 24 Nov 2026 12:00:09 GMT', 9],
  ['a date gone by', 'Tue, 24 Nov 2026 11:00:00 GMT', 0],
  ['nonsense', 'soon', null],
  ['nothing', null, null],
])('Retry-After is understood as %s', (_, value, seconds) => {
  expect(parseRetryAfter(value, new Date('2026-11-24T12:00:00Z'))).toBe(seconds);
});
