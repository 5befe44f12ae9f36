// One request, as `crates/shop-frontend/ui/src/api` makes it, and what its answer means to a customer.
import exec from 'k6/execution';
import http from 'k6/http';
import { Counter, Rate, Trend } from 'k6/metrics';

import { seenOf } from './objectives.js';
import { LANG, LEVELS, SHOP } from './settings.js';
import { texts } from './texts.js';

const good = new Rate('shop_good');
const fast = new Rate('shop_fast');
const time = new Trend('shop_time', true);
const failures = new Counter('shop_failures');

const objectives = new Map(seenOf(LEVELS).map((objective) => [objective.id, objective]));

/** How long the shop's page waits. */
const READ_TIMEOUT = '10s';
const CHECKOUT_TIMEOUT = '20s';

/** Problems that are the shop's business: sold out, dearer than a moment ago, shipped already. */
const BUSINESS = ['out-of-stock', 'price-changed', 'invalid-transition'];

/** Only the first failure of a few customers is told: of a broken shop there are thousands. */
const TALKERS = 20;
let told = false;

// So that what k6 itself calls failed is the same.
http.setResponseCallback(http.expectedStatuses({ min: 200, max: 399 }, 409));

/** A request for `send`. `slo` is the journey that it belongs to. */
export function request(slo, method, path, more = {}) {
  const { body, headers, picture = false, document = false } = more;
  return {
    slo,
    method,
    path,
    json: !picture && !document,
    id: crypto.randomUUID(),
    body: body === undefined ? null : JSON.stringify(body),
    headers: {
      accept: picture ? 'image/*' : document ? 'text/html' : 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    // One series for all products and orders.
    name: `${method} ${path.replace(/\?.*/, '').replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '{id}')}`,
    responseType: picture ? 'none' : 'text',
  };
}

/**
 * Makes one request. Its answer is `{ ok, failed, body }`; neither is true when the shop said no for a reason of its own.
 * Without a phase it is not measured.
 */
export function send(wanted, phase) {
  return answerOf(wanted, http.request(...argumentsOf(wanted)), phase);
}

/** Makes requests at once, as a page does. */
export function sendTogether(wanted, phase) {
  const responses = http.batch(wanted.map(argumentsOf));
  return wanted.map((one, index) => answerOf(one, responses[index], phase));
}

/**
 * Counts a request that could not even be made, because one before it failed: what the customer wanted is lost all the
 * same, and a journey that nobody gets to has kept no promise.
 */
export function miss(slo, phase) {
  good.add(false, { slo, phase });
  failures.add(1, { slo, why: 'unreached' });
}

function argumentsOf({ slo, method, path, id, body, headers, name, responseType }) {
  const timeout = path === '/api/checkout' ? CHECKOUT_TIMEOUT : READ_TIMEOUT;
  const params = { headers: { ...headers, 'x-request-id': id }, responseType, timeout };
  return [method, `${SHOP}${path}`, body, { ...params, tags: { slo, name } }];
}

function answerOf(wanted, response, phase) {
  const { ok, why, body } = judge(wanted, response);
  const failed = why !== undefined;
  if (failed) tell(wanted, response, why);
  const answer = { ok, failed, body };
  if (phase === undefined) return answer;
  // A customer waits for a connection too.
  const { blocked, connecting, duration } = response.timings;
  const taken = blocked + connecting + duration;
  for (const slo of new Set([wanted.slo, 'shop'])) {
    const tags = { slo, phase };
    good.add(!failed, tags);
    if (!failed) {
      fast.add(taken <= objectives.get(slo).latency.under * 1000, tags);
      time.add(taken, tags);
    } else {
      failures.add(1, { slo, why });
    }
  }
  return answer;
}

/** `why` is there when it failed. */
function judge({ json }, response) {
  const { status } = response;
  if (status === 0) return { ok: false, why: 'silence' };
  if (status >= 500) return { ok: false, why: '5xx' };
  if (status >= 200 && status < 300) {
    if (!json) return { ok: true };
    const body = parse(response);
    return body === undefined ? { ok: false, why: 'unreadable' } : { ok: true, body };
  }
  const type = status === 409 ? String(parse(response)?.type) : '';
  return BUSINESS.some((problem) => type.endsWith(`/problems/${problem}`))
    ? { ok: false }
    : { ok: false, why: '4xx' };
}

function parse(response) {
  try {
    return response.json();
  } catch {
    return undefined;
  }
}

function tell({ name, id }, { status, error }, why) {
  if (told || exec.vu.idInTest > TALKERS) return;
  told = true;
  console.warn(texts(LANG).failed(name, status === 0 ? error : `${status} (${why})`, id));
}
