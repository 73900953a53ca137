import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { expect } from './world';

type Violations = Awaited<ReturnType<AxeBuilder['analyze']>>['violations'];

export interface Screen {
  id: string;
  name: string;
  /** The key that leads there after G. */
  key: string;
  /** The call that brings what it shows. */
  call: string;
  /** Something that is there only with data. */
  data: (page: Locator) => Locator;
}

/** Every screen, in the order of the sidebar. */
export const screens: Screen[] = [
  { id: 'overview', name: 'Overview', key: 'o', call: 'Overview.Get', data: (page) => page.getByText(/Spent this month, exactly/).first() },
  { id: 'analytics', name: 'Analytics', key: 'n', call: 'Analytics.Get', data: (page) => page.getByText(/exactly [\d.]+ USD/).first() },
  { id: 'activity', name: 'Activity', key: 'y', call: 'Activity.Page', data: (page) => page.getByRole('row').nth(3) },
  { id: 'accounts', name: 'Accounts', key: 'a', call: 'Accounts.List', data: (page) => page.getByRole('heading', { name: 'Sample organization', exact: true }) },
  { id: 'budgets', name: 'Budgets', key: 'b', call: 'Budgets.List', data: (page) => page.getByRole('heading', { name: 'Everything', exact: true }) },
  { id: 'alerts', name: 'Alerts', key: 'l', call: 'Alerts.List', data: (page) => page.getByRole('list', { name: 'Alerts' }).getByRole('heading').first() },
  { id: 'gateway', name: 'Gateway', key: 'w', call: 'Gateway.Get', data: (page) => page.getByRole('heading', { name: 'On this machine' }) },
  { id: 'tags', name: 'Tags', key: 't', call: 'Tags.List', data: (page) => page.getByRole('heading', { level: 1, name: 'Tags' }) },
  { id: 'imports', name: 'Import', key: 'i', call: 'Accounts.List', data: (page) => page.getByRole('heading', { name: 'Account and file' }) },
  { id: 'invoices', name: 'Invoices', key: 'v', call: 'Invoices.List', data: (page) => page.getByText('Enter an invoice').first() },
  { id: 'settings', name: 'Settings', key: 's', call: 'Settings.Get', data: (page) => page.getByRole('heading', { name: 'About' }) },
];

/** A screen by its id. */
export function screen(id: string): Screen {
  const found = screens.find((s) => s.id === id);
  if (!found) throw new Error(`there is no screen ${id}`);
  return found;
}

/** The screen that is shown, by its name. */
export const screenOf = (page: Page, name: string) => page.getByRole('main', { name, exact: true });

/** Waits until a screen has its data, and nothing on it is still to come. */
export async function arrived(page: Page, { data, name }: Screen): Promise<void> {
  await expect(data(screenOf(page, name))).toBeVisible({ timeout: 30_000 });
  await settled(page);
}

/** Waits until nothing on the page is still to come. */
export async function settled(page: Page): Promise<void> {
  await expect(page.locator('[aria-busy="true"], .mantine-Skeleton-root')).toHaveCount(0);
  await page.evaluate(() => document.fonts.ready);
}

/** What somebody with a screen reader, or who sees little, would stumble over, as sentences; contrast with it. */
export async function stumbles(page: Page, ...without: string[]): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).exclude('#wails-spinner').disableRules(without).analyze();
  return sentences(violations);
}

/** The texts that are too pale for what is behind them, as sentences. */
export async function pale(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).exclude('#wails-spinner').withRules(['color-contrast', 'link-in-text-block']).analyze();
  return sentences(violations);
}

function sentences(violations: Violations): string[] {
  return violations.map((v) => `${v.id}: ${v.help} (${v.nodes.slice(0, 3).map((n) => `${n.html.slice(0, 160)} ${n.any.map((a) => a.message).join('; ').slice(0, 160)}`).join(' ')})`);
}
