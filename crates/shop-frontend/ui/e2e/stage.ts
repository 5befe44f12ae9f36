import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { MockServer } from './mock/server';

const DIST = fileURLToPath(new URL('../dist', import.meta.url));

/** Chromium tries to reach its maker's hosts at every start; on a closed network that only costs time. */
const QUIET = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A browser and a mock shop for the tests of one file. */
export class Stage {
  readonly mock: MockServer;
  readonly url: string;
  #browser: Browser;
  #complaints: string[] = [];

  private constructor(mock: MockServer, url: string, browser: Browser) {
    this.mock = mock;
    this.url = url;
    this.#browser = browser;
  }

  static async open(): Promise<Stage> {
    if (!existsSync(`${DIST}/index.html`)) {
      throw new Error(`There is no built page in ${DIST}: run "npm run build" first.`);
    }
    const mock = new MockServer(DIST);
    const url = await mock.start();
    // Chromium refuses its sandbox to root, as whom containers often run.
    const root = process.getuid?.() === 0;
    const browser = await chromium.launch({
      executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
      args: root ? [...QUIET, '--no-sandbox'] : QUIET,
    });
    return new Stage(mock, url, browser);
  }

  /** A new customer: own cookies, own storage, no memory. */
  async visit(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({
      locale: 'en-US',
      timezoneId: 'UTC',
      viewport: { width: 1280, height: 900 },
      ...options,
    });
    context.setDefaultTimeout(10_000);
    const page = await context.newPage();
    page.on('pageerror', (error) => this.#complaints.push(String(error)));
    page.on('console', (message) => {
      // A call that fails is logged by the browser itself; the tests make them fail on purpose.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
        this.#complaints.push(message.text());
      }
    });
    await page.goto(this.url + path);
    return page;
  }

  /** Errors of scripts and refusals of the content security policy since the last call. */
  complaints(): string[] {
    return this.#complaints.splice(0);
  }

  /** Ends every visit and gives the next test a new shop. */
  async clear(): Promise<void> {
    await Promise.all(this.#browser.contexts().map((context) => context.close()));
    this.mock.reset();
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.mock.stop();
  }
}
