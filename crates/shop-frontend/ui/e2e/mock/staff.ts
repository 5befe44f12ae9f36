import { randomUUID } from 'node:crypto';
import type { OrderAction, OrderStatus, ProductDraft } from '../../src/api/types';
import { CATEGORIES } from './goods';
import { ok, problem, type Answer, type Shop } from './shop';

export const TOKEN = 'a-staff-token';

const LARGEST = 5 * 1024 * 1024;

export interface Image {
  type: string;
  bytes: Buffer;
}

/** What staff may do, as strictly as the services take it. */
export class Staff {
  readonly images = new Map<string, Image>();
  #shop: Shop;

  constructor(shop: Shop) {
    this.#shop = shop;
  }

  refuses(authorization: string | undefined): Answer | null {
    if (authorization === `Bearer ${TOKEN}`) return null;
    return problem(401, 'unauthorized', 'The request needs a valid token', 'staff only');
  }

  create(body: string): Answer {
    const checked = this.#read(body, null);
    if ('status' in checked) return checked;
    const product = {
      ...checked.draft,
      stock: checked.draft.stock ?? 0,
      id: randomUUID(),
      version: 1,
      imagePath: '',
    };
    product.imagePath = `/products/${product.id}/image`;
    this.#shop.products.push(product);
    return ok(product, 201, { location: `/products/${product.id}`, etag: '"1"' });
  }

  replace(id: string, ifMatch: string | undefined, body: string): Answer {
    const refused = this.#versionFault(id, ifMatch);
    if (refused) return refused;
    const checked = this.#read(body, id);
    if ('status' in checked) return checked;
    const product = this.#shop.product(id)!;
    Object.assign(product, checked.draft, { version: product.version + 1 });
    return ok(product, 200, { etag: `"${product.version}"` });
  }

  remove(id: string, ifMatch: string | undefined): Answer {
    const refused = this.#versionFault(id, ifMatch);
    if (refused) return refused;
    this.#shop.products = this.#shop.products.filter((product) => product.id !== id);
    return { status: 204, body: undefined };
  }

  /** The content tells the type, whatever the header says. */
  store(id: string, ifMatch: string | undefined, bytes: Buffer): Answer {
    const refused = this.#versionFault(id, ifMatch);
    if (refused) return refused;
    if (bytes.length > LARGEST) {
      return problem(413, 'payload-too-large', 'The body is too large', 'at most 5 MB');
    }
    const type = typeOf(bytes);
    if (type === null) {
      return problem(415, 'unsupported-media', 'Not accepted', 'PNG, JPEG or WebP');
    }
    const product = this.#shop.product(id)!;
    this.images.set(id, { type, bytes });
    product.version += 1;
    return ok(product, 200);
  }

  orders(query: URLSearchParams): Answer {
    const status = query.get('status');
    const limit = Number(query.get('limit') ?? 20);
    const start = Number(query.get('after') ?? 0);
    const matching = [...this.#shop.orders]
      .reverse()
      .filter((order) => status === null || order.status === status);
    return ok({
      items: matching.slice(start, start + limit),
      next: start + limit < matching.length ? String(start + limit) : null,
    });
  }

  move(id: string, action: string): Answer {
    const order = this.#shop.orders.find((candidate) => candidate.id === id);
    if (!order || !isAction(action)) return this.#shop.order(id);
    const { to, from } = MOVES[action];
    return this.#shop.step(order, to, from, 'staff');
  }

  #versionFault(id: string, ifMatch: string | undefined): Answer | null {
    const product = this.#shop.product(id);
    if (!product) return this.#shop.one(id);
    if (ifMatch === undefined) {
      return problem(428, 'precondition-required', 'If-Match is required', 'send the version');
    }
    if (ifMatch === `"${product.version}"`) return null;
    return problem(412, 'version-mismatch', 'It was changed meanwhile', `now ${product.version}`);
  }

  #read(body: string, own: string | null): Answer | { draft: ProductDraft } {
    let draft: ProductDraft;
    try {
      draft = JSON.parse(body) as ProductDraft;
    } catch {
      return problem(400, 'malformed-request', 'The request can’t be read', 'no JSON');
    }
    const errors = faultsOf(draft);
    if (errors.length > 0) {
      const answer = problem(400, 'validation', 'Fields are not allowed', 'see errors');
      return { ...answer, body: { ...(answer.body as object), errors } };
    }
    const taken = this.#shop.products.some(({ id, sku }) => sku === draft.sku && id !== own);
    if (taken) return problem(409, 'sku-taken', 'Another product has this article number', '');
    return { draft };
  }
}

const MOVES: Record<OrderAction, { to: OrderStatus; from: OrderStatus[] }> = {
  pay: { to: 'paid', from: ['confirmed'] },
  ship: { to: 'shipped', from: ['paid'] },
  deliver: { to: 'delivered', from: ['shipped'] },
  cancel: { to: 'cancelled', from: ['confirmed', 'paid'] },
};

function isAction(action: string): action is OrderAction {
  return action in MOVES;
}

const KNOWN = [
  'sku',
  'name',
  'nameKo',
  'description',
  'descriptionKo',
  'category',
  'price',
  'stock',
];

function faultsOf(draft: ProductDraft): { field: string; message: string }[] {
  const length = (text: unknown) => (typeof text === 'string' ? [...text].length : -1);
  const named = (text: unknown) => typeof text === 'string' && text.trim() !== '';
  const rules: [string, boolean][] = [
    ['sku', /^[A-Z0-9-]{3,32}$/.test(String(draft.sku))],
    ['name', named(draft.name) && length(draft.name) <= 120],
    ['nameKo', named(draft.nameKo) && length(draft.nameKo) <= 120],
    ['description', length(draft.description) >= 0 && length(draft.description) <= 2000],
    ['descriptionKo', length(draft.descriptionKo) >= 0 && length(draft.descriptionKo) <= 2000],
    ['category', CATEGORIES.some(([slug]) => slug === draft.category)],
    [
      'price.amount',
      Number.isInteger(draft.price?.amount) &&
        draft.price.amount >= 1 &&
        draft.price.amount <= 100_000_000,
    ],
    ['price.currency', draft.price?.currency === 'USD'],
    [
      'stock',
      draft.stock === undefined ||
        (Number.isInteger(draft.stock) && draft.stock >= 0 && draft.stock <= 1_000_000),
    ],
    ...Object.keys(draft)
      .filter((name) => !KNOWN.includes(name))
      .map((name): [string, boolean] => [name, false]),
  ];
  return rules.filter(([, good]) => !good).map(([field]) => ({ field, message: 'is not allowed' }));
}

function typeOf(bytes: Buffer): string | null {
  if (bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'))) return 'image/png';
  if (bytes.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex'))) return 'image/jpeg';
  const riff = bytes.toString('latin1', 0, 4) === 'RIFF';
  return riff && bytes.toString('latin1', 8, 12) === 'WEBP' ? 'image/webp' : null;
}
