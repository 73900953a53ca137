// How every screen looks and what a screen reader finds, in each theme; and the states that are
// not seen at first: welcome, forms, dialogs, a fault, a wait, a small window, a lock.
import type { Page } from '@playwright/test';
import { arrived, pale, screen, screenOf, screens, settled, stumbles } from './screens';
import { expect, test } from './world';
import type { Wire } from './wire';

const themes = {
  light: { colorScheme: 'light', contrast: 'no-preference' },
  dark: { colorScheme: 'dark', contrast: 'no-preference' },
  contrast: { colorScheme: 'light', contrast: 'more' },
} as const;
type Theme = keyof typeof themes;

const pictured = (theme: Theme, screen: string) => theme !== 'contrast' || ['overview', 'analytics', 'activity'].includes(screen);

/** Looking must not change what the next one sees: an alert stays unread. Those of one moment stand in any order, here in that of their titles. */
const onlyLook = (wire: Wire) => {
  wire.answer('Alerts.MarkSeen', { result: null });
  wire.change('Alerts.List', (alerts) => (alerts as { title: string; id: string }[]).sort((a, b) => a.title.localeCompare(b.title)));
};

/** The folder of the profile is another one in every run. */
const changing = (page: Page) => [page.getByText(/outlay-(demo|browser)-/)];

const pictureOf = (page: Page, name: string) => expect(page).toHaveScreenshot(`${name}.png`, { mask: changing(page) });

for (const theme of Object.keys(themes) as Theme[]) {
  for (const shown of screens) {
    test(`${shown.name} in ${theme}`, async ({ page, demo, visit, wire }) => {
      onlyLook(wire);
      await page.emulateMedia(themes[theme]);
      await visit(demo, shown.id);
      await arrived(page, shown);
      if (pictured(theme, shown.id)) await pictureOf(page, `${shown.id}-${theme}`);
      expect(theme === 'contrast' ? await pale(page) : await stumbles(page)).toEqual([]); // names and roles are those of the other themes
    });
  }
}

/** A state: where it is found, and what brings it about. */
interface State {
  name: string;
  at: string;
  reach: (page: Page, wire: Wire) => Promise<unknown>;
}

const states: State[] = [
  { name: 'palette', at: 'overview', reach: (page) => page.keyboard.press('Control+k').then(() => expect(page.getByRole('dialog')).toBeVisible()) },
  { name: 'keys', at: 'overview', reach: (page) => page.keyboard.press('?').then(() => expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible()) },
  { name: 'export', at: 'activity', reach: (page) => page.getByRole('button', { name: /^Export/ }).first().click().then(() => expect(page.getByRole('dialog')).toBeVisible()) },
  { name: 'budget-form', at: 'budgets', reach: (page) => page.getByRole('button', { name: 'New budget' }).click() },
  { name: 'channels', at: 'alerts', reach: (page) => page.getByRole('tab', { name: 'Channels' }).click().then(() => expect(page.getByRole('tabpanel', { name: 'Channels' })).toBeVisible()) },
  { name: 'models', at: 'analytics', reach: (page) => page.getByText('Model', { exact: true }).click().then(() => expect(page.getByRole('radio', { name: 'Model' })).toBeChecked()) },
  { name: 'invoice-form', at: 'invoices', reach: (page) => page.getByRole('button', { name: 'Enter an invoice' }).click() },
];

for (const state of states) {
  test(`the state ${state.name}`, async ({ page, demo, visit, wire }) => {
    onlyLook(wire);
    await visit(demo, state.at);
    await arrived(page, screen(state.at));
    await state.reach(page, wire);
    await settled(page);
    await pictureOf(page, `state-${state.name}`);
    expect(await stumbles(page)).toEqual([]);
  });
}

test('what is still to come has its place', async ({ page, demo, visit, wire }) => {
  wire.answer('Overview.Get', { silent: true });
  await visit(demo, 'overview');
  await expect(page.locator('[aria-busy="true"]').first()).toBeVisible();
  await pictureOf(page, 'state-loading');
});

test('a fault in a screen', async ({ page, demo, visit, wire }) => {
  wire.answer('Budgets.List', { error: { code: 'disk', message: 'The disk did not answer, so nothing could be read. Your totals are as they were. Try again.' } });
  await visit(demo, 'budgets');
  await expect(page.getByText('The disk did not answer')).toBeVisible();
  await pictureOf(page, 'state-fault');
  expect(await stumbles(page, 'page-has-heading-one')).toEqual([]); // a good habit, no rule of WCAG
});

test('the smallest window', async ({ page, demo, visit, wire }) => {
  onlyLook(wire);
  await page.setViewportSize({ width: 900, height: 600 });
  for (const shown of screens) {
    await visit(demo, shown.id);
    await arrived(page, shown);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), `${shown.name} is no wider than its window`).toBeLessThanOrEqual(900);
    if (['overview', 'analytics'].includes(shown.id)) await pictureOf(page, `${shown.id}-small`);
  }
});

test('text of twice the size', async ({ page, demo, visit, wire }) => {
  onlyLook(wire);
  await page.setViewportSize({ width: 640, height: 400 }); // what a zoom of 200 % leaves of 1280x800
  for (const shown of screens) {
    await visit(demo, shown.id);
    await arrived(page, shown);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), `${shown.name} is no wider than its window`).toBeLessThanOrEqual(640);
  }
});

test('the charts below', async ({ page, demo, visit, wire }) => {
  onlyLook(wire);
  await page.setViewportSize({ width: 1280, height: 2400 });
  for (const shown of screens.filter(({ id }) => ['overview', 'analytics'].includes(id))) {
    await visit(demo, shown.id);
    await arrived(page, shown);
    await pictureOf(page, `${shown.id}-whole`);
  }
});

test('the first start', async ({ page, fresh, visit }) => {
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia(themes[theme]);
    await visit(fresh);
    await expect(page.getByRole('heading', { name: 'What do you spend on AI?' })).toBeVisible();
    await settled(page);
    await pictureOf(page, `welcome-${theme}`);
    expect(await stumbles(page)).toEqual([]);
  }
});

test('the first services are chosen', async ({ page, fresh, visit }) => {
  await visit(fresh);
  await page.getByRole('button', { name: 'Connect a service' }).click();
  await expect(page.getByRole('heading', { name: 'Which services do you use?' })).toBeVisible();
  await page.getByRole('button', { name: 'OpenAI', exact: true }).click();
  await settled(page);
  await pictureOf(page, 'state-first-services');
  expect(await stumbles(page)).toEqual([]);
});

test('the lock', async ({ page, fresh, visit, wire }) => {
  await visit(fresh, 'settings');
  const lock = screenOf(page, 'Settings').getByRole('region', { name: 'Lock' });
  await lock.getByLabel('Passphrase', { exact: true }).fill('a canary that opens');
  await lock.getByLabel('The same once more').fill('a canary that opens');
  await lock.getByRole('button', { name: 'Set the lock' }).click();
  await expect(page.getByText('The lock is set')).toBeVisible();
  await page.keyboard.press('Escape');
  await lock.getByRole('button', { name: 'Lock now' }).click();
  await expect(page.getByText('Outlay is locked')).toBeVisible();
  await pictureOf(page, 'state-locked');
  expect(await stumbles(page)).toEqual([]);
  const before = wire.asked.length;
  await page.getByLabel('Passphrase', { exact: true }).fill('a canary that opens');
  await page.getByRole('button', { name: 'Unlock' }).click();
  await expect(screenOf(page, 'Settings').getByRole('heading', { name: 'Lock' })).toBeVisible();
  expect(wire.asked.slice(before)).toContain('LockScreen.Unlock');
});
