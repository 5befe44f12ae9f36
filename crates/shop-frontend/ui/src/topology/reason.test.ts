import { expect, test } from 'vitest';
import { en } from '../i18n/en';
import { ko } from '../i18n/ko';
import { reasonIn } from './reason';

test.each([
  ['no answer within 800 ms', '800'],
  ['no connection', ko.topology.reasons.away],
  ['not asked, because it failed too often', ko.topology.reasons.leftAlone],
  ["an answer that can't be read", ko.topology.reasons.unreadable],
])('“%s” is said in both languages', (said, korean) => {
  expect(reasonIn(en.topology.reasons, said)).toBe(said);
  expect(reasonIn(ko.topology.reasons, said)).toContain(korean);
});

test('a reason that nobody has translated yet stands as it came', () => {
  expect(reasonIn(ko.topology.reasons, 'on fire')).toBe('on fire');
});
