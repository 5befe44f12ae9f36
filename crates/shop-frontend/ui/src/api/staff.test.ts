import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { deleteProduct, putImage, replaceProduct } from './staff';
import type { ProductDraft } from './types';

type Headers = Record<string, string>;

/** What an upload was sent with. */
const sent: { method: string; path: string; headers: Headers; body: unknown }[] = [];

/** An `XMLHttpRequest` that is answered at once. */
class Request {
  status = 200;
  responseText = '{"version":4}';
  upload = {};
  onload = () => {};
  #sent = { method: '', path: '', headers: {} as Headers, body: null as unknown };

  open(method: string, path: string) {
    Object.assign(this.#sent, { method, path });
  }

  setRequestHeader(name: string, value: string) {
    this.#sent.headers[name] = value;
  }

  getResponseHeader() {
    return null;
  }

  send(body: unknown) {
    sent.push({ ...this.#sent, body });
    this.onload();
  }
}

const fetching = vi.fn<typeof fetch>();

beforeEach(() => {
  sent.length = 0;
  fetching.mockReset();
  fetching.mockImplementation(() => Promise.resolve(new Response('{"version":4}')));
  vi.stubGlobal('fetch', fetching);
  vi.stubGlobal('XMLHttpRequest', Request);
});
afterEach(() => vi.unstubAllGlobals());

test('every change of a product names the version that it replaces', async () => {
  await replaceProduct('token', 'p1', 3, {} as ProductDraft);
  await deleteProduct('token', 'p1', 3);
  const file = new File(['a'], 'a.png', { type: 'image/png' });
  await expect(putImage('token', 'p1', 3, file, () => undefined)).resolves.toEqual({ version: 4 });
  const all = fetching.mock.calls.map(([, init]) => init?.headers as Headers);
  all.push(sent[0]!.headers);
  expect(all.map((headers) => headers['if-match'])).toEqual(['"3"', '"3"', '"3"']);
  expect(sent).toMatchObject([{ method: 'PUT', path: '/api/products/p1/image', body: file }]);
});
