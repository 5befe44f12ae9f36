import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { call } from './client';
import { ShopError } from './errors';

const fetching = vi.fn<typeof fetch>();

beforeEach(() => {
  fetching.mockReset();
  vi.stubGlobal('fetch', fetching);
});
afterEach(() => {
  vi.useRealTimers();
});

async function failureOf(promise: Promise<unknown>): Promise<ShopError> {
  const reason = await promise.then(
    () => null,
    (error: unknown) => error,
  );
  expect(reason).toBeInstanceOf(ShopError);
  return reason as ShopError;
}

function problem(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers });
}

/** A fetch that ends only when it is aborted, as a real one does. */
function neverAnswers(): void {
  fetching.mockImplementation(
    (_, init) =>
      new Promise((_, reject) => {
        init?.signal?.addEventListener('abort', () =>
          reject(new DOMException('aborted', 'AbortError')),
        );
      }),
  );
}

test('a body is sent as JSON together with a request id', async () => {
  fetching.mockResolvedValue(new Response('{"items":[]}'));
  await expect(call('/api/x', { method: 'PUT', body: { quantity: 2 } })).resolves.toEqual({
    items: [],
  });
  const [path, init] = fetching.mock.calls[0]!;
  expect(path).toBe('/api/x');
  expect(init?.body).toBe('{"quantity":2}');
  expect(init?.headers).toMatchObject({
    'content-type': 'application/json',
    'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
  });
});

test('a problem becomes an error with all that an engineer asks for', async () => {
  fetching.mockResolvedValue(
    problem(
      503,
      {
        type: '/problems/dependency-unavailable',
        title: 'Unavailable',
        detail: 'catalog did not answer',
        requestId: 'from-body',
        errors: [{ field: 'quantity', message: 'too many' }],
      },
      { 'retry-after': '7', 'x-request-id': 'from-header' },
    ),
  );
  const { facts } = await failureOf(call('/api/products'));
  expect(facts).toMatchObject({
    kind: 'unavailable',
    method: 'GET',
    path: '/api/products',
    status: 503,
    type: '/problems/dependency-unavailable',
    detail: 'catalog did not answer',
    requestId: 'from-header',
    retryAfter: 7,
    fields: [{ field: 'quantity', message: 'too many' }],
  });
});

test('the id of the body is taken where the header has none', async () => {
  fetching.mockResolvedValue(problem(500, { requestId: 'from-body' }));
  expect((await failureOf(call('/api/x'))).facts.requestId).toBe('from-body');
});

test('a call without any answer still has the id it was sent with', async () => {
  fetching.mockRejectedValue(new TypeError('Failed to fetch'));
  const { facts } = await failureOf(call('/api/x'));
  expect(facts.kind).toBe('unreachable');
  expect(fetching.mock.calls[0]![1]?.headers).toMatchObject({ 'x-request-id': facts.requestId });
});

test('a call that takes too long is given up and called a timeout', async () => {
  vi.useFakeTimers();
  neverAnswers();
  const failed = failureOf(call('/api/x', { timeoutMs: 1_000 }));
  await vi.advanceTimersByTimeAsync(1_000);
  expect((await failed).kind).toBe('timeout');
});

test('a call that its caller gives up is no failure of the shop', async () => {
  neverAnswers();
  const gone = new AbortController();
  const left = call('/api/x', { signal: gone.signal });
  gone.abort();
  await expect(left).rejects.toMatchObject({ name: 'AbortError' });
});

test('an answer without a body is a success', async () => {
  fetching.mockResolvedValue(new Response(null, { status: 204 }));
  await expect(call('/api/x', { method: 'DELETE' })).resolves.toBeUndefined();
});

test('a status that its caller expects is no failure', async () => {
  fetching.mockImplementation(
    async () => new Response('{"status":"unavailable"}', { status: 503 }),
  );
  await expect(call('/readyz', { alsoGood: 503 })).resolves.toEqual({ status: 'unavailable' });
  expect((await failureOf(call('/readyz'))).kind).toBe('unavailable');
});

describe('an answer that is not what the API promises', () => {
  test('is unreadable when it claims success', async () => {
    fetching.mockResolvedValue(new Response('<!doctype html>'));
    expect((await failureOf(call('/api/x'))).kind).toBe('unreadable');
  });

  test.each([
    ['html', '<h1>502</h1>'],
    ['a list', '[]'],
    ['a problem with broken fields', '{"errors":"none"}'],
  ])('keeps its status when it is %s', async (_, body) => {
    fetching.mockResolvedValue(new Response(body, { status: 502 }));
    const { facts } = await failureOf(call('/api/x'));
    expect(facts).toMatchObject({ kind: 'unavailable', status: 502, fields: [] });
  });
});
