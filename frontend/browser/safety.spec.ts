// The page loads nothing from elsewhere, and its policy would not let it.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { arrived, screens } from './screens';
import { expect, test } from './world';

test('no request leaves the page, on any screen', async ({ page, demo, visit }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  for (const screen of screens) {
    await visit(demo, screen.id);
    await arrived(page, screen);
  }
  const away = asked.filter((url) => !url.startsWith('data:') && !url.startsWith('blob:') && new URL(url).origin !== demo.url);
  expect(asked.length).toBeGreaterThan(5);
  expect(away).toEqual([]);
});

test('the policy of the page refuses scripts, pictures and calls from elsewhere', async ({ page, demo, visit }) => {
  await visit(demo);
  const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
  for (const rule of ["default-src 'none'", "script-src 'self'", "connect-src 'self'", "base-uri 'none'", "form-action 'none'"]) expect(policy).toContain(rule);
  expect(policy).not.toContain('unsafe-eval');
  const refused = await page.evaluate(async () => {
    const violations: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective));
    await fetch('https://example.com/').catch(() => undefined);
    const script = document.createElement('script');
    script.textContent = 'window.injected = true';
    document.body.append(script);
    const picture = new Image();
    picture.src = 'https://example.com/pixel.png';
    await new Promise((next) => { picture.onerror = next; });
    await new Promise((next) => setTimeout(next)); // violations are told as events of their own
    return { violations, injected: 'injected' in window };
  });
  expect(refused.injected).toBe(false);
  expect(refused.violations).toEqual(expect.arrayContaining(['connect-src', 'script-src-elem', 'img-src']));
});

test('the program that is shipped has no server for browsers', () => {
  const bin = (name: string) => join(import.meta.dirname, '..', '..', 'build', 'bin', name);
  const serves = (name: string) => execFileSync('grep', ['-c', 'wails/internal/frontend/devserver\\|devserver.DevWebServer', bin(name)], { encoding: 'utf8' }).trim() !== '0';
  expect(existsSync(bin('outlay'))).toBe(true);
  expect(serves('outlay-dev')).toBe(true);
  expect(() => serves('outlay')).toThrow(); // grep found nothing, and says so by its code
});
