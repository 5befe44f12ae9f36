import { expect, test } from 'vitest';
import type { ServiceState } from '../api/types';
import { healthOf, nodesOf } from './health';

function service(name: string, dependencies: Record<string, boolean> = {}): ServiceState {
  const ready = Object.values(dependencies).every(Boolean);
  return {
    name,
    version: { service: name, version: '1.0.0', replica: `${name}-1`, commit: 'abc' },
    readiness: {
      status: ready ? 'ok' : 'unavailable',
      dependencies: Object.fromEntries(
        Object.entries(dependencies).map(([key, ok]) => [key, { ok, detail: null }]),
      ),
    },
    error: null,
  };
}

const silent = (name: string): ServiceState => ({
  name,
  version: null,
  readiness: null,
  error: 'no answer',
});

test('a service without an answer is unreachable, and its stores are unknown', () => {
  const nodes = nodesOf({
    frontend: service('frontend'),
    behind: [service('main', { redis: true }), silent('catalog'), service('order')],
  });
  expect(nodes.map(({ health }) => health)).toEqual(['ok', 'ok', 'unreachable', 'ok']);
  expect(nodes[1]!.stores).toEqual([{ name: 'redis', health: 'ok' }]);
  expect(new Set(nodes[2]!.stores.map(({ health }) => health))).toEqual(new Set(['unknown']));
});

test('without main nobody can tell of those behind it', () => {
  const nodes = nodesOf({ frontend: service('frontend'), behind: null });
  expect(nodes.map(({ health }) => health)).toEqual(['ok', 'unreachable', 'unknown', 'unknown']);
});

test('without the frontend nothing can be told but that', () => {
  const nodes = nodesOf({ frontend: null, behind: null });
  expect(nodes.map(({ health }) => health)).toEqual([
    'unreachable',
    'unknown',
    'unknown',
    'unknown',
  ]);
});

test('a service that cannot serve is told apart from one that serves with less', () => {
  const down = service('catalog', { postgres: false, s3: true });
  expect(healthOf(down)).toBe('unready');
  expect(healthOf({ ...down, readiness: { ...down.readiness!, status: 'ok' } })).toBe('impaired');
});
