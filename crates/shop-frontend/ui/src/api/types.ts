/** The wire types of the shop's public API (`/api`), as the service `main` speaks it. */

export interface Money {
  /** Minor units of the currency: cents for USD, whole won for KRW. */
  amount: number;
  currency: string;
}

export interface Product {
  id: string;
  sku: string;
  name: string;
  nameKo: string;
  description: string;
  descriptionKo: string;
  category: string;
  price: Money;
  stock: number;
  version: number;
  imagePath: string;
}

export interface Category {
  slug: string;
  name: string;
  nameKo: string;
  count: number;
}

export interface Page<T> {
  items: T[];
  /** The cursor of the next page, null on the last one. */
  next: string | null;
}

export interface CartItem {
  productId: string;
  /** None while the catalog does not answer. */
  name: string | null;
  nameKo: string | null;
  quantity: number;
  unitPrice: Money;
  lineTotal: Money;
}

export interface Cart {
  items: CartItem[];
  total: Money;
  /** The catalog did not answer: there are no names, and prices are those last seen. */
  partial?: boolean;
}

export const ORDER_STATUSES = [
  'pending',
  'confirmed',
  'paid',
  'shipped',
  'delivered',
  'cancelled',
] as const;

export type OrderStatus = (typeof ORDER_STATUSES)[number];

export interface OrderItem {
  productId: string;
  /** The name at the time of the order, in English. */
  name: string;
  quantity: number;
  unitPrice: Money;
}

export interface OrderStep {
  status: OrderStatus;
  at: string;
  /** Who made the step. */
  actor?: 'system' | 'customer' | 'staff';
}

export interface Order {
  id: string;
  number: string;
  status: OrderStatus;
  total: Money;
  items: OrderItem[];
  createdAt: string;
  updatedAt: string;
  history: OrderStep[];
}

/** What staff send to create or replace a product. */
export interface ProductDraft {
  sku: string;
  name: string;
  nameKo: string;
  description: string;
  descriptionKo: string;
  category: string;
  price: Money;
  /** Left out, a product keeps the stock that it has. */
  stock?: number;
}

/** What staff do to an order. */
export type OrderAction = 'pay' | 'ship' | 'deliver' | 'cancel';

export interface VersionInfo {
  service: string;
  version: string;
  replica: string;
  commit: string;
}

export interface Readiness {
  status: 'ok' | 'unavailable';
  dependencies: Record<string, { ok: boolean; detail: string | null }>;
}

/** One service as another has seen it. */
export interface ServiceState {
  name: string;
  version: VersionInfo | null;
  readiness: Readiness | null;
  /** Why it could not be asked. */
  error: string | null;
}

export interface Topology {
  services: ServiceState[];
}

/** RFC 9457 problem details with the shop's two additions. */
export interface Problem {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  requestId?: string;
  errors?: { field: string; message: string }[];
}

/** The most of one product that a cart takes. */
export const MAX_QUANTITY = 20;
