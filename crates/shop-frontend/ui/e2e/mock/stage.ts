import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { launch, Stage } from '../stage';
import { MockServer } from './server';

const DIST = fileURLToPath(new URL('../../dist', import.meta.url));
const PATIENCE_MS = 10_000;

/** A browser in front of a shop in memory. */
export class MockStage extends Stage {
  readonly mock: MockServer;

  private constructor(mock: MockServer, url: string, browser: Browser) {
    super(url, browser, PATIENCE_MS);
    this.mock = mock;
  }

  static async open(): Promise<MockStage> {
    if (!existsSync(`${DIST}/index.html`)) {
      throw new Error(`There is no built page in ${DIST}: run "npm run build" first.`);
    }
    const mock = new MockServer(DIST);
    return new MockStage(mock, await mock.start(), await launch());
  }

  /** Ends every visit and gives the next test a new shop. */
  override async clear(): Promise<void> {
    await super.clear();
    this.mock.reset();
  }

  override async close(): Promise<void> {
    await super.close();
    await this.mock.stop();
  }
}
