// How quick the window is on the profile in OUTLAY_BENCH_PROFILE; the rows go as JSON to the file in OUTLAY_BENCH_ROWS.
import { writeFileSync } from 'node:fs';
import type { CDPSession, Page } from '@playwright/test';
import { now, test } from '../world';

const rounds = 10;

/** What stands on each screen only with its data. */
const data: Record<string, string> = {
  Overview: 'Spent this month, exactly',
  Analytics: 'exactly [\\d.]+ USD',
  Activity: 'Nov \\d+, 2026',
  Accounts: 'Team \\d+',
  Budgets: 'Team \\d+',
  Alerts: 'News',
  Gateway: 'On this machine',
  Import: 'Account and file',
  Invoices: 'Enter an invoice',
  Settings: 'Pause syncing',
};

const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** Milliseconds from a click on a screen's name to the frame that shows its data. */
function open(page: Page, name: string): Promise<number> {
  return page.evaluate(
    ([name, words]) =>
      new Promise<number>((done) => {
        const button = [...document.querySelectorAll<HTMLElement>('nav button')].find((b) => (b.getAttribute('aria-label') ?? b.textContent ?? '').startsWith(name));
        const found = new RegExp(words);
        const began = performance.now();
        button?.click();
        const look = () => {
          const main = document.querySelector(`main[aria-label="${name}"]`);
          const there = main && !main.querySelector('[aria-busy="true"]') && found.test(main.textContent ?? '');
          if (there) requestAnimationFrame(() => done(performance.now() - began));
          else if (performance.now() - began > 30_000) done(NaN);
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
    [name, data[name] ?? ''] as const,
  );
}

/** Milliseconds from a click on something to the frame in which a part of the page says other words. */
function change(page: Page, click: string, part: string): Promise<number> {
  return page.evaluate(
    ([click, part]) =>
      new Promise<number>((done) => {
        const words = () => document.querySelector(part)?.textContent ?? '';
        const before = words();
        const began = performance.now();
        document.querySelector<HTMLElement>(click)?.click();
        const look = () => {
          const settled = words() !== before && !document.querySelector('main [aria-busy="true"]');
          if (settled) requestAnimationFrame(() => done(performance.now() - began));
          else if (performance.now() - began > 30_000) done(NaN);
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
    [click, part] as const,
  );
}

/** Frames a second while the list of entries is scrolled for three seconds. */
function scrolling(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((done) => {
        const grid = document.querySelector('main [role="grid"]');
        let box: Element | null = grid;
        const scrolls = (e: Element) => e.scrollHeight > e.clientHeight + 10 && /auto|scroll/.test(getComputedStyle(e).overflowY);
        box = [...(grid?.querySelectorAll('*') ?? [])].find(scrolls) ?? grid;
        while (box && !scrolls(box)) box = box.parentElement;
        const began = performance.now();
        let frames = 0;
        const next = () => {
          frames++;
          box?.scrollBy(0, 60);
          const took = performance.now() - began;
          if (took < 3000) requestAnimationFrame(next);
          else done((1000 * frames) / took);
        };
        requestAnimationFrame(next);
      }),
  );
}

async function heap(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? NaN) / 1e6;
}

test('the window', async ({ page, visitProfile }) => {
  const rows: [string, string, string, string][] = [];
  const row = (what: string, value: string, aim: string, note = '') => rows.push([what, value, aim, note]);
  await visitProfile(process.env.OUTLAY_BENCH_PROFILE ?? '');
  await page.getByText(/Spent this month, exactly/).first().waitFor({ state: 'attached', timeout: 120_000 });
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');

  const took = new Map<string, number[]>();
  const heaps: number[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const name of [...Object.keys(data).slice(1), 'Overview']) {
      const ms = await open(page, name);
      if (Number.isNaN(ms)) throw new Error(`${name} did not show its data`);
      took.set(name, [...(took.get(name) ?? []), ms]);
      await page.waitForTimeout(100); // what is measured is a click of a person, not of a machine
    }
    heaps.push(await heap(session));
  }
  for (const [name, [first = NaN, ...again]] of took) {
    row(`window, ${name}: click to data`, `${median(again).toFixed(0)} ms`, '<= 100 ms', `first visit ${first.toFixed(0)} ms, slowest later ${Math.max(...again).toFixed(0)} ms`);
  }

  await open(page, 'Analytics');
  const byModel = [];
  for (const value of ['account', 'model', 'project', 'service']) byModel.push(await change(page, `main input[type="radio"][value="${value}"]`, 'main'));
  row('window, Analytics: another grouping', `${median(byModel).toFixed(0)} ms`, '<= 50 ms', byModel.map((ms) => ms.toFixed(0)).join(', '));
  await open(page, 'Activity');
  row('window, Activity: scrolling', `${(await scrolling(page)).toFixed(0)} frames/s`, '>= 55', 'software rendering');
  const sorts = [];
  for (let i = 0; i < 4; i++) sorts.push(await change(page, 'main [role="columnheader"]:nth-child(7) button, main [role="columnheader"] button', 'main [role="grid"]'));
  row('window, Activity: another order', `${median(sorts).toFixed(0)} ms`, '<= 50 ms', sorts.map((ms) => ms.toFixed(0)).join(', '));
  row('window: JS heap after all screens ten times', `${heaps.at(-1)?.toFixed(1)} MB`, '<= 60 MB', `${heaps[1]?.toFixed(1)} MB after two rounds`);
  writeFileSync(process.env.OUTLAY_BENCH_ROWS ?? 'rows.json', JSON.stringify({ now, rows }));
});
