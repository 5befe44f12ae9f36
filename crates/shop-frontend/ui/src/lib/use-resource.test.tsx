import { act, renderHook } from '@testing-library/react';
import { expect, test } from 'vitest';
import { ShopError } from '../api/errors';
import { useResource } from './use-resource';

/** Loads that end when the test says so, by key. */
function loads() {
  const pending = new Map<
    string,
    { resolve: (value: string) => void; reject: (e: unknown) => void }
  >();
  const load = (key: string) =>
    new Promise<string>((resolve, reject) => pending.set(key, { resolve, reject }));
  return { load, pending };
}

function broken(): ShopError {
  return new ShopError({
    kind: 'broken',
    method: 'GET',
    path: '/api/x',
    status: 500,
    type: null,
    detail: null,
    requestId: 'r',
    retryAfter: null,
    fields: [],
    at: new Date(),
  });
}

test('a late answer to an old question is dropped', async () => {
  const { load, pending } = loads();
  const { result, rerender } = renderHook(({ key }) => useResource(key, () => load(key)), {
    initialProps: { key: 'old' },
  });
  rerender({ key: 'new' });
  await act(async () => pending.get('new')!.resolve('new answer'));
  await act(async () => pending.get('old')!.resolve('old answer'));
  expect(result.current.data).toBe('new answer');
});

test('the failure stays in sight while it is tried again, and goes with the answer', async () => {
  const { load, pending } = loads();
  const { result } = renderHook(() => useResource('x', () => load('x')));
  await act(async () => pending.get('x')!.reject(broken()));
  expect(result.current).toMatchObject({ data: null, busy: false, error: { kind: 'broken' } });
  act(() => result.current.reload());
  expect(result.current).toMatchObject({ busy: true, error: { kind: 'broken' } });
  await act(async () => pending.get('x')!.resolve('answer'));
  expect(result.current).toMatchObject({ data: 'answer', busy: false, error: null });
});

test('a mistake in reading an answer is shown as a failure too', async () => {
  const { result } = renderHook(() =>
    useResource('x', () => Promise.reject(new TypeError('items is undefined'))),
  );
  await act(async () => undefined);
  expect(result.current.error?.kind).toBe('unreadable');
  expect(result.current.error?.facts.detail).toContain('items is undefined');
});
