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
  /** A status that is no failure here although it is no 2xx: `/readyz` says 503 and why. */
  alsoGood?: number;
}

export const READ_TIMEOUT_MS = 10_000;
export const CHECKOUT_TIMEOUT_MS = 20_000;

/**
 * Calls the shop once. There is no retry in here: the services already retry behind this, and a
 * page that repeats itself would add load to a shop in trouble. The customer decides.
 *
 * A 204 has no body and gives `undefined`.
 *
 * @throws ShopError on anything but a 2xx with a JSON body
 * @throws DOMException `AbortError` when the caller's signal was aborted
 */
export async function call<T>(path: string, options: Call = {}): Promise<T> {
  const { method = 'GET', body, signal, timeoutMs = READ_TIMEOUT_MS } = options;
  // Chosen here, so that a call that never got an answer can still be found in the shop's logs.
  const requestId = uuid();
  const failure = failureOf(method, path, requestId);

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

  return answerOf<T>(
    {
      status: response.status,
      good: response.ok || response.status === options.alsoGood,
      requestId: response.headers.get('x-request-id'),
      retryAfter: response.headers.get('retry-after'),
      text,
    },
    failure,
  );
}

type Fail = (facts: Partial<FailureFacts> & Pick<FailureFacts, 'kind'>) => ShopError;

/** Makes the failures of one call. */
export function failureOf(method: string, path: string, requestId: string): Fail {
  return (facts) =>
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
}

/** What came back, whoever carried it. */
export interface Answer {
  status: number;
  good: boolean;
  requestId: string | null;
  retryAfter: string | null;
  text: string;
}

/** The value of a good answer; any other is thrown as a failure. */
export function answerOf<T>(answer: Answer, failure: Fail): T {
  const { status, good, requestId, text } = answer;
  const body = parseJson(text);
  if (good) {
    if (status === 204) return undefined as T;
    if (body !== undefined) return body as T;
    throw failure({ kind: 'unreadable', status, ...(requestId === null ? {} : { requestId }) });
  }
  const problem: Problem = isRecord(body) ? body : {};
  const known = requestId ?? problem.requestId;
  throw failure({
    kind: kindOfStatus(status),
    status,
    type: problem.type ?? null,
    detail: problem.detail ?? problem.title ?? null,
    ...(known === undefined ? {} : { requestId: known }),
    retryAfter: parseRetryAfter(answer.retryAfter, new Date()),
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
