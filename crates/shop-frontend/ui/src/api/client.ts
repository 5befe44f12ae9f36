import { uuid } from '../lib/uuid';
import { kindOfStatus, parseRetryAfter, ShopError, type FailureFacts } from './errors';
import type { Problem } from './types';

export interface Call {
  method?: 'GET' | 'PUT' | 'POST' | 'DELETE';
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** How long to wait for the whole answer. */
  timeoutMs?: number;
}

export const READ_TIMEOUT_MS = 10_000;
export const CHECKOUT_TIMEOUT_MS = 20_000;

/**
 * Calls the shop once. There is no retry in here: the services already retry behind this, and a
 * page that repeats itself would add load to a shop in trouble. The customer decides.
 *
 * @throws ShopError on anything but a 2xx with a JSON body
 * @throws DOMException `AbortError` when the caller's signal was aborted
 */
export async function call<T>(path: string, options: Call = {}): Promise<T> {
  const { method = 'GET', body, signal, timeoutMs = READ_TIMEOUT_MS } = options;
  // Chosen here, so that a call that never got an answer can still be found in the shop's logs.
  const requestId = uuid();
  const failure = (facts: Partial<FailureFacts> & Pick<FailureFacts, 'kind'>) =>
    new ShopError({
      method,
      path,
      status: null,
      type: null,
      detail: null,
      requestId,
      retryAfter: null,
      fields: [],
      at: new Date(),
      ...facts,
    });

  const headers: Record<string, string> = {
    accept: 'application/json',
    'x-request-id': requestId,
    ...options.headers,
  };
  const init: RequestInit = { method, headers };
  if (body !== undefined) {
    headers['content-type'] = 'application/json';
    init.body = JSON.stringify(body);
  }

  const limit = new AbortController();
  const leave = () => limit.abort();
  signal?.addEventListener('abort', leave, { once: true });
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    limit.abort();
  }, timeoutMs);

  let response: Response;
  let text: string;
  try {
    signal?.throwIfAborted();
    response = await fetch(path, { ...init, signal: limit.signal });
    text = await response.text();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw failure({ kind: timedOut ? 'timeout' : 'unreachable' });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', leave);
  }

  const answer = parseJson(text);
  const answeredId = response.headers.get('x-request-id');
  if (response.ok) {
    if (answer === undefined) {
      throw failure({
        kind: 'unreadable',
        status: response.status,
        requestId: answeredId ?? requestId,
      });
    }
    return answer as T;
  }
  const problem: Problem = isRecord(answer) ? answer : {};
  throw failure({
    kind: kindOfStatus(response.status),
    status: response.status,
    type: problem.type ?? null,
    detail: problem.detail ?? problem.title ?? null,
    requestId: answeredId ?? problem.requestId ?? requestId,
    retryAfter: parseRetryAfter(response.headers.get('retry-after'), new Date()),
    fields: Array.isArray(problem.errors) ? problem.errors : [],
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
