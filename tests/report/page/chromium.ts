import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** A browser to test with: the one of CHROMIUM, or Debian's. */
const CHROMIUM = [process.env['CHROMIUM'] ?? '', ...PLACES].find((file) => file !== '' && existsSync(file));

/** Without a browser there is nothing to test, except where it must be there. */
export const SKIP =
  CHROMIUM === undefined && (process.env['CI'] === undefined || process.env['NO_BROWSER'] !== undefined);
if (SKIP)
  console.warn('no Chromium found: install Debian’s (apt-get install chromium) or set CHROMIUM; page tests skipped');

export async function launch(): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error('no Chromium: apt-get install chromium, or set CHROMIUM');
  // its own sandbox refuses to run as root
  return chromium.launch({ executablePath: CHROMIUM, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
}
