// Main paths with the keyboard alone: no test here presses a mouse button.
import type { Page } from '@playwright/test';
import { arrived, screen, screenOf, screens } from './screens';
import { expect, test } from './world';

/** Runs a command by its name, as the palette offers it. */
async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog').getByRole('combobox').or(page.getByRole('dialog').getByRole('textbox')).first()).toBeFocused();
  await page.keyboard.type(words);
  await expect(page.getByRole('option').first()).toContainText(words);
  await page.keyboard.press('Enter');
}

/** Presses Tab until something with a name has the focus. */
async function tabTo(page: Page, name: RegExp, most = 80): Promise<void> {
  for (let i = 0; i < most; i++) {
    await page.keyboard.press('Tab');
    const found = await page.evaluate(() => {
      const at = document.activeElement;
      const labels = at instanceof HTMLInputElement ? [...(at.labels ?? [])].map((l) => l.textContent) : [];
      return [at?.getAttribute('aria-label'), ...labels, at?.textContent].filter(Boolean).join(' ');
    });
    if (name.test(found)) return;
  }
  throw new Error(`Tab never came to ${name}`);
}

async function tabToGrid(page: Page): Promise<void> {
  for (let i = 0; i < 40; i++) {
    if (await page.evaluate(() => document.activeElement?.getAttribute('role') === 'grid')) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('Tab never came to the list of entries');
}

test('G and a letter go to every screen, and the screen has the focus', async ({ page, demo, visit, wire }) => {
  wire.answer('Alerts.MarkSeen', { result: null });
  await visit(demo, 'settings');
  await arrived(page, screen('settings'));
  for (const each of screens) {
    await page.keyboard.press('g');
    await page.keyboard.press(each.key);
    await arrived(page, each);
    await expect(screenOf(page, each.name)).toBeFocused();
  }
});

test('the palette finds a screen and an account, and the keys are shown and gone', async ({ page, demo, visit }) => {
  await visit(demo, 'overview');
  await arrived(page, screen('overview'));
  await command(page, 'Budgets');
  await expect(screenOf(page, 'Budgets')).toBeVisible();
  await command(page, 'Voice prototype');
  await expect(screenOf(page, 'Accounts').getByRole('heading', { name: 'Voice prototype', exact: true })).toBeVisible();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('the ledger is searched, an entry opened and asked why', async ({ page, demo, visit }) => {
  await visit(demo, 'activity');
  const activity = screenOf(page, 'Activity');
  await arrived(page, screen('activity'));
  const before = await activity.getByRole('status').filter({ hasText: 'entries' }).textContent();
  await page.keyboard.press('/');
  await expect(activity.getByRole('searchbox')).toBeFocused();
  await page.keyboard.type('opus');
  await expect(activity.getByRole('status').filter({ hasText: 'entries' })).not.toHaveText(before ?? '');
  await expect(activity.getByRole('row').nth(1)).toContainText('opus');
  await tabToGrid(page);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const entry = page.getByRole('dialog');
  await expect(entry.getByText('First seen')).toBeVisible();
  await expect(entry.getByRole('heading', { name: 'Why this number' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(entry).toHaveCount(0);
});

test('analytics is asked by model', async ({ page, demo, visit }) => {
  await visit(demo, 'analytics');
  await arrived(page, screen('analytics'));
  await tabTo(page, /Service$/);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('radio', { name: 'Model', exact: true })).toBeChecked();
  await expect(page.getByText(/claude-|gpt-/).first()).toBeVisible();
  await expect(page).toHaveURL(/model/);
});

test('a budget is made and removed', async ({ page, fresh, vendors, visit }) => {
  const to = await vendors.account('openai');
  await fresh.terminal(['account', 'add', 'openai', '--label', 'Research', '--base-url', to.base], `${to.key}\n`);
  await visit(fresh, 'budgets');
  await expect(screenOf(page, 'Budgets')).toBeVisible();
  await command(page, 'New budget');
  await tabTo(page, /^Limit/);
  await page.keyboard.type('123');
  await tabTo(page, /^(Save|Add|Create|Make)/);
  await page.keyboard.press('Enter');
  await expect(screenOf(page, 'Budgets').getByText('$123.00').first()).toBeVisible();
  await tabTo(page, /^Remove/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  await tabTo(page, /^Remove/);
  await page.keyboard.press('Enter');
  await expect(screenOf(page, 'Budgets').getByText('$123.00')).toHaveCount(0);
});

test('a theme is chosen, and is there again after a restart of the page', async ({ page, fresh, visit }) => {
  await visit(fresh, 'settings');
  await expect(screenOf(page, 'Settings').getByRole('heading', { name: 'About' })).toBeVisible();
  await command(page, 'Theme: Dark');
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await expect(page.getByRole('radio', { name: 'Dark' })).toBeChecked();
});

test('sample data is entered and left', async ({ page, fresh, visit }) => {
  await visit(fresh);
  await expect(page.getByRole('heading', { name: 'What do you spend on AI?' })).toBeVisible();
  await command(page, 'Explore with sample data');
  await expect(page.getByText('Sample data: nothing here is real.')).toBeVisible({ timeout: 30_000 });
  await command(page, 'Leave sample data');
  await expect(page.getByRole('heading', { name: 'What do you spend on AI?' })).toBeVisible();
});
