import { call } from './client';
import type { Readiness, ServiceState, Topology, VersionInfo } from './types';

/** Shorter than the time between two looks, so that they do not pile up in front of a dead service. */
const LOOK_TIMEOUT_MS = 4_500;

export function getTopology(signal: AbortSignal): Promise<Topology> {
  return call('/api/topology', { signal, timeoutMs: LOOK_TIMEOUT_MS });
}

/** The service that serves this page is asked directly: it answers while those behind it do not. */
export async function getFrontend(signal: AbortSignal): Promise<ServiceState> {
  const [version, readiness] = await Promise.all([
    call<VersionInfo>('/version', { signal, timeoutMs: LOOK_TIMEOUT_MS }),
    call<Readiness>('/readyz', { signal, timeoutMs: LOOK_TIMEOUT_MS, alsoGood: 503 }),
  ]);
  return { name: 'frontend', version, readiness, error: null };
}
