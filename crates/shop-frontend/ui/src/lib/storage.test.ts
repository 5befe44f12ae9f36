import { expect, test, vi } from 'vitest';
import { tabStore } from './storage';
import { uuid } from './uuid';

test('a blocked storage is replaced by memory', () => {
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('blocked', 'SecurityError');
  });
  tabStore.set('key', 'value');
  expect(tabStore.get('key')).toBe('value');
  tabStore.remove('key');
  expect(tabStore.get('key')).toBeNull();
});

test('ids are UUIDs of version 4, and differ', () => {
  const ids = Array.from({ length: 50 }, uuid);
  for (const id of ids) {
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
  expect(new Set(ids).size).toBe(50);
});
