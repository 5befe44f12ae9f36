import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

/** Chromium tries to reach its maker's hosts at every start; on a closed network that only costs time. */
const QUIET = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A browser in front of one shop, for the tests of one file. */
export class Stage {
  readonly url: string;
  #browser: Browser;
  #patience: number;
  #complaints: string[] = [];

  protected constructor(url: string, browser: Browser, patience: number) {
    this.url = url;
    this.#browser = browser;
    this.#patience = patience;
  }

  /** `patience` is how long a visitor waits for something to appear, in milliseconds. */
  static async at(url: string, patience: number): Promise<Stage> {
    return new Stage(url, await launch(), patience);
  }

  /** A new customer: own cookies, own storage, no memory. */
  async visit(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({
      locale: 'en-US',
      timezoneId: 'UTC',
      viewport: { width: 1280, height: 900 },
      baseURL: this.url,
      ...options,
    });
    context.setDefaultTimeout(this.#patience);
    context.on('weberror', (error) => this.#complaints.push(String(error.error())));
    context.on('console', (message) => {
      // A call that fails is logged by the browser itself; the tests make them fail on purpose.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
        this.#complaints.push(message.text());
      }
    });
    const page = await context.newPage();
    await page.goto(path);
    return page;
  }

  /** Errors of scripts and refusals of the content security policy since the last call. */
  complaints(): string[] {
    return this.#complaints.splice(0);
  }

  /** Ends every visit. */
  async clear(): Promise<void> {
    await Promise.all(this.#browser.contexts().map((context) => context.close()));
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }
}

/** How wide the page is, whatever the screen shows of it. */
export function widthOf(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth);
}

/** Starts the browser of this machine. */
export async function launch(): Promise<Browser> {
  const program = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
  if (!existsSync(program)) {
    throw new Error(
      `There is no ${program}: run "apt-get install chromium", or let CHROMIUM_PATH name another.`,
    );
  }
  // Chromium refuses its sandbox to root, as whom containers often run.
  const root = process.getuid?.() === 0;
  return chromium.launch({
    executablePath: program,
    args: root ? [...QUIET, '--no-sandbox'] : QUIET,
  });
}
