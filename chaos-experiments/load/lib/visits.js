// What customers do, in the shares that the lab's own customers have (`crates/drill-load`). A customer is one of k6's
// virtual users and keeps a session.
import { sleep } from 'k6';

import { miss, request, send, sendTogether } from './shop.js';

/** The order of visits, so that every twenty have exactly the shares, however short a test is. */
const DECK = [
  ...[browse, search, browse, cart, browse, buy, browse, search, browse, look],
  ...[browse, cart, browse, search, browse, buy, cart, browse, search, look],
];

/** One of so many tens of visits has its order cancelled, the first ten too: also a short test does everything once. */
const CANCELS = 6;
/** What a page of the list holds. */
const PAGE_SIZE = 24;
const MOST_PAGES = 20;
const MOST_PIECES = 3;

/** What this customer knows of the assortment. */
let shelf = [];
let isNew = true;

/** The whole assortment, learnt before anything is measured; none when the shop does not show it. */
export function learn() {
  const products = [];
  let after;
  for (let page = 0; page < MOST_PAGES && after !== null; page++) {
    const answer = send(request('browse', 'GET', listPath({ after })));
    if (!answer.ok) break;
    products.push(...answer.body.items.map(known));
    after = answer.body.next ?? null;
  }
  return products;
}

/** One visit of one customer. `number` counts all visits of the test. */
export function visit(number, products, phase) {
  if (shelf.length === 0) shelf = products;
  if (isNew) {
    isNew = false;
    send(request('shop', 'GET', '/', { document: true }), phase);
  }
  DECK[number % DECK.length](phase, number);
}

function browse(phase) {
  const category = Math.random() < 0.75 ? any(shelf)?.category : undefined;
  const [list] = sendTogether(
    [request('browse', 'GET', listPath({ category })), request('browse', 'GET', '/api/categories')],
    phase,
  );
  if (shelf.length === 0 && list.ok) shelf = list.body.items.map(known);
  const product = any(shelf);
  if (product === undefined) return;
  think();
  const path = `/api/products/${product.id}`;
  sendTogether(
    [request('browse', 'GET', path), request('browse', 'GET', `${path}/image`, { picture: true })],
    phase,
  );
}

function search(phase) {
  send(request('browse', 'GET', listPath({ q: any(shelf)?.word })), phase);
}

function cart(phase) {
  const { ok, product } = put(phase);
  if (!ok) return;
  think();
  if (Math.random() < 0.5) {
    send(request('cart', 'GET', '/api/cart'), phase);
  } else {
    send(request('cart', 'DELETE', `/api/cart/items/${product.id}`), phase);
  }
}

function buy(phase, number) {
  const steps = [() => put(phase), () => send(request('cart', 'GET', '/api/cart'), phase)];
  for (const step of steps) {
    const { ok, failed } = step();
    if (failed) miss('checkout', phase);
    if (!ok) return;
  }
  think();
  const headers = { 'idempotency-key': crypto.randomUUID() };
  const bought = send(request('checkout', 'POST', '/api/checkout', { headers }), phase);
  if (bought.ok) lookAt(bought.body, phase, number);
}

function look(phase, number) {
  const list = send(request('orders', 'GET', '/api/orders?limit=20'), phase);
  const order = list.ok ? list.body.items[0] : undefined;
  if (order === undefined) return;
  think();
  lookAt(order, phase, number);
}

function lookAt({ id }, phase, number) {
  const path = `/api/orders/${id}`;
  const seen = send(request('orders', 'GET', path), phase);
  if (!seen.ok || Math.floor(number / 10) % CANCELS !== 0) return;
  think();
  send(request('orders', 'POST', `${path}/cancel`), phase);
}

/** Puts something into the cart; the answer says what. Who knows of nothing has to look first. */
function put(phase) {
  if (shelf.length === 0) {
    const list = send(request('browse', 'GET', listPath({})), phase);
    if (list.ok) shelf = list.body.items.map(known);
  }
  const product = any(shelf);
  if (product === undefined) {
    miss('cart', phase);
    return { ok: false, failed: true };
  }
  const body = { quantity: 1 + Math.floor(Math.random() * MOST_PIECES) };
  const path = `/api/cart/items/${product.id}`;
  return { ...send(request('cart', 'PUT', path, { body }), phase), product };
}

const listPath = (query) => {
  const pairs = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `&${name}=${encodeURIComponent(value)}`);
  return `/api/products?limit=${PAGE_SIZE}${pairs.join('')}`;
};

/** What is worth remembering of a product; its longest word finds it again. */
const known = ({ id, category, name }) => ({
  id,
  category,
  word: name.split(' ').reduce((long, word) => (word.length > long.length ? word : long)),
});

const any = (list) => list[Math.floor(Math.random() * list.length)];

/** 0.3 to 0.9 s. */
const think = () => sleep(0.3 + Math.random() * 0.6);
