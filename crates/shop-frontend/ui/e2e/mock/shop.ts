import { randomUUID } from 'node:crypto';
import type {
  Cart,
  Category,
  Order,
  OrderStatus,
  OrderStep,
  Page,
  Product,
} from '../../src/api/types';
import { CATEGORIES, goods } from './goods';

/** An answer of the shop: a JSON body, or a problem. */
export interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

export const ok = (body: unknown, status = 200, headers: Record<string, string> = {}): Answer => ({
  status,
  body,
  headers,
});

export function problem(status: number, type: string, title: string, detail: string): Answer {
  return { status, body: { type: `/problems/${type}`, title, status, detail } };
}

/** The shop in memory: the rules of the API that the page relies on, for one customer. */
export class Shop {
  products: Product[] = goods();
  orders: Order[] = [];
  /** Whether a new order is left pending, as when its confirmation is late. */
  leavePending = false;
  /** Whether the catalog does not answer main: the cart then has no names. */
  partialCart = false;
  #cart = new Map<string, number>();
  #byKey = new Map<string, Order>();
  #lastNumber = 121;

  product(id: string): Product | undefined {
    return this.products.find((product) => product.id === id);
  }

  list(query: URLSearchParams): Answer {
    const q = (query.get('q') ?? '').toLowerCase();
    const category = query.get('category') ?? '';
    const limit = Number(query.get('limit') ?? 20);
    const start = Number(query.get('after') ?? 0);
    const matching = this.products.filter(
      (product) =>
        (category === '' || product.category === category) &&
        `${product.name} ${product.nameKo} ${product.description}`.toLowerCase().includes(q),
    );
    const page: Page<Product> = {
      items: matching.slice(start, start + limit),
      next: start + limit < matching.length ? String(start + limit) : null,
    };
    return ok(page);
  }

  one(id: string): Answer {
    const product = this.product(id);
    return product
      ? ok(product, 200, { etag: `"${product.version}"` })
      : problem(404, 'not-found', 'Not found', 'no such product');
  }

  categories(): Answer {
    const list: Category[] = CATEGORIES.map(([slug, name, nameKo]) => ({
      slug,
      name,
      nameKo,
      count: this.products.filter((product) => product.category === slug).length,
    }));
    return ok(list);
  }

  cart(): Answer {
    const items = [...this.#cart].flatMap(([productId, quantity]) => {
      const product = this.product(productId);
      if (!product) return [];
      const { name, nameKo, price } = product;
      const lineTotal = { amount: price.amount * quantity, currency: price.currency };
      return [{ productId, name, nameKo, quantity, unitPrice: price, lineTotal }];
    });
    const total = items.reduce((sum, item) => sum + item.lineTotal.amount, 0);
    const cart: Cart = { items, total: { amount: total, currency: 'USD' } };
    if (!this.partialCart) return ok(cart);
    const nameless = items.map((item) => ({ ...item, name: null, nameKo: null }));
    return ok({ ...cart, items: nameless, partial: true } satisfies Cart);
  }

  put(productId: string, quantity: number): Answer {
    if (!this.product(productId)) return this.one(productId);
    if (!Number.isInteger(quantity) || quantity < 1 || quantity > 20) {
      return problem(400, 'invalid', 'Invalid', 'quantity must be from 1 to 20');
    }
    const { stock } = this.product(productId)!;
    if (stock < quantity) return problem(409, 'out-of-stock', 'Out of stock', `${stock} are left`);
    this.#cart.set(productId, quantity);
    return this.cart();
  }

  remove(productId: string): Answer {
    this.#cart.delete(productId);
    return this.cart();
  }

  checkout(key: string | undefined): Answer {
    if (!key) return problem(400, 'invalid', 'Invalid', 'Idempotency-Key is missing');
    const known = this.#byKey.get(key);
    if (known) return ok(known);
    if (this.#cart.size === 0) {
      return problem(409, 'empty-cart', 'The cart is empty', 'add a product first');
    }
    for (const [id, quantity] of this.#cart) {
      const product = this.product(id);
      if (!product || product.stock < quantity) {
        return problem(409, 'out-of-stock', 'Out of stock', `${product?.sku ?? id} is short`);
      }
    }
    const order = this.#place(new Date());
    this.#byKey.set(key, order);
    this.#cart.clear();
    return ok(order, 201);
  }

  history(): Answer {
    return ok({ items: [...this.orders].reverse(), next: null } satisfies Page<Order>);
  }

  order(id: string): Answer {
    const order = this.orders.find((candidate) => candidate.id === id);
    return order ? ok(order) : problem(404, 'not-found', 'Not found', 'no such order');
  }

  cancel(id: string): Answer {
    const order = this.orders.find((candidate) => candidate.id === id);
    return order
      ? this.step(order, 'cancelled', ['confirmed', 'paid'], 'customer')
      : this.order(id);
  }

  /** A step that was made already changes nothing; one that may not follow is refused. */
  step(order: Order, to: OrderStatus, from: OrderStatus[], actor: OrderStep['actor']): Answer {
    if (order.status === to) return ok(order);
    if (!from.includes(order.status)) {
      const detail = `an order that is ${order.status} can't become ${to}`;
      return problem(409, 'invalid-transition', 'The status does not allow it', detail);
    }
    order.status = to;
    order.updatedAt = new Date().toISOString();
    order.history.push({ status: to, at: order.updatedAt, ...(actor ? { actor } : {}) });
    if (to === 'cancelled') {
      for (const { productId, quantity } of order.items) {
        const product = this.product(productId);
        if (product) product.stock += quantity;
      }
    }
    return ok(order);
  }

  /** The document behind the invoice's link, or a problem while there is none. */
  invoice(id: string, language: string): Answer | string {
    const order = this.orders.find((candidate) => candidate.id === id);
    if (!order?.history.some(({ status }) => status === 'confirmed')) {
      return problem(404, 'not-found', 'Not found', 'no such invoice');
    }
    const title = language === 'ko' ? '거래명세서' : 'Invoice';
    return `<!doctype html><html lang="${language}"><title>${title}</title><h1>${title} ${order.number}</h1>`;
  }

  /** An order of an earlier day, for the list. */
  earlier(status: Order['status'], picks: [index: number, quantity: number][], at: Date): Order {
    const kept = this.#cart;
    this.#cart = new Map(picks.map(([index, quantity]) => [this.products[index]!.id, quantity]));
    const order = this.#place(at);
    this.#cart = kept;
    const path: Order['status'][] =
      status === 'cancelled'
        ? ['pending', 'cancelled']
        : ['pending', 'confirmed', 'paid', 'shipped', 'delivered'];
    order.history = path.slice(0, path.indexOf(status) + 1).map((step, index) => ({
      status: step,
      actor: index < 2 ? 'system' : 'staff',
      at: new Date(at.getTime() + index * 7_000_000).toISOString(),
    }));
    order.status = status;
    return order;
  }

  #place(at: Date): Order {
    const items = [...this.#cart].map(([productId, quantity]) => {
      const product = this.product(productId)!;
      product.stock -= quantity;
      return { productId, name: product.name, quantity, unitPrice: product.price };
    });
    const amount = items.reduce((sum, item) => sum + item.unitPrice.amount * item.quantity, 0);
    this.#lastNumber += 1;
    const time = at.toISOString();
    const order: Order = {
      id: randomUUID(),
      number: `FD-${String(this.#lastNumber).padStart(6, '0')}`,
      status: this.leavePending ? 'pending' : 'confirmed',
      total: { amount, currency: 'USD' },
      items,
      createdAt: time,
      updatedAt: time,
      history: [{ status: 'pending', at: time, actor: 'customer' }],
    };
    if (!this.leavePending) {
      order.history.push({
        status: 'confirmed',
        actor: 'system',
        at: new Date(at.getTime() + 400).toISOString(),
      });
    }
    this.orders.push(order);
    return order;
  }
}
