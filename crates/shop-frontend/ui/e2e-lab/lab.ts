import { get } from 'node:http';
import { createConnection } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** What `crates/firedrill/tests/lab/ui.rs` says of the lab that it has brought up. */
function told(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') {
    throw new Error(
      `${name} is not set. These tests need a lab: cargo test --workspace --test lab ui::`,
    );
  }
  return value;
}

export const SHOP_URL = told('SHOP_URL');
export const STAFF_TOKEN = told('STAFF_TOKEN');

/** How long something may take to appear: the machine may be busy with another lab. */
export const PATIENCE_MS = 20_000;

interface LinkState {
  mode: 'pass' | 'reset' | 'blackhole';
  latencyMs?: number;
}

const touched = new Set<string>();

/** Everything that passes the link is reset, at once. */
export const cut = (link: string) => set(link, { mode: 'reset' });

/** Nothing passes the link any more, and nobody is told. */
export const drop = (link: string) => set(link, { mode: 'blackhole' });

/** Every answer that passes the link takes so much longer. */
export const slowDown = (link: string, latencyMs: number) => set(link, { mode: 'pass', latencyMs });

/** Lets every link pass again. */
export async function join(): Promise<void> {
  for (const link of touched) await tell(link, { mode: 'pass' });
}

/** Lets every link pass again, and waits until the shop has recovered by itself. */
export async function mend(): Promise<void> {
  if (touched.size === 0) return;
  await join();
  // Calls are spread over replicas, each with circuit breakers of its own: some answers in a row tell of all.
  let well = 0;
  await until('the shop is whole again', async () => {
    well = (await isWhole()) ? well + 1 : 0;
    return well === 12;
  });
  touched.clear();
}

/** Waits until the shop refuses this address for want of what is behind it: what is cached goes on for a while. */
export async function untilUnavailable(path: string): Promise<void> {
  await until(`${path} is unavailable`, async () => (await fetch(SHOP_URL + path)).status === 503);
}

/** Waits for what comes by itself. */
export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const begun = Date.now();
  while (!(await holds())) {
    if (Date.now() - begun > PATIENCE_MS) throw new Error(`${what}: not within ${PATIENCE_MS} ms`);
    await pause(50);
  }
}

async function set(link: string, state: LinkState): Promise<void> {
  touched.add(link);
  await tell(link, state);
}

async function isWhole(): Promise<boolean> {
  const paths = ['/api/topology', '/api/products?limit=1', '/api/cart', '/api/orders'];
  const answers = await Promise.all(paths.map(askAnew));
  return (
    answers.every(({ status }) => status === 200) &&
    !/"ok":false|"readiness":null/.test(answers[0]!.body)
  );
}

/** One request on a connection of its own: one that is kept open leads to the same replica every time. */
function askAnew(path: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve) => {
    const failed = () => resolve({ status: 0, body: '' });
    const request = get(SHOP_URL + path, { agent: false }, (answer) => {
      let body = '';
      answer.setEncoding('utf8');
      answer.on('data', (piece: string) => (body += piece));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }));
      answer.on('error', failed);
    });
    request.on('error', failed);
  });
}

/** One request to the lab's supervisor: a line of JSON, answered by lines of which the last one tells the end. */
async function tell(link: string, state: LinkState): Promise<void> {
  const socket = createConnection(told('LAB_SOCKET'));
  socket.write(`${JSON.stringify({ request: 'link', link, state })}\n`);
  let answer = '';
  for await (const piece of socket) answer += String(piece);
  const last = answer.trim().split('\n').at(-1) ?? '';
  if (!last.startsWith('{"ok"')) throw new Error(`${link} can't be set: ${last}`);
}
