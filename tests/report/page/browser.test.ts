import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportPage } from '../../../src/report/page/page.js';
import { launch, SKIP } from './chromium.js';
import { FOCUS, LOW_CONTRAST, REACHABLE, UNREADABLE, UNSAID } from './in-browser.js';
import { REPORT } from './report-data.js';

const ADDRESS = 'http://report.invalid/';

describe.skipIf(SKIP)('the report page in a browser', () => {
  const html = reportPage(REPORT);
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  /** The page at a width; every request is caught and, but for the page itself, refused. */
  async function open(
    width: number,
    colorScheme: 'light' | 'dark' = 'light',
    text = html,
    until: 'load' | 'networkidle' = 'load',
  ) {
    const requests: string[] = [];
    const complaints: string[] = [];
    const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
    page.on('console', (m) => complaints.push(m.text()));
    page.on('pageerror', (e) => complaints.push(e.message));
    await page.route('**/*', (route) => {
      const url = route.request().url();
      requests.push(url);
      return url === ADDRESS ? route.fulfill({ body: text, contentType: 'text/html' }) : route.abort();
    });
    await page.goto(ADDRESS, { waitUntil: until });
    return { page, requests, complaints };
  }
  const overflow = (page: Page): Promise<number> => page.evaluate('document.documentElement.scrollWidth - innerWidth');

  it('asks for nothing and complains of nothing', async () => {
    const { page, requests, complaints } = await open(1280, 'light', html, 'networkidle');
    await page.evaluate('scrollTo(0, document.body.scrollHeight)');
    expect(requests).toEqual([ADDRESS]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('would be caught if it asked', async () => {
    const { page, requests, complaints } = await open(
      1280,
      'light',
      '<link rel="icon" href="data:,"><img src="http://elsewhere.invalid/x.png"><script>console.log(1)</script>',
      'networkidle',
    );
    expect(requests).toEqual([ADDRESS, 'http://elsewhere.invalid/x.png']);
    expect(complaints).toContain('1');
    await page.close();
  });

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 380],
    ['dark', 380],
  ] as const)('is readable: %s, %i pixels', async (mode, width) => {
    const { page } = await open(width, mode);
    const dark = await page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(dark).toBe(mode === 'dark' ? 'rgb(22, 25, 29)' : 'rgb(255, 255, 255)');
    const { low, seen } = (await page.evaluate(LOW_CONTRAST)) as { low: string[]; seen: number };
    expect(low).toEqual([]);
    expect(seen).toBeGreaterThan(2000);
    expect(await page.evaluate(UNREADABLE)).toEqual([]);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await page.close();
  });

  it('prints whole and light, from a dark screen too', async () => {
    // A4 less its margins
    const { page } = await open(690, 'dark');
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    expect(((await page.evaluate(LOW_CONTRAST)) as { low: string[] }).low).toEqual([]);
    expect(await page.evaluate(UNREADABLE)).toEqual([]);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    const cut = `[...document.querySelectorAll('.scroll')].filter((e) => e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1).map((e) => e.getAttribute('aria-labelledby'))`;
    expect(await page.evaluate(cut)).toEqual([]);
    expect(await page.evaluate(`getComputedStyle(document.querySelector('nav')).display`)).toBe('none');
    expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(50_000);
    await page.close();
  });

  it('is walked through by keyboard, from the skip link on', async () => {
    const { page } = await open(1280);
    const wanted = (await page.evaluate(REACHABLE)) as string[];
    expect(wanted[0]).toBe('#content');
    expect(wanted.length).toBeGreaterThan(20);
    for (const what of wanted) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate(FOCUS)).toEqual({ what, outlined: true, onScreen: true });
    }
    await page.close();
  });

  it('skips to the content', async () => {
    const { page } = await open(1280);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(((await page.evaluate(FOCUS)) as { what: string }).what).toBe('content');
    // the next stop lies inside
    await page.keyboard.press('Tab');
    expect(await page.evaluate(`document.activeElement.closest('main') !== null`)).toBe(true);
    await page.close();
  });

  it('tells a screen reader what it shows', async () => {
    const { page } = await open(1280);
    expect(await page.evaluate(UNSAID)).toEqual([]);
    const spoken = await page.locator('#nminus1').ariaSnapshot();
    expect(spoken).toContain('img "z: N − 1 distribution of z"');
    await page.close();
  });

  it('marks a whole command with one click', async () => {
    const { page } = await open(1280);
    const command = page.locator('code.command').nth(2);
    await command.click();
    expect(await page.evaluate('String(getSelection())')).toBe(REPORT.events[2]!.command);
    await page.close();
  });
});
