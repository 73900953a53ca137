// From nothing to a number, in one window: a service is connected, read, and looked at on every screen.
import { screenOf, settled } from './screens';
import { expect, test } from './world';

test('a service is connected, and every screen tells the vendor’s own sum', async ({ page, fresh, vendors, visit }) => {
  const to = await vendors.account('openai');
  const sum = await vendors.sum('2026-11-01', '2026-11-22');
  await visit(fresh, 'accounts');
  await page.getByRole('button', { name: 'Add account' }).first().click();
  await page.getByRole('button', { name: 'OpenAI', exact: true }).first().click();
  await page.getByLabel('Name').fill('Research');
  await page.getByLabel('Admin key').fill(to.key);
  await page.getByLabel('Monthly limit').fill('900');
  await page.getByRole('button', { name: 'Advanced' }).click();
  await page.getByLabel('Base URL').fill(to.base);
  await page.getByRole('button', { name: 'Check this key' }).click();
  await expect(page.getByText('The key works').first()).toBeVisible();
  await page.getByRole('button', { name: 'Save account' }).click();
  await expect(screenOf(page, 'Accounts').getByText(/key stored/)).toBeVisible({ timeout: 30_000 });

  const menu = page.getByRole('navigation', { name: 'Main' });
  const go = (name: RegExp) => menu.getByRole('button', { name }).click();
  await go(/^Overview/);
  await expect(page.getByText(`Spent this month, exactly ${sum} USD`).first()).toBeAttached({ timeout: 60_000 });
  await go(/^Analytics/);
  await expect(page.getByText(`exactly ${sum} USD`).first()).toBeAttached();
  await go(/^Activity/);
  await expect(screenOf(page, 'Activity').getByRole('row').nth(2)).toContainText('Research');
  await go(/^Budgets/);
  await expect(screenOf(page, 'Budgets').getByText(/\$900\.00/).first()).toBeVisible();
  await go(/^Gateway/);
  await expect(screenOf(page, 'Gateway').getByText('Research').first()).toBeVisible();
  await go(/^Alerts/);
  await page.getByRole('tab', { name: 'Channels' }).click();
  await expect(page.getByRole('tabpanel', { name: 'Channels' })).toBeVisible();
  await go(/^Invoices/);
  await page.getByRole('button', { name: 'Enter an invoice' }).click();
  await expect(page.getByLabel('Amount')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await go(/^Import/);
  await page.getByRole('textbox', { name: 'Account' }).click();
  await page.getByRole('option', { name: /Research/ }).click();
  await expect(page.getByRole('button', { name: 'Choose a file…' })).toBeEnabled();
  await go(/^Settings/);
  await page.getByText('High contrast', { exact: true }).click();
  await expect(page.locator('html')).toHaveAttribute('data-contrast', '');
  await settled(page);
});
