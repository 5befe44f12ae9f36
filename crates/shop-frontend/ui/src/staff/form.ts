import type { Money, Product, ProductDraft } from '../api/types';

/** The editor's fields in the order in which they are shown, each as it is typed. */
export const FIELDS = [
  'name',
  'nameKo',
  'description',
  'descriptionKo',
  'sku',
  'category',
  'price',
  'stock',
] as const;
export type Field = (typeof FIELDS)[number];
export type Form = Record<Field, string>;

/** The shop sells in one currency. */
const CURRENCY = 'USD';
const MOST_MINOR_UNITS = 100_000_000;
const MOST_STOCK = 1_000_000;

export function emptyForm(): Form {
  return {
    name: '',
    nameKo: '',
    description: '',
    descriptionKo: '',
    sku: '',
    category: '',
    price: '',
    stock: '',
  };
}

/** The stock is left empty: what is not typed is not sent, and so undoes no sale of this minute. */
export function formOf(product: Product): Form {
  const { sku, name, nameKo, description, descriptionKo, category, price } = product;
  return {
    sku,
    name,
    nameKo,
    description,
    descriptionKo,
    category,
    price: (price.amount / 100).toFixed(2),
    stock: '',
  };
}

/** The rules of the shop's API, checked before the call so that the words come at once. */
const RULES: Record<Field, (text: string) => boolean> = {
  name: (text) => text.trim() !== '' && lengthOf(text) <= 120,
  nameKo: (text) => text.trim() !== '' && lengthOf(text) <= 120,
  description: (text) => lengthOf(text) <= 2000,
  descriptionKo: (text) => lengthOf(text) <= 2000,
  sku: (text) => /^[A-Z0-9-]{3,32}$/.test(text.trim()),
  category: (text) => text !== '',
  price: (text) => priceOf(text) !== null,
  stock: (text) =>
    text.trim() === '' || (/^\d{1,7}$/.test(text.trim()) && Number(text) <= MOST_STOCK),
};

/** The API counts characters, not the halves that a script's strings are made of. */
function lengthOf(text: string): number {
  return [...text].length;
}

/** `48` or `48.50` in minor units. Computed from the digits: a float would lose a cent here and there. */
export function priceOf(text: string): Money | null {
  const match = /^(\d{1,7})(?:\.(\d{1,2}))?$/.exec(text.trim());
  if (match === null) return null;
  const amount = Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
  return amount >= 1 && amount <= MOST_MINOR_UNITS ? { amount, currency: CURRENCY } : null;
}

/** What would be refused, in the order of the fields. */
export function faultsOf(form: Form): Field[] {
  return FIELDS.filter((field) => !RULES[field](form[field]));
}

/** The body of the call, or null while a field is at fault. */
export function draftOf(form: Form): ProductDraft | null {
  const price = priceOf(form.price);
  if (price === null || faultsOf(form).length > 0) return null;
  const stock = form.stock.trim();
  return {
    sku: form.sku.trim(),
    name: form.name.trim(),
    nameKo: form.nameKo.trim(),
    description: form.description.trim(),
    descriptionKo: form.descriptionKo.trim(),
    category: form.category,
    price,
    ...(stock === '' ? {} : { stock: Number(stock) }),
  };
}

/** The field that the API means with a name such as `price.amount`. */
export function fieldOf(name: string): Field | null {
  const first = name.split('.')[0];
  return FIELDS.find((field) => field === first) ?? null;
}

/**
 * What was typed on top of a newer product: a field that was changed here stays as typed, every other
 * one takes the newer value. `both` are the fields that were changed here and there.
 */
export function rebased(typed: Form, base: Form, newest: Form): { form: Form; both: Field[] } {
  const form = { ...newest };
  const both: Field[] = [];
  for (const field of FIELDS) {
    if (typed[field] === base[field]) continue;
    form[field] = typed[field];
    if (newest[field] !== base[field] && newest[field] !== typed[field]) both.push(field);
  }
  return { form, both };
}
