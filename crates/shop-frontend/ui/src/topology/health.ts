import type { ServiceState } from '../api/types';

/**
 * - `ok`: it serves, and everything it relies on answers
 * - `impaired`: it serves without something that it can do without
 * - `unready`: it answers, and says that it cannot serve
 * - `unreachable`: nobody answers
 * - `unknown`: there was nobody to ask about it
 */
export type Health = 'ok' | 'impaired' | 'unready' | 'unreachable' | 'unknown';

/** The services in the order of a request's way. */
export const SERVICES = ['frontend', 'main', 'catalog', 'order'] as const;
export type Service = (typeof SERVICES)[number];

export interface Store {
  name: string;
  health: Health;
}

export interface Node {
  service: Service;
  /** What was heard of it. Null: nothing. */
  state: ServiceState | null;
  health: Health;
  /** The data stores it relies on. */
  stores: Store[];
}

/** What each service relies on, as far as nobody who answers says otherwise. */
const USUAL: Record<Service, string[]> = {
  frontend: [],
  main: ['redis'],
  catalog: ['postgres', 'redis', 's3'],
  order: ['postgres', 'shared-storage'],
};

export interface Seen {
  /** What the frontend says of itself; null when it did not answer. */
  frontend: ServiceState | null;
  /** What main says of itself and those behind it; null when it did not answer. */
  behind: ServiceState[] | null;
}

/** The whole picture, made of what could be seen. What nobody could tell is unknown, not broken. */
export function nodesOf(seen: Seen): Node[] {
  return SERVICES.map((service) => {
    if (service === 'frontend') {
      return node(service, seen.frontend, seen.frontend === null ? 'unreachable' : null);
    }
    const state = seen.behind?.find(({ name }) => name === service) ?? null;
    // Main is the one who was asked; without it nobody tells of the others.
    const silent = seen.behind === null && service === 'main' && seen.frontend !== null;
    return node(service, state, silent ? 'unreachable' : null);
  });
}

function node(service: Service, state: ServiceState | null, told: Health | null): Node {
  return { service, state, health: told ?? healthOf(state), stores: storesOf(service, state) };
}

export function healthOf(state: ServiceState | null): Health {
  if (state === null) return 'unknown';
  if (state.readiness === null) return 'unreachable';
  if (state.readiness.status !== 'ok') return 'unready';
  const all = Object.values(state.readiness.dependencies).every(({ ok }) => ok);
  return all ? 'ok' : 'impaired';
}

function storesOf(service: Service, state: ServiceState | null): Store[] {
  const told = Object.entries(state?.readiness?.dependencies ?? {}).filter(
    ([name]) => !(SERVICES as readonly string[]).includes(name),
  );
  if (told.length > 0) {
    return told.map(([name, { ok }]) => ({ name, health: ok ? 'ok' : 'unreachable' }));
  }
  return USUAL[service].map((name) => ({ name, health: 'unknown' }));
}
