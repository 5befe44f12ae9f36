import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { BrowserContextOptions, Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const PHONE = { width: 360, height: 700 };

/** Both languages, both lights, both sizes. */
export const LOOKS: [name: string, options: BrowserContextOptions][] = [
  ['in English', { locale: 'en-US' }],
  ['in Korean and the dark', { locale: 'ko-KR', colorScheme: 'dark' }],
  ['on a phone in English and the dark', { locale: 'en-US', colorScheme: 'dark', viewport: PHONE }],
  ['on a phone in Korean', { locale: 'ko-KR', viewport: PHONE }],
];

/** What axe finds by every rule, the best practices and WCAG 2.2 included. */
export async function faults(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const results = await page.evaluate<AxeResults>(
    `axe.run({ rules: { 'target-size': { enabled: true } } })`,
  );
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
  );
}
