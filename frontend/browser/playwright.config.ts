import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

// The system's own browser: none is loaded from a network.
const browsers = [process.env.CHROMIUM ?? '', '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = browsers.find((path) => path && existsSync(path));
if (!executablePath) throw new Error('There is no Chromium. Run build/setup check, or name one in CHROMIUM.');

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../../build/out/browser',
  snapshotPathTemplate: '{testDir}/pictures/{arg}{ext}',
  reporter: [['list']],
  workers: 2, // each window is a whole program, and two cores are all that may be there
  fullyParallel: false,
  forbidOnly: true,
  timeout: 60_000, // a loaded machine is slow, not wrong
  expect: { timeout: 15_000, toHaveScreenshot: { maxDiffPixelRatio: 0.01, animations: 'disabled', caret: 'hide' } },
  use: {
    browserName: 'chromium',
    launchOptions: { executablePath, args: ['--force-color-profile=srgb', '--font-render-hinting=none', '--disable-lcd-text'] },
    viewport: { width: 1280, height: 800 },
    deviceScaleFactor: 1,
    locale: 'en-US',
    timezoneId: 'UTC',
    colorScheme: 'light',
    contextOptions: { reducedMotion: 'reduce' },
    trace: 'off',
    screenshot: 'only-on-failure',
  },
});
