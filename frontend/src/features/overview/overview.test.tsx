import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import type { alert, outlook, report } from '../../api/backend';
import { everything, nightly, research } from '../../testing/budgets';
import { golden } from '../../testing/golden';
import { renderScreen, renderWindow, stumbles } from '../../testing/render';
import { nearest } from './nearest';
import { OverviewScreen } from './overview-screen';
import { stackOf } from './stack';

const refused = async () => {
  throw new Error('{"code":"locked","message":"Another program holds the database."}');
};

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
  expect(await panel.findByText('5 others')).toBeInTheDocument();
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

test('yesterday stands beside today, each currency for itself', async () => {
  renderWindow('two-currencies');
  const month = within(await screen.findByRole('region', { name: 'This month' }));
  for (const term of ['Today', 'Yesterday']) expect(month.getByText(term).nextElementSibling).toHaveTextContent('€1.50 + $4.45');
});

test('how fresh the total is, what it is made of and what it lacks stand in one line', async () => {
  renderWindow('every-kind');
  const line = await screen.findByText(/^billed by the vendor, imported/);
  expect(line).toHaveTextContent(/ · settled through Nov 18 · read .+ · lacks days of 4 accounts$/);
});

test('a total in the display currency is marked as converted, with its rates’ age and what has none', async () => {
  renderWindow('converted');
  const month = await screen.findByRole('region', { name: 'This month' });
  expect(month).toHaveTextContent('at least $303.19');
  expect(month).toHaveTextContent('Converted from €78.00 + ¥1,440.00 + $231.22 at your rates, the oldest of Nov 4, 2026.');
  expect(month).toHaveTextContent('Not in it, for want of a rate: €12.00 + ¥1,440.00.');
  expect(month).toHaveTextContent('Spent this month, exactly 78.0000 EUR + 1440.0000 JPY + 231.2232 USD');
});

test('a service leads to its entries of the month, and tells its course in words', async () => {
  const goToEntries = vi.fn();
  renderScreen('quiet', <OverviewScreen goToAccounts={() => undefined} goToEntries={goToEntries} />);
  const panel = within(await screen.findByRole('region', { name: 'Services this month' }));
  expect(panel.getByRole('img', { name: /^OpenAI in the last 30 days: \$\d+\.\d\d at most, on .+, and \$4\.45 on Nov 22$/ })).toBeInTheDocument();
  await userEvent.click(panel.getByRole('button', { name: /^OpenAI, .+: show its entries$/ }));
  expect(goToEntries).toHaveBeenCalledWith('from=2026-11-01&through=2026-11-22&service=openai');
});

test('a day of the chart leads to its entries in the activity', async () => {
  renderWindow('quiet');
  const panel = within(await screen.findByRole('region', { name: 'Last 30 days' }));
  await userEvent.click(panel.getByText('Table'));
  await userEvent.click(panel.getByRole('button', { name: 'Sun, Nov 22' }));
  expect(await screen.findByRole('heading', { name: 'Activity', level: 1 })).toBeInTheDocument();
  expect(window.location.hash).toContain('from=2026-11-22&through=2026-11-22');
});

test('services beyond the colours are one layer, whose sums are exact', () => {
  const cent = { value: '0.1000', currency: 'USD' };
  const series = Array.from({ length: 10 }, (_, i) => ({ service: `s${i}`, label: `Service ${i}`, values: [cent, undefined] }));
  const stack = stackOf({ days: ['2026-11-21', '2026-11-22'], settled: [true, false], currency: 'USD', series } as never, ['s9']);
  expect(stack.series).toHaveLength(8);
  expect(stack.series[0]?.label).toBe('Service 9');
  expect(stack.series[7]).toMatchObject({ label: '3 others', other: true, values: [{ value: '0.3000', currency: 'USD' }, null] });
  expect(stack.totals).toEqual([{ value: '1.0000', currency: 'USD' }, null]);
});

test('the limit that comes next is the one that is reached first, and not one that was', async () => {
  expect(nearest([])).toBeUndefined();
  expect(nearest([research, nightly])?.title).toBe('Nightly batch');
  expect(nearest([research])?.title).toBe('Research (OpenAI)');
  const sooner: outlook.State = { ...everything, title: 'Sooner', crossing: { ...everything.crossing, day: '2026-11-25' } };
  expect(nearest([everything, research, sooner])?.title).toBe('Sooner');
  renderWindow('quiet', '', { Budgets: { List: async () => [research, everything] } });
  const month = await screen.findByRole('region', { name: 'This month' });
  expect(month).toHaveTextContent('Next limit EverythingAt this pace you reach $200.00 on Nov 26, between Nov 24 and Nov 29.');
});

test('budgets and alerts that cannot be read leave the total standing, and can be read again', async () => {
  let broken = true;
  const list = async () => (broken ? refused() : [everything]);
  renderWindow('quiet', '', { Budgets: { List: list }, Alerts: { List: refused } });
  expect(await screen.findByText('Spent this month')).toBeInTheDocument();
  expect(await screen.findByText('The alerts could not be read.')).toBeInTheDocument();
  const notice = screen.getByText(/^The budgets could not be read/).closest('.notice') as HTMLElement;
  broken = false;
  await userEvent.click(within(notice).getByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('region', { name: 'Budgets' })).toBeInTheDocument();
});

test('where nothing tells what was spent, no $0 stands anywhere, and what can be done does', async () => {
  const dark = overview('every-kind');
  const accounts = dark.accounts.filter((c) => c.account.label === 'Voice prototype');
  Object.assign(dark, { accounts, gaps: dark.gaps.filter((g) => g.label === 'Voice prototype'), month_to_date: [], today_spend: [], yesterday_spend: [], services: [], models: [], projects: [], limit: null, left: null });
  Object.assign(dark, { forecasts: dark.forecasts.map((f) => ({ ...f, amount: null, low: null, high: null, withheld: 'too_few_days', days_used: 0 })), bars: { ...dark.bars, series: [] } });
  const container = renderWindow('every-kind', '', { Overview: { Get: async () => dark } });
  expect(await screen.findByText(/Unknown is not \$0/)).toBeInTheDocument();
  expect(container.textContent.replace('Unknown is not $0', '')).not.toMatch(/\$0/);
  expect(screen.getByText(/^Nothing is known of these days/)).toBeInTheDocument();
  expect(await stumbles(container)).toEqual([]);
});

test('a credit is a total below nothing', async () => {
  const credit = { ...overview('quiet'), month_to_date: [{ value: '-12.5000', currency: 'USD' }] };
  renderWindow('quiet', '', { Overview: { Get: async () => credit } });
  expect(await screen.findByRole('region', { name: 'This month' })).toHaveTextContent('-$12.50');
});

test('of 200 accounts those that need somebody stand first, and the others are one click away', async () => {
  const many = overview('quiet');
  const [one] = many.accounts as [report.Card];
  many.accounts = Array.from({ length: 200 }, (_, i) => ({ ...one, account: { ...one.account, id: `n${i}`, label: `Account ${i}`, state: i === 150 ? 'key_refused' : 'ok', reason: i === 150 ? 'The key was refused.' : '' } }));
  renderWindow('quiet', '', { Overview: { Get: async () => many } });
  const panel = within(await screen.findByRole('region', { name: 'Accounts' }));
  expect(panel.getAllByRole('article')).toHaveLength(12);
  expect(panel.getAllByRole('article')[0]).toHaveAccessibleName('Account 150');
  expect(panel.getByText('The key was refused.')).toBeInTheDocument();
  expect(panel.getByText('1 of 200 needs a look')).toBeInTheDocument();
  await userEvent.click(panel.getByRole('button', { name: 'Show all 200' }));
  expect(panel.getAllByRole('article')).toHaveLength(200);
  await userEvent.click(panel.getByRole('button', { name: 'Take a look at Account 150' }));
  expect(window.location.hash).toContain('accounts/n150');
});

test('an account that was billed in another currency than its own shows that, and no $0', async () => {
  renderWindow('converted');
  const row = await screen.findByRole('article', { name: 'Büro Wien' });
  expect(row).toHaveTextContent('€78.00');
  expect(row).not.toHaveTextContent('$0');
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
