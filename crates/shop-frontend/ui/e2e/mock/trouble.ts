/** What the mock does instead of answering. */
export interface Trouble {
  method?: string;
  /** The path, without the query. */
  path: RegExp;
  /** How many calls it hurts. */
  times?: number;
  effect:
    | {
        kind: 'status';
        status: number;
        retryAfter?: number;
        type?: string;
        detail?: string;
        errors?: { field: string; message: string }[];
      }
    /** The work is done, the answer is lost. */
    | { kind: 'loseAnswer' }
    /** The connection is cut and nothing is done. */
    | { kind: 'cut' }
    | { kind: 'delay'; ms: number }
    /** The call stays open until the mock is reset. */
    | { kind: 'hang' }
    | { kind: 'nonsense' };
}

export class Troubles {
  #list: { trouble: Trouble; left: number }[] = [];

  add(trouble: Trouble): void {
    this.#list.push({ trouble, left: trouble.times ?? Infinity });
  }

  clear(): void {
    this.#list = [];
  }

  /** The first trouble that waits for this call, which is used up by it. */
  take(method: string, path: string): Trouble['effect'] | null {
    for (const entry of this.#list) {
      const { trouble } = entry;
      if (entry.left <= 0) continue;
      if (trouble.method !== undefined && trouble.method !== method) continue;
      if (!trouble.path.test(path)) continue;
      entry.left -= 1;
      return trouble.effect;
    }
    return null;
  }
}
