import { expect, test } from 'vitest';
import { routeOf, to } from './routes';

test.each([
  ['/', { view: 'home' }],
  ['/cart', { view: 'cart' }],
  ['/cart/', { view: 'cart' }],
  ['/orders', { view: 'orders' }],
  [to.product('a/b'), { view: 'product', id: 'a/b' }],
  [to.order('o1'), { view: 'order', id: 'o1' }],
  [to.placed('o1'), { view: 'placed', id: 'o1' }],
  [to.home({ category: 'audio', q: 'radio' }).split('?')[0]!, { view: 'category', slug: 'audio' }],
  [to.topology(), { view: 'topology' }],
  [to.staffProducts(), { view: 'staffProducts' }],
  [to.newProduct(), { view: 'staffProduct', id: null }],
  [to.staffProduct('p1'), { view: 'staffProduct', id: 'p1' }],
  [to.staffOrders(), { view: 'staffOrders' }],

  ['/staff/orders/o1', { view: 'notFound' }],
  ['/products', { view: 'notFound' }],
  ['/orders/o1/other', { view: 'notFound' }],
  ['/orders/%E0%A4%A', { view: 'notFound' }],
])('%s leads to %j', (path, route) => {
  expect(routeOf(path)).toEqual(route);
});

test('the home address carries only what is asked for', () => {
  expect(to.home()).toBe('/');
  expect(to.home({ q: '', category: '' })).toBe('/');
  expect(to.home({ q: '물 병', category: 'outdoor' })).toBe(
    '/categories/outdoor?q=%EB%AC%BC+%EB%B3%91',
  );
});
