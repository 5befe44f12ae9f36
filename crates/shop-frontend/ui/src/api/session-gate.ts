const PATIENCE_MS = 2_000;

/**
 * Holds calls that need the session cookie back while the first of them is under way.
 *
 * A new customer has no cookie yet. Two first calls at once would each be given a session, and the
 * later answer would replace the session that already holds the cart. The wait is bounded: a slow
 * cart must not keep the order history from showing.
 */
export function sessionGate(patienceMs = PATIENCE_MS): <T>(call: () => Promise<T>) => Promise<T> {
  let first: Promise<unknown> | null = null;
  return async (call) => {
    if (first === null) {
      const answer = call();
      let timer: ReturnType<typeof setTimeout> | undefined;
      const patience = new Promise((resolve) => {
        timer = setTimeout(resolve, patienceMs);
      });
      first = Promise.race([answer.catch(() => undefined), patience]).finally(() =>
        clearTimeout(timer),
      );
      return answer;
    }
    await first;
    return call();
  };
}
