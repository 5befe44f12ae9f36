/** The addresses of the shop. The server answers each of them with the same page. */
export type Route =
  | { view: 'home' }
  | { view: 'product'; id: string }
  | { view: 'cart' }
  | { view: 'orders' }
  | { view: 'order'; id: string }
  | { view: 'placed'; id: string }
  | { view: 'notFound' };

export const to = {
  home: (query: { q?: string; category?: string } = {}) => {
    const parameters = new URLSearchParams();
    if (query.category) parameters.set('category', query.category);
    if (query.q) parameters.set('q', query.q);
    const text = parameters.toString();
    return text === '' ? '/' : `/?${text}`;
  },
  product: (id: string) => `/products/${encodeURIComponent(id)}`,
  cart: () => '/cart',
  orders: () => '/orders',
  order: (id: string) => `/orders/${encodeURIComponent(id)}`,
  placed: (id: string) => `/orders/${encodeURIComponent(id)}/placed`,
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
  if (parts.length === 2 && first === 'products' && id) return { view: 'product', id };
  if (parts.length === 2 && first === 'orders' && id) return { view: 'order', id };
  if (parts.length === 3 && first === 'orders' && id && third === 'placed') {
    return { view: 'placed', id };
  }
  return { view: 'notFound' };
}
