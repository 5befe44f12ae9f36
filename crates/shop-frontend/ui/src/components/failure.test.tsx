import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ShopError } from '../api/errors';
import { en } from '../i18n/en';
import { LanguageProvider } from '../i18n/language';
import { Failure } from './failure';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function unavailable(retryAfter: number | null): ShopError {
  return new ShopError({
    kind: 'unavailable',
    method: 'GET',
    path: '/api/products',
    status: 503,
    type: null,
    detail: null,
    requestId: '0f8c',
    retryAfter,
    fields: [],
    at: new Date(),
  });
}

function show(error: ShopError, onRetry: () => void) {
  render(
    <LanguageProvider>
      <Failure error={error} onRetry={onRetry} />
    </LanguageProvider>,
  );
  return screen.getByRole('button');
}

test('a retry waits for as long as the shop asks', () => {
  const retry = vi.fn();
  const button = show(unavailable(3), retry);
  expect(button.textContent).toBe(en.failure.retryIn(3));
  fireEvent.click(button);
  expect(retry).not.toHaveBeenCalled();
  act(() => vi.advanceTimersByTime(2_000));
  expect(button.textContent).toBe(en.failure.retryIn(1));
  act(() => vi.advanceTimersByTime(1_000));
  expect(button.textContent).toBe(en.failure.retry);
  fireEvent.click(button);
  expect(retry).toHaveBeenCalledOnce();
});

test('nobody is locked out for longer than half a minute', () => {
  const button = show(unavailable(86_400), () => undefined);
  act(() => vi.advanceTimersByTime(30_000));
  expect(button.textContent).toBe(en.failure.retry);
});

test('the reference is in plain sight', () => {
  show(unavailable(null), () => undefined);
  expect(screen.getByText('0f8c').tagName).toBe('CODE');
  expect(screen.getByRole('alert').textContent).toContain(en.failures.unavailable.next);
});
