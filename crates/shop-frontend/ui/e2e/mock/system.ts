import type { Readiness, ServiceState, Topology } from '../../src/api/types';

/** What the services say about themselves, and which of them do not. */
export class System {
  /** Services that nobody can reach. */
  silent = new Set<string>();
  /** Dependencies that do not answer, as `catalog/s3`. */
  broken = new Set<string>();

  topology(): Topology {
    return {
      services: [
        this.#service('main', ['redis', 'catalog', 'order']),
        this.#service('catalog', ['postgres', 'redis', 's3']),
        this.#service('order', ['postgres', 'shared-storage']),
      ],
    };
  }

  version() {
    return {
      service: 'frontend',
      version: '0.1.0',
      replica: 'frontend-1',
      commit: '679f083c2a51',
    };
  }

  readiness(): Readiness {
    return this.#readiness('frontend', []);
  }

  #service(name: string, dependencies: string[]): ServiceState {
    if (this.silent.has(name)) {
      return { name, version: null, readiness: null, error: 'no answer within 800 ms' };
    }
    return {
      name,
      version: {
        service: name,
        version: '0.1.0',
        replica: `${name}-2`,
        commit: '679f083c2a51',
      },
      readiness: this.#readiness(name, dependencies),
      error: null,
    };
  }

  #readiness(name: string, names: string[]): Readiness {
    const dependencies = Object.fromEntries(
      names.map((dependency) => {
        const ok = !this.silent.has(dependency) && !this.broken.has(`${name}/${dependency}`);
        return [dependency, { ok, detail: ok ? null : 'connection refused' }];
      }),
    );
    // Without its pictures the catalog still sells, and without catalog or order main still answers.
    const required = (dependency: string) => ['postgres', 'redis'].includes(dependency);
    const ready = Object.entries(dependencies).every(([key, { ok }]) => ok || !required(key));
    return { status: ready ? 'ok' : 'unavailable', dependencies };
  }
}
