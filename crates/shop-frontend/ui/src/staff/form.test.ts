import { expect, test } from 'vitest';
import type { Product } from '../api/types';
import { draftOf, emptyForm, faultsOf, fieldOf, formOf, priceOf, rebased } from './form';

const product: Product = {
  id: 'p1',
  sku: 'KIT-0001',
  name: 'Kettle',
  nameKo: '주전자',
  description: 'Steel.',
  descriptionKo: '강철.',
  category: 'kitchen',
  price: { amount: 4805, currency: 'USD' },
  stock: 12,
  version: 3,
  imagePath: '/products/p1/image',
};

test('a product that is not touched is sent back as it was, without its stock', () => {
  const { sku, name, nameKo, description, descriptionKo, category, price } = product;
  expect(draftOf(formOf(product))).toEqual({
    sku,
    name,
    nameKo,
    description,
    descriptionKo,
    category,
    price,
  });
});

test('a stock that was typed is sent as a number', () => {
  expect(draftOf({ ...formOf(product), stock: ' 40 ' })?.stock).toBe(40);
});

test.each([
  ['48', 4800],
  ['48.5', 4850],
  ['0.01', 1],
  ['1000000', 100_000_000],
  ['19.99', 1999],
  ['1000000.01', null],
  ['0', null],
  ['1,50', null],
  ['-1', null],
  ['1.005', null],
  ['', null],
])('the price %j is %j minor units', (text, amount) => {
  expect(priceOf(text)?.amount ?? null).toBe(amount);
});

test('an empty form names every field that is needed', () => {
  expect(faultsOf(emptyForm())).toEqual(['name', 'nameKo', 'sku', 'category', 'price']);
  expect(draftOf(emptyForm())).toBeNull();
});

test.each([
  ['sku', 'kit-1'],
  ['sku', 'A1'],
  ['name', ' '],
  ['nameKo', '가'.repeat(121)],
  ['description', 'x'.repeat(2001)],
  ['stock', '1.5'],
  ['stock', '1000001'],
] as const)('%s cannot be %j', (field, text) => {
  expect(faultsOf({ ...formOf(product), [field]: text })).toEqual([field]);
});

test('a character outside the basic plane counts once', () => {
  expect(faultsOf({ ...formOf(product), name: '🫖'.repeat(120) })).toEqual([]);
});

test('the API’s names of fields lead to the editor’s', () => {
  expect(fieldOf('price.amount')).toBe('price');
  expect(fieldOf('nameKo')).toBe('nameKo');
  expect(fieldOf('If-Match')).toBeNull();
});

test('what was typed stays on top of a newer product, and a clash is named', () => {
  const base = formOf(product);
  const typed = { ...base, name: 'Big kettle', price: '50.00' };
  const newest = { ...base, price: '47.00', description: 'Enamel.' };
  expect(rebased(typed, base, newest)).toEqual({
    form: { ...base, name: 'Big kettle', price: '50.00', description: 'Enamel.' },
    both: ['price'],
  });
});
