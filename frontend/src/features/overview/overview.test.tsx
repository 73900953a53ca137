import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import type { alert, report } from '../../api/backend';
import { everything, research } from '../../testing/budgets';
import { golden } from '../../testing/golden';
import { renderScreen, renderWindow, stumbles } from '../../testing/render';
import { OverviewScreen } from './overview-screen';

const overview = (world: string) => golden<report.Overview>(`overview-${world}`);

test('the total is there to the last digit', async () => {
  renderWindow('quiet');
  const total = overview('quiet').month_to_date[0];
  expect(await screen.findByText(`Spent this month, exactly ${total?.value} USD`)).toBeInTheDocument();
});

test('a limit that is passed is said in words, not in colour alone', async () => {
  renderWindow('over-budget');
  expect((await screen.findAllByText('Limit reached')).length).toBeGreaterThan(0);
  expect(screen.getByRole('meter', { name: /154 % of the limit of \$150\.00: Limit reached/ })).toBeInTheDocument();
});

test('a total that lacks an account says at least, and the gap has a name and a next step', async () => {
  renderWindow('refused-key');
  const month = within(await screen.findByRole('region', { name: 'This month' }));
  expect(month.getByText('at least')).toBeInTheDocument();
  expect(screen.getByText(/Research: Key refused/)).toBeInTheDocument();
  expect(screen.getByText(/Paste a new key in Accounts/)).toBeInTheDocument();
  await userEvent.click(screen.getAllByRole('button', { name: 'Go to account' })[0] as HTMLElement);
  expect(await screen.findByRole('heading', { name: 'Accounts' })).toBeInTheDocument();
});

test('what vendors do not publish is named beside the total, once for all of the same kind', async () => {
  renderWindow('every-kind');
  const gaps = within(await screen.findByRole('region', { name: 'What the totals lack' }));
  expect(gaps.getByText('Translations and Voice prototype: Publishes no spend.')).toBeInTheDocument();
  expect(gaps.getByText('Pictures: Publishes no spend, Nov 21 to Nov 22 are missing.')).toBeInTheDocument();
  expect(gaps.getByText('Research: Out of date.')).toBeInTheDocument();
  const month = screen.getByRole('region', { name: 'This month' });
  expect(month).toHaveTextContent(/at least \$325\.98/);
  expect(month).toHaveTextContent('at least 54 % of $425.00');
  expect(month).toHaveTextContent('at most $193.78');
});

test('an account whose spend is unknown shows no $0 on its card', async () => {
  renderWindow('every-kind');
  for (const name of ['Voice prototype', 'Translations']) {
    const card = await screen.findByRole('article', { name });
    expect(card).toHaveTextContent('Spend unknown');
    expect(card).not.toHaveTextContent(/\$0/);
    expect(within(card).queryByRole('meter')).toBeNull();
  }
  expect(screen.getByRole('article', { name: 'Translations' })).toHaveTextContent(/Balance 88\.10 CNY, read .* · balance, not spend/);
});

test.each([
  ['not_yet', '2026-11-22', '2026-11-22', 'Research: Not published yet, Nov 22.', false],
  ['days_missing', '2026-11-01', '2026-11-19', 'Research: Days missing, Nov 1 to Nov 19 are missing.', true],
  ['days_missing', '2026-11-19', '2026-11-19', 'Research: Days missing, Nov 19 is missing.', true],
  ['stale', null, null, 'Research: Out of date.', true],
])('a gap because of %s, from %s through %s, has its words', async (state, from, through, words, mendable) => {
  const lacking = { ...overview('quiet'), at_least: true, gaps: [{ account: 'id-1', label: 'Research', state, reason: 'Why.', from, through }] };
  renderWindow('quiet', '', { Overview: { Get: async () => lacking } });
  const gaps = within(await screen.findByRole('region', { name: 'What the totals lack' }));
  expect(gaps.getByText(words)).toBeInTheDocument();
  expect(gaps.getByText('Why.')).toBeInTheDocument();
  expect(gaps.queryAllByRole('button', { name: 'Go to account' })).toHaveLength(mendable ? 1 : 0);
});

test('a gap that an import fills leads there', async () => {
  const importInto = vi.fn();
  renderScreen('every-kind', <OverviewScreen goToAccounts={() => undefined} importInto={importInto} />);
  await userEvent.click(await screen.findByRole('button', { name: 'Import an export' }));
  const id = overview('every-kind').gaps.find((g) => g.label === 'Pictures')?.account;
  expect(importInto).toHaveBeenCalledWith(id);
});

test('services are the ones that people named', async () => {
  renderWindow('every-kind');
  const panel = within(await screen.findByRole('region', { name: 'By service, USD' }));
  await userEvent.click(panel.getByText('Table'));
  expect(panel.getAllByRole('rowheader').map((h) => h.textContent)).toEqual(['OpenAI', 'Anthropic', 'Midjourney']);
});

test('many services are drawn as the largest and the others, and all stand in the table', async () => {
  const many = overview('quiet');
  many.services = Array.from({ length: 12 }, (_, i) => ({ key: `s${i}`, label: `Service ${i}`, amount: { value: `${20 - i}.0000`, currency: 'USD' } }));
  renderWindow('quiet', '', { Overview: { Get: async () => many } });
  const panel = within(await screen.findByRole('region', { name: 'By service, USD' }));
  expect(panel.getByText('5 others')).toBeInTheDocument();
  await userEvent.click(panel.getByText('Table'));
  expect(panel.getAllByRole('rowheader')).toHaveLength(12);
});

test('a forecast is withheld with its reason', async () => {
  renderWindow('new-account');
  expect(await screen.findByText(/needs 5 settled days; 0 so far/)).toBeInTheDocument();
});

test('a forecast is a range', async () => {
  renderWindow('quiet');
  const f = overview('quiet').forecasts[0];
  expect(f?.amount).toBeTruthy();
  const cents = (value = '') => `$${Number(value).toFixed(2)}`;
  expect(await screen.findByText(`${cents(f?.low?.value)} – ${cents(f?.high?.value)}`)).toBeInTheDocument();
});

test('two currencies are never added', async () => {
  renderWindow('two-currencies');
  const [euro, dollar] = overview('two-currencies').month_to_date;
  expect(await screen.findByText(`Spent this month, exactly ${euro?.value} EUR + ${dollar?.value} USD`)).toBeInTheDocument();
});

test('the chart has a table that tells unread from zero and provisional from settled', async () => {
  renderWindow('new-account');
  const panel = await screen.findByRole('region', { name: 'Last 30 days' });
  await userEvent.click(within(panel).getByText('Table'));
  const rows = within(panel).getAllByRole('row');
  expect(rows).toHaveLength(31);
  expect(rows[1]).toHaveTextContent('may still change');
  expect(rows[30]).toHaveTextContent('not read');
  expect(rows[30]).not.toHaveTextContent('$0.00');
});

test('alerts can be marked as read', async () => {
  const seen = vi.fn(async () => null);
  renderWindow('over-budget', '', { Alerts: { MarkSeen: seen } });
  await userEvent.click(await screen.findByRole('button', { name: 'Mark as read' }));
  const ids = golden<alert.Alert[]>('alerts-over-budget').map((a) => a.id);
  expect(seen).toHaveBeenCalledWith(ids);
});

test('budgets beside the accounts’ own limits stand on the overview, and lead to their screen', async () => {
  const many = [research, ...Array.from({ length: 5 }, (_, i) => ({ ...everything, budget: { ...everything.budget, id: `b${i}` }, title: `Budget ${i}` }))];
  renderWindow('quiet', '', { Budgets: { List: async () => many } });
  const panel = within(await screen.findByRole('region', { name: 'Budgets' }));
  expect(panel.getAllByRole('listitem').map((li) => li.getAttribute('aria-label'))).toEqual(['Budget 0', 'Budget 1', 'Budget 2', 'Budget 3']);
  const first = panel.getByRole('listitem', { name: 'Budget 0' });
  expect(first).toHaveTextContent('80 % usedat least $172.50 of $200.00At this pace you reach $200.00 on Nov 26, between Nov 24 and Nov 29.');
  await userEvent.click(panel.getByRole('button', { name: 'All budgets' }));
  expect(await screen.findByRole('heading', { name: 'Budgets', level: 1 })).toBeInTheDocument();
});

test('accounts’ own limits alone make no panel of budgets', async () => {
  renderWindow('quiet', '', { Budgets: { List: async () => [research] } });
  await screen.findByText('Spent this month');
  expect(screen.queryByRole('region', { name: 'Budgets' })).toBeNull();
});

test('the alerts of the overview lead to all of them', async () => {
  renderWindow('over-budget');
  await userEvent.click(await screen.findByRole('button', { name: 'All alerts' }));
  expect(await screen.findByRole('heading', { name: 'Alerts', level: 1 })).toBeInTheDocument();
});

test('sync now asks for it, and a long sync shows how far it is', async () => {
  const now = vi.fn(async () => null);
  const state = { running: true, paused: false, resident: false, accounts: [{ account: 'a', label: 'Research', done: 155, total: 397 }] };
  const { rerender } = { rerender: renderWindow('quiet', '', { Sync: { Now: now } }) };
  await userEvent.click(await screen.findByRole('button', { name: 'Sync now' }));
  expect(now).toHaveBeenCalledOnce();
  rerender.remove();
  renderWindow('quiet', '', { Sync: { State: async () => state } });
  expect(await screen.findByText('Reading Research: 155 of 397 days')).toBeInTheDocument();
});

test('a screen that fails says why and can be tried again', async () => {
  let answers = 0;
  const get = async () => {
    answers += 1;
    if (answers === 1) throw new Error('{"code":"locked","message":"Another program holds the database."}');
    return overview('quiet');
  };
  vi.spyOn(console, 'error').mockImplementation(() => undefined); // React reports what the boundary caught
  renderWindow('quiet', '', { Overview: { Get: get } });
  expect(await screen.findByText('Another program holds the database.')).toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByText('Spent this month')).toBeInTheDocument();
});

test('an unlikely label is text, cut and whole in its title', async () => {
  const wild = overview('quiet');
  const label = `<img src=x onerror=alert(1)>${'x'.repeat(10_000)}`;
  (wild.accounts[0] as report.Card).account.label = label;
  renderWindow('quiet', '', { Overview: { Get: async () => wild } });
  const heading = await screen.findByRole('heading', { name: label });
  expect(heading.title).toBe(label);
  expect(document.querySelector('img')).toBeNull();
});

test.each(['quiet', 'over-budget', 'two-currencies', 'refused-key', 'new-account', 'every-kind'])('nobody stumbles in the world %s', async (world) => {
  const container = renderWindow(world);
  await screen.findByText('Spent this month');
  expect(await stumbles(container)).toEqual([]);
});
