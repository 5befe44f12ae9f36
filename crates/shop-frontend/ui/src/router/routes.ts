/** The addresses of the shop. The server answers each of them with the same page. */
export type Route =
  | { view: 'home' }
  | { view: 'category'; slug: string }
  | { view: 'product'; id: string }
  | { view: 'cart' }
  | { view: 'orders' }
  | { view: 'order'; id: string }
  | { view: 'placed'; id: string }
  | { view: 'staffProducts' }
  | { view: 'staffProduct'; id: string | null }
  | { view: 'staffOrders' }
  | { view: 'topology' }
  | { view: 'notFound' };

export const to = {
  /** The range, or a part of it: a category has an address of its own, a search is a question to it. */
  home: (query: { q?: string; category?: string } = {}) => {
    const path = query.category ? `/categories/${encodeURIComponent(query.category)}` : '/';
    return query.q ? `${path}?${new URLSearchParams({ q: query.q })}` : path;
  },
  product: (id: string) => `/products/${encodeURIComponent(id)}`,
  cart: () => '/cart',
  orders: () => '/orders',
  order: (id: string) => `/orders/${encodeURIComponent(id)}`,
  placed: (id: string) => `/orders/${encodeURIComponent(id)}/placed`,
  staffProducts: () => '/staff',
  newProduct: () => '/staff/products/new',
  staffProduct: (id: string) => `/staff/products/${encodeURIComponent(id)}`,
  staffOrders: () => '/staff/orders',
  topology: () => '/topology',
};

export function routeOf(path: string): Route {
  let parts: string[];
  try {
    parts = path
      .split('/')
      .filter((part) => part !== '')
      .map(decodeURIComponent);
  } catch {
    return { view: 'notFound' };
  }
  const [first, id, third] = parts;
  if (first === undefined) return { view: 'home' };
  if (parts.length === 1 && first === 'cart') return { view: 'cart' };
  if (parts.length === 1 && first === 'orders') return { view: 'orders' };
  if (parts.length === 1 && first === 'topology') return { view: 'topology' };
  if (first === 'staff') return staffRoute(parts);
  if (parts.length === 2 && first === 'categories' && id) return { view: 'category', slug: id };
  if (parts.length === 2 && first === 'products' && id) return { view: 'product', id };
  if (parts.length === 2 && first === 'orders' && id) return { view: 'order', id };
  if (parts.length === 3 && first === 'orders' && id && third === 'placed') {
    return { view: 'placed', id };
  }
  return { view: 'notFound' };
}

function staffRoute([, second, id, more]: string[]): Route {
  if (second === undefined) return { view: 'staffProducts' };
  if (second === 'orders' && id === undefined) return { view: 'staffOrders' };
  if (second === 'products' && id !== undefined && more === undefined) {
    return { view: 'staffProduct', id: id === 'new' ? null : id };
  }
  return { view: 'notFound' };
}
