// The pictures that a user saves of charts: what is asked to be written is read back.
import type { Page } from '@playwright/test';
import { expect, test } from './world';

interface Saved {
  name: string;
  width: number;
  height: number;
  colours: number;
}

/** Saves a panel's picture and reads what would be written of it. */
async function picture(page: Page, title: string): Promise<Saved> {
  await page.evaluate(() => {
    const { go } = window as unknown as { go: { bind: { Export: { Picture: (name: string, png: string) => Promise<string> } } } };
    go.bind.Export.Picture = async (name, png) => {
      Object.assign(window, { saved: [name, png] });
      return `/home/ada/${name}`;
    };
  });
  await page.getByRole('button', { name: `Save ${title}`, exact: true }).click();
  await page.getByRole('menuitem', { name: 'Picture (PNG) …' }).click();
  await expect(page.getByRole('region', { name: title, exact: true }).getByText(/^Saved: \/home\/ada\//)).toBeVisible();
  const [name, png] = await page.evaluate(() => (window as unknown as { saved: [string, string] }).saved);
  return { name, ...(await read(page, png)) };
}

async function read(page: Page, png: string): Promise<Omit<Saved, 'name'>> {
  return page.evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.width;
    canvas.height = image.height;
    const pen = canvas.getContext('2d');
    if (!pen) throw new Error('no canvas');
    pen.drawImage(image, 0, 0);
    const dots = new Uint32Array(pen.getImageData(0, 0, image.width, image.height).data.buffer);
    return { width: image.width, height: image.height, colours: new Set(dots).size };
  }, png);
}

test('each chart is a picture with two dots for each pixel, and looks as before afterwards', async ({ page, demo, visit, wire }) => {
  const usd = (value: string) => ({ value, currency: 'USD' });
  const projections = ['100', '140', '120'].map((value, i) => ({ day: `2026-11-${18 + i}`, amount: usd(value), low: usd('80'), high: usd('180'), to_date: usd('60') }));
  wire.change('Analytics.Get', (answer) => ({ ...(answer as object), projections }));
  await visit(demo, 'analytics');
  const chart = page.getByRole('img', { name: /per day|Nov/i }).first();
  await expect(chart.locator('canvas')).toBeVisible();
  const before = await chart.screenshot({ animations: 'disabled' });
  for (const title of ['Per day', 'By service', 'Where the month was thought to end', 'The year 2026']) {
    const saved = await picture(page, title);
    expect(saved.name, title).toMatch(/^outlay-[a-z]+-2026-11-01-2026-11-22\.png$/);
    const drawn = page.getByRole('region', { name: title, exact: true }).locator('canvas, table').first();
    const { width, height } = await drawn.evaluate((it) => it.getBoundingClientRect());
    expect(Math.abs(saved.width - 2 * (Math.max(width, 320) + 32)), title).toBeLessThanOrEqual(2);
    expect(saved.height, `${title} has a line of its title, one of its days and one of its key`).toBeGreaterThanOrEqual(2 * (height + 3 * 20));
    expect(saved.colours, title).toBeGreaterThan(10);
  }
  await page.mouse.move(0, 0);
  await expect.poll(async () => (await chart.screenshot({ animations: 'disabled' })).equals(before)).toBe(true);
});
