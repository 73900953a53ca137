// What goes wrong, and what comes in that nobody expects.
import { arrived, screen, screenOf, screens, settled } from './screens';
import { expect, now, test } from './world';

const fault = { error: { code: 'disk', message: 'The disk did not answer. Your totals are as they were. Try again.' } };

for (const each of screens) {
  test(`${each.name} tells a fault, and is there after another try`, async ({ page, demo, visit, wire }) => {
    wire.answer(each.call, fault);
    await visit(demo, each.id);
    await expect(page.getByText('The disk did not answer').first()).toBeVisible();
    wire.answer(each.call);
    await screenOf(page, each.name).getByRole('button', { name: 'Try again' }).first().click();
    await arrived(page, each);
    await expect(page.getByText('The disk did not answer')).toHaveCount(0);
  });
}

test('a call that never answers is given up, said, and asked again', async ({ page, demo, wire }) => {
  await page.clock.install({ time: now });
  wire.answer('Budgets.List', { silent: true });
  await page.goto(`${demo.url}/#budgets`);
  await expect.poll(() => wire.times('Budgets.List')).toBeGreaterThan(0);
  await page.clock.fastForward(21_000);
  await expect(page.getByText('Outlay did not answer in time.')).toBeVisible();
  const asked = wire.times('Budgets.List');
  wire.answer('Budgets.List');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { name: 'Everything', exact: true })).toBeVisible();
  expect(wire.times('Budgets.List')).toBeGreaterThan(asked);
});

const odd = {
  long: 'x'.repeat(10_000),
  html: '<img src=x onerror="window.hurt=1"><script>window.hurt=1</script>',
  rtl: 'חשבון ‮gnp.exe',
  emoji: '👩‍👩‍👧‍👦🏳️‍🌈 Ωmega',
};

test('10,000 characters, HTML, right-to-left and emoji in what a file says are text, and break nothing', async ({ page, fresh, visit }, info) => {
  await fresh.terminal(['account', 'add', 'other', '--set', 'service=Midjourney', '--label', odd.html.slice(0, 60)]);
  const { accounts } = (await fresh.terminal(['account', 'list'])) as { accounts: { id: string }[] };
  const file = info.outputPath('odd.csv');
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const models = [odd.long.slice(0, 200), odd.html, odd.rtl, odd.emoji, ...Array.from({ length: 500 }, (_, i) => `model-${i}`)];
  const rows = models.map((model, i) => `2026-11-${String((i % 21) + 1).padStart(2, '0')},${quoted(model)},${i === 0 ? '9999999.9999' : i === 1 ? '0.0000001' : i === 2 ? '-3.5' : '0.25'}`);
  const { writeFile } = await import('node:fs/promises');
  await writeFile(file, `date,model,cost\n${rows.join('\n')}\n`);
  await fresh.terminal(['import', accounts[0]?.id ?? '', file, '--yes']);
  for (const id of ['overview', 'analytics', 'activity', 'accounts', 'budgets', 'invoices']) {
    await visit(fresh, id === 'analytics' ? 'analytics/{"by":"model"}' : id);
    await expect(screenOf(page, screen(id).name).getByRole('heading', { level: 1 })).toBeVisible();
    await settled(page);
    expect(await page.evaluate(() => 'hurt' in window)).toBe(false);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), `${id} is no wider than its window`).toBeLessThanOrEqual(1280);
  }
  await visit(fresh, 'activity');
  await expect(page.getByText(/504 entries/)).toBeVisible();
});

test('two hundred accounts are listed, and found by name', async ({ page, demo, visit, wire }) => {
  await visit(demo, 'accounts');
  await arrived(page, screen('accounts'));
  const cards = await page.evaluate(() => (window as unknown as { go: { bind: { Accounts: { List: () => Promise<{ account: object }[]> } } } }).go.bind.Accounts.List());
  const many = Array.from({ length: 200 }, (_, i) => ({ ...cards[i % cards.length], account: { ...cards[i % cards.length]?.account, id: `many-${i}`, label: `Account ${i}` } }));
  wire.answer('Accounts.List', { result: many });
  await page.reload();
  await expect(screenOf(page, 'Accounts').getByRole('heading', { name: 'Account 199', exact: true })).toBeAttached();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('Account 137');
  await expect(page.getByRole('option').first()).toContainText('Account 137');
  await page.keyboard.press('Enter');
  await expect(screenOf(page, 'Accounts').getByRole('heading', { name: 'Account 137', exact: true })).toBeInViewport();
});

test('the palette takes the letters that are typed the moment it is asked for', async ({ page, demo, visit }) => {
  await visit(demo, 'accounts');
  await arrived(page, screen('accounts'));
  await page.evaluate(() => {
    const { port1, port2 } = new MessageChannel(); // the very next task: the earliest that another key can come
    port1.onmessage = () => Object.assign(window, { focused: document.activeElement?.getAttribute('aria-label') ?? '' });
    window.addEventListener('keydown', ({ key }) => key === 'k' && port2.postMessage(''));
  });
  await page.keyboard.press('Control+k');
  await expect.poll(() => page.evaluate(() => (window as { focused?: string }).focused)).toBe('Find a screen, an account or an action');
});

test('with no account at all, every screen says what to do', async ({ page, fresh, visit }) => {
  for (const each of screens) {
    await visit(fresh, each.id);
    await settled(page);
    await expect(screenOf(page, each.name).getByRole('heading').first()).toBeVisible();
    await expect(page.getByText('This screen could not be shown')).toHaveCount(0);
    await expect(page.getByText(/\$0\.00/)).toHaveCount(0);
  }
});
