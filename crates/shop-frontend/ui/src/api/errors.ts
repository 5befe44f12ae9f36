/**
 * What a failed call means to a customer. Each kind has its own words in both languages, so a new
 * kind does not compile until it has them.
 *
 * - `unreachable`: no answer at all (network down, connection cut)
 * - `timeout`: this page stopped waiting
 * - `unavailable`: 502, 503, 504: a part of the shop is not answering
 * - `busy`: 429
 * - `notFound`: 404
 * - `refused`: any other 4xx
 * - `broken`: any other 5xx
 * - `unreadable`: an answer that is not what the API promises
 */
export type FailureKind =
  | 'unreachable'
  | 'timeout'
  | 'unavailable'
  | 'busy'
  | 'notFound'
  | 'refused'
  | 'broken'
  | 'unreadable';

export interface FailureFacts {
  kind: FailureKind;
  method: string;
  path: string;
  /** Null when there was no answer. */
  status: number | null;
  /** The problem's type, such as `/problems/out-of-stock`. */
  type: string | null;
  /** The shop's own words, in English. For the engineer, not for the customer. */
  detail: string | null;
  requestId: string;
  /** How long the shop asks to wait, in seconds. */
  retryAfter: number | null;
  fields: { field: string; message: string }[];
  at: Date;
}

/** A call that did not do what it should. Carries what an engineer needs to find it in the logs. */
export class ShopError extends Error {
  readonly facts: FailureFacts;

  constructor(facts: FailureFacts) {
    super(`${facts.method} ${facts.path}: ${facts.status ?? facts.kind}`);
    this.name = 'ShopError';
    this.facts = facts;
  }

  get kind(): FailureKind {
    return this.facts.kind;
  }

  /** True for `/problems/<name>`, whatever host the type is written with. */
  isProblem(name: string): boolean {
    return this.facts.type?.endsWith(`/problems/${name}`) ?? false;
  }
}

export function kindOfStatus(status: number): FailureKind {
  if (status === 404) return 'notFound';
  if (status === 429) return 'busy';
  if (status === 502 || status === 503 || status === 504) return 'unavailable';
  return status >= 500 ? 'broken' : 'refused';
}

/** Retry-After is either seconds or a date (RFC 9110, 10.2.3). */
export function parseRetryAfter(value: string | null, now: Date): number | null {
  if (value === null) return null;
  if (/^\d+$/.test(value.trim())) return Number(value);
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - now.getTime()) / 1000));
}

/** Whatever a call threw, as a failure that can be shown. What is no ShopError came from reading an answer. */
export function asShopError(reason: unknown): ShopError {
  if (reason instanceof ShopError) return reason;
  return new ShopError({
    kind: 'unreadable',
    method: '',
    path: window.location.pathname,
    status: null,
    type: null,
    detail: String(reason),
    requestId: '',
    retryAfter: null,
    fields: [],
    at: new Date(),
  });
}
