import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { picture } from './picture';
import { Shop, type Answer } from './shop';
import { Staff } from './staff';
import { System } from './system';
import { Troubles } from './trouble';

/** As strict as a page can be served: nothing inline, nothing from elsewhere. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

export interface Seen {
  method: string;
  path: string;
  query: string;
  idempotencyKey: string | undefined;
  authorization: string | undefined;
  requestId: string;
}

/** Serves the built page and the shop's API from memory, with troubles on demand. */
export class MockServer {
  shop = new Shop();
  staff = new Staff(this.shop);
  system = new System();
  troubles = new Troubles();
  seen: Seen[] = [];
  #hanging: ServerResponse[] = [];
  #server: Server;
  #dist: string;

  constructor(dist: string) {
    this.#dist = dist;
    this.#server = createServer((request, response) => {
      this.#handle(request, response).catch((error: unknown) => {
        response.destroy();
        console.error('the mock shop failed:', error);
      });
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#release();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** A new shop without troubles, orders or memory. */
  reset(): void {
    this.#release();
    this.shop = new Shop();
    this.staff = new Staff(this.shop);
    this.system = new System();
    this.troubles.clear();
    this.seen = [];
  }

  keysOfCheckout(): (string | undefined)[] {
    return this.seen
      .filter(({ path }) => path === '/api/checkout')
      .map(({ idempotencyKey }) => idempotencyKey);
  }

  #release(): void {
    this.#hanging.forEach((response) => response.destroy());
    this.#hanging = [];
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://mock');
    const method = request.method ?? 'GET';
    const own = url.pathname === '/version' || url.pathname === '/readyz';
    if (!own && !url.pathname.startsWith('/api/')) return this.#file(url.pathname, response);

    const requestId = header(request, 'x-request-id') ?? randomUUID();
    const idempotencyKey = header(request, 'idempotency-key');
    const authorization = header(request, 'authorization');
    this.seen.push({
      method,
      path: url.pathname,
      query: url.search,
      idempotencyKey,
      authorization,
      requestId,
    });
    response.setHeader('x-request-id', requestId);

    const body = await read(request);
    const effect = this.troubles.take(method, url.pathname);
    switch (effect?.kind) {
      case 'cut':
        return breakOff(response);
      case 'hang':
        this.#hanging.push(response);
        return;
      case 'nonsense':
        response.setHeader('content-type', 'text/html');
        response.end('<!doctype html><p>a proxy says hello</p>');
        return;
      case 'status':
        if (effect.retryAfter !== undefined) response.setHeader('retry-after', effect.retryAfter);
        return this.#send(response, requestId, {
          status: effect.status,
          body: {
            type: effect.type ?? '/problems/dependency-unavailable',
            title: 'A dependency is unavailable',
            status: effect.status,
            detail: effect.detail ?? 'catalog did not answer in time',
            ...(effect.errors ? { errors: effect.errors } : {}),
          },
        });
      case 'delay':
        await new Promise((resolve) => setTimeout(resolve, effect.ms));
    }

    const image = /^\/api\/products\/([^/]+)\/image$/.exec(url.pathname);
    if (image && method === 'GET') {
      const stored = this.staff.images.get(image[1] ?? '');
      if (stored) {
        response.setHeader('content-type', stored.type);
        response.end(stored.bytes);
        return;
      }
      const index = this.shop.products.findIndex(({ id }) => id === image[1]);
      const category = this.shop.products[index]?.category ?? '';
      response.setHeader('content-type', 'image/svg+xml');
      response.end(picture(category, index));
      return;
    }
    const invoice = /^\/api\/orders\/([^/]+)\/invoice$/.exec(url.pathname);
    if (invoice) {
      const document = this.shop.invoice(invoice[1] ?? '', url.searchParams.get('lang') ?? 'en');
      if (typeof document !== 'string') return this.#send(response, requestId, document);
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(document);
      return;
    }
    const answer =
      this.#ofStaff(method, url, body, request) ??
      this.#answer(method, url, body.toString(), idempotencyKey);
    if (effect?.kind === 'loseAnswer') return breakOff(response);
    this.#send(response, requestId, answer);
  }

  /** Null where no rights of staff are needed. */
  #ofStaff(method: string, url: URL, body: Buffer, request: IncomingMessage): Answer | null {
    const [, , first, second, third, fourth] = url.pathname.split('/');
    const writes = first === 'products' && method !== 'GET';
    if (!writes && first !== 'staff') return null;
    const { staff } = this;
    const refused = staff.refuses(header(request, 'authorization'));
    if (refused) return refused;
    const ifMatch = header(request, 'if-match');
    if (first === 'staff' && second === 'orders') {
      if (third && fourth && method === 'POST') return staff.move(third, fourth);
      if (!third && method === 'GET') return staff.orders(url.searchParams);
    }
    if (first === 'products' && !second && method === 'POST') return staff.create(body.toString());
    if (first === 'products' && second && third === 'image' && method === 'PUT') {
      return staff.store(second, ifMatch, body);
    }
    if (first === 'products' && second && !third) {
      if (method === 'PUT') return staff.replace(second, ifMatch, body.toString());
      if (method === 'DELETE') return staff.remove(second, ifMatch);
    }
    return { status: 405, body: { type: '/problems/method-not-allowed', status: 405 } };
  }

  #answer(method: string, url: URL, body: string, key: string | undefined): Answer {
    const [, , first, second, third] = url.pathname.split('/');
    const { shop, system } = this;
    if (url.pathname === '/version') return { status: 200, body: system.version() };
    if (url.pathname === '/readyz') {
      const readiness = system.readiness();
      return { status: readiness.status === 'ok' ? 200 : 503, body: readiness };
    }
    if (first === 'topology') return { status: 200, body: system.topology() };
    if (first === 'products') return second ? shop.one(second) : shop.list(url.searchParams);
    if (first === 'categories') return shop.categories();
    if (first === 'cart' && method === 'GET') return shop.cart();
    if (first === 'cart' && second === 'items' && third) {
      if (method === 'DELETE') return shop.remove(third);
      return shop.put(third, (JSON.parse(body) as { quantity: number }).quantity);
    }
    if (first === 'checkout') return shop.checkout(key);
    if (first === 'orders' && second && third === 'cancel' && method === 'POST') {
      return shop.cancel(second);
    }
    if (first === 'orders') return second ? shop.order(second) : shop.history();
    return { status: 404, body: { type: '/problems/not-found', status: 404 } };
  }

  #send(response: ServerResponse, requestId: string, { status, body, headers }: Answer): void {
    // `/readyz` says why in its own form.
    const failed =
      status >= 400 && !(body !== null && typeof body === 'object' && 'dependencies' in body);
    response.statusCode = status;
    for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, value);
    if (status === 204) {
      response.end();
      return;
    }
    response.setHeader('content-type', failed ? 'application/problem+json' : 'application/json');
    response.end(JSON.stringify(failed ? { ...(body as object), requestId } : body));
  }

  /** The page itself; every address without a file is the page, as the frontend serves it. */
  async #file(path: string, response: ServerResponse): Promise<void> {
    const wanted = normalize(path);
    const name = extname(wanted) === '' ? '/index.html' : wanted;
    response.setHeader('content-security-policy', POLICY);
    try {
      const bytes = await readFile(join(this.#dist, name));
      response.setHeader('content-type', TYPES[extname(name)] ?? 'application/octet-stream');
      response.end(bytes);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  }
}

/** Ends the connection in the middle of the answer. Before it, a browser would quietly ask again by itself. */
function breakOff(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
  response.write('{', () => response.destroy());
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
