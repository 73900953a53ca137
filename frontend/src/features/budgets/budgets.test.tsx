import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import type { alert, budget, outlook } from '../../api/backend';
import { budgets, everything, history, nightly, research } from '../../testing/budgets';
import { type Bound, renderWindow, stumbles } from '../../testing/render';

/** The screen over budgets; `list` may change between two looks. */
function open(list: outlook.State[] | (() => outlook.State[]) = budgets, methods: Bound[string] = {}, changes: Bound = {}, where = 'budgets') {
  const get = async () => (typeof list === 'function' ? list() : list);
  return renderWindow('quiet', where, { Budgets: { List: get, ...methods }, ...changes });
}

const row = async (name: string) => screen.findByRole('listitem', { name });
const dialogOf = async (name: string) => within(await screen.findByRole('dialog', { name }));

/** Chooses in a list that opens. */
async function choose(dialog: ReturnType<typeof within>, field: string, option: string) {
  await userEvent.click(dialog.getByRole('textbox', { name: field }));
  await userEvent.click(await screen.findByRole('option', { name: option, hidden: true }));
}

test('each budget says how full it is in words, the fullest first', async () => {
  open();
  const list = await screen.findByRole('list', { name: 'Budgets' });
  expect(within(list).getAllByRole('heading').map((h) => h.textContent)).toEqual(['Research (OpenAI)', 'Everything', 'Nightly batch']);
  expect(screen.getByRole('meter', { name: 'Everything: 86 % of $200.00, 80 % used' })).toBeInTheDocument();
  expect(within(await row('Research (OpenAI)')).getByText('Limit reached')).toBeInTheDocument();
  expect(await row('Nightly batch')).toHaveTextContent('nightly in Research (OpenAI) · each week');
});

test('what could not be read is named, and the amount is a lower bound', async () => {
  open();
  const li = await row('Everything');
  expect(li).toHaveTextContent('at least $172.50 of $200.00 · 86 % · Nov 1 – Nov 30, 2026');
  expect(li).toHaveTextContent('Voice prototype and Pictures could not be read');
  expect(li).toHaveTextContent('and €12.00, which the limit does not count');
  expect(await row('Research (OpenAI)')).not.toHaveTextContent('at least');
});

test('when the limit is reached is a sentence with its range; levels carry the day each was reached', async () => {
  open();
  const li = await row('Everything');
  expect(li).toHaveTextContent('At this pace you reach $200.00 on Nov 26, between Nov 24 and Nov 29.');
  expect(li).toHaveTextContent('about $231.00$205.00 – $260.00');
  expect(li).toHaveTextContent('50 % reached Nov 11');
  expect(li).toHaveTextContent('100 % not reached');
  expect(await row('Research (OpenAI)')).toHaveTextContent('Reached $100.00 on Nov 21.');
  expect(await row('Nightly batch')).toHaveTextContent('No forecast yet: it needs 5 settled days; 2 so far.');
});

test('where there is no budget, the screen says what one does and leads to the first', async () => {
  open([]);
  expect(await screen.findByRole('heading', { name: 'Hear before it is too much' })).toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'Make a budget' }));
  expect(await screen.findByRole('dialog', { name: 'New budget' })).toBeInTheDocument();
});

test('a budget is made of what was chosen, and what is wrong is said before anything is sent', async () => {
  const add = vi.fn(async (_: budget.Draft) => null);
  open(budgets, { Add: add as never });
  await userEvent.click(await screen.findByRole('button', { name: 'New budget' }));
  const dialog = await dialogOf('New budget');
  await userEvent.click(dialog.getByRole('button', { name: 'Make budget' }));
  expect(dialog.getByText(/Write digits and a point, such as 200\.00/)).toBeInTheDocument();
  await userEvent.type(dialog.getByLabelText('Limit'), '0.00');
  await userEvent.click(dialog.getByRole('button', { name: 'Make budget' }));
  expect(add).not.toHaveBeenCalled();

  await userEvent.clear(dialog.getByLabelText('Limit'));
  await userEvent.type(dialog.getByLabelText('Limit'), '25.50');
  await choose(dialog, 'What it is of', 'nightly in Research (OpenAI)');
  await choose(dialog, 'Period', 'Billing cycle');
  await userEvent.clear(dialog.getByLabelText('First day'));
  await userEvent.type(dialog.getByLabelText('First day'), '31');
  await userEvent.type(dialog.getByLabelText(/^Name/), ' Nightly ');
  await userEvent.click(dialog.getByRole('button', { name: 'Make budget' }));
  await waitFor(() =>
    expect(add).toHaveBeenCalledExactlyOnceWith({ scope: 'project', subject: 'proj_1', account: 'a1', label: 'Nightly', limit: '25.50', currency: 'USD', levels: [80, 100], every: 'cycle', start_day: 31 }),
  );
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

test('a budget that is refused says why and keeps what was typed', async () => {
  const refuse = async () => {
    throw new Error('{"code":"invalid","message":"The limit is too large; the most is about nine billion."}');
  };
  open(budgets, { Add: refuse });
  await userEvent.click(await screen.findByRole('button', { name: 'New budget' }));
  const dialog = await dialogOf('New budget');
  await userEvent.type(dialog.getByLabelText('Limit'), '9999999999');
  await userEvent.click(dialog.getByRole('button', { name: 'Make budget' }));
  expect(await dialog.findByRole('alert')).toHaveTextContent('The limit is too large');
  expect(dialog.getByLabelText('Limit')).toHaveValue('9999999999');
});

test('levels are typed one by one, sent in order, and nonsense among them is named', async () => {
  const change = vi.fn(async (_id: string, _: budget.Draft) => null);
  open(budgets, { Change: change as never });
  await userEvent.click(await screen.findByRole('button', { name: 'Edit Everything' }));
  const dialog = await dialogOf('Edit Everything');
  const levels = dialog.getByRole('textbox', { name: /^Levels/ });
  await userEvent.type(levels, '501{Enter}');
  expect(dialog.getByText('“501” is no level. Write whole numbers from 1 to 500.')).toBeInTheDocument();
  await userEvent.click(dialog.getByRole('button', { name: 'Save budget' }));
  expect(change).not.toHaveBeenCalled();
  await userEvent.type(levels, '{Backspace}{Backspace}90 %{Enter}120'); // takes 501 and 100 away
  await userEvent.click(dialog.getByRole('button', { name: 'Save budget' }));
  await waitFor(() => expect(change).toHaveBeenCalledExactlyOnceWith('b-all', expect.objectContaining({ levels: [50, 80, 90, 120], limit: '200', every: 'month' })));
});

test('an account’s own monthly limit keeps its period, and why is said', async () => {
  const change = vi.fn(async (_id: string, _: budget.Draft) => null);
  open(budgets, { Change: change as never });
  await userEvent.click(await screen.findByRole('button', { name: 'Edit Research (OpenAI)' }));
  const dialog = await dialogOf('Edit Research (OpenAI)');
  expect(dialog.getByText(/Its period is the account’s billing cycle, from day 15/)).toBeInTheDocument();
  expect(dialog.queryByRole('textbox', { name: 'Period' })).toBeNull();
  await userEvent.clear(dialog.getByLabelText('Limit'));
  await userEvent.type(dialog.getByLabelText('Limit'), '150');
  await userEvent.click(dialog.getByRole('button', { name: 'Save budget' }));
  await waitFor(() => expect(change).toHaveBeenCalledOnce());
  expect(change.mock.calls[0]?.[1]).toEqual({ scope: 'account', subject: 'a1', account: '', label: '', limit: '150', currency: 'USD', levels: [80, 100] });
});

test.each([
  ['Research (OpenAI)', 'a1', true],
  ['Everything', 'b-all', false],
])('%s is removed after a confirmation', async (name, id, own) => {
  const remove = vi.fn(async (_: string) => null);
  open(budgets, { Remove: remove as never });
  await userEvent.click(await screen.findByRole('button', { name: `Remove ${name}` }));
  const dialog = await dialogOf(`Remove ${name}`);
  expect(dialog.queryByText(/the account then has none/) !== null).toBe(own);
  expect(remove).not.toHaveBeenCalled();
  await userEvent.click(dialog.getByRole('button', { name: 'Remove budget' }));
  await waitFor(() => expect(remove).toHaveBeenCalledExactlyOnceWith(id));
});

test('the history has each period, and how the forecast moved as a table too', async () => {
  open(budgets, { History: async () => history });
  await userEvent.click(await screen.findByRole('button', { name: 'History of Everything' }));
  const dialog = await dialogOf('History of Everything');
  const rows = within(await dialog.findByRole('region', { name: 'Periods' })).getAllByRole('row');
  expect(rows[1]).toHaveTextContent('Nov 1 – Nov 30, 2026$172.50$200.0086 %50 %: Nov 1180 %: Nov 20provisional');
  expect(rows[2]).toHaveTextContent('Oct 1 – Oct 31, 2026$150.00$150.00100 %80 %: Oct 24100 %: Oct 31settled');
  expect(rows[3]).toHaveTextContent('not read');
  expect(rows[3]).not.toHaveTextContent('$0.00');
  expect(dialog.getByRole('img')).toHaveAccessibleName(/on Nov 20 about \$215\.00.*on Nov 22 about \$231\.00, \$205\.00 to \$260\.00/);
  await userEvent.click(dialog.getByText('Table'));
  const course = within(dialog.getByRole('region', { name: 'How the forecast moved, table' })).getAllByRole('row');
  expect(course).toHaveLength(1 + history.projections.length);
  expect(course[1]).toHaveTextContent('Nov 22$172.50$231.00$205.00 – $260.00');
});

test.each([
  ['Snooze for a day', 0, '', 1],
  ['Snooze for a week', 1, 'crossing', 7],
])('%s silences what was chosen of a budget until then', async (item, group, kind, days) => {
  const silence = vi.fn(async (_: alert.Silence) => null);
  open(budgets, {}, { Alerts: { Silence: silence as never } });
  await userEvent.click(await screen.findByRole('button', { name: 'Snooze alerts of Everything' }));
  const before = Date.now();
  await userEvent.click((await screen.findAllByRole('menuitem', { name: item }))[group] as HTMLElement);
  await waitFor(() => expect(silence).toHaveBeenCalledOnce());
  const sent = silence.mock.calls[0]?.[0];
  expect(sent).toMatchObject({ subject: 'b-all', kind });
  const later = new Date(sent?.until ?? '').getTime() - before;
  expect(Math.round(later / 86_400_000)).toBe(days);
});

test('a budget is snoozed until its period ends, and muted for good', async () => {
  const silence = vi.fn(async (_: alert.Silence) => null);
  open(budgets, {}, { Alerts: { Silence: silence as never } });
  for (const [item, until] of [['Snooze until the period ends', '2026-12-01T00:00:00Z'], ['Mute for good', null]] as const) {
    await userEvent.click(await screen.findByRole('button', { name: 'Snooze alerts of Everything' }));
    await userEvent.click((await screen.findAllByRole('menuitem', { name: item }))[0] as HTMLElement);
    await waitFor(() => expect(silence).toHaveBeenLastCalledWith({ subject: 'b-all', kind: '', label: 'Everything', until }));
  }
});

test('the menu is worked by keyboard alone, and nobody stumbles over it', async () => {
  const silence = vi.fn(async (_: alert.Silence) => null);
  open(budgets, {}, { Alerts: { Silence: silence as never } });
  const button = await screen.findByRole('button', { name: 'Snooze alerts of Everything' });
  button.focus();
  await userEvent.keyboard('{Enter}');
  const menu = await screen.findByRole('menu');
  expect(within(menu).getByRole('group', { name: 'All its alerts' })).toBeInTheDocument();
  expect(await stumbles(menu)).toEqual([]);
  await waitFor(() => expect(within(menu).getAllByRole('menuitem')[0]).toHaveFocus());
  await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}{ArrowDown}{Enter}');
  await waitFor(() => expect(silence).toHaveBeenCalledOnce());
  expect(silence.mock.calls[0]?.[0]).toMatchObject({ subject: 'b-all', kind: 'crossing' });
  await waitFor(() => expect(button).toHaveFocus());
});

test('a silenced budget says so, and the silence can be ended', async () => {
  const end = vi.fn(async (_subject: string, _kind: string) => null);
  const silences: alert.Silence[] = [
    { subject: 'b-all', label: 'Everything', kind: 'crossing', until: null },
    { subject: '', label: '', kind: 'level', until: null },
    { subject: '', label: '', kind: 'sync', until: null },
  ];
  open(budgets, {}, { Alerts: { Silences: async () => silences, Unsilence: end as never } });
  const li = within(await row('Everything'));
  expect(await li.findByText('Alerts of its forecast are muted.')).toBeInTheDocument();
  expect(within(await row('Nightly batch')).getAllByText(/muted/).map((p) => p.textContent)).toEqual(['Alerts of its levels are muted, as for every budget. Alerts has a way to end it.']);
  await userEvent.click(li.getByRole('button', { name: /^End/ }));
  await waitFor(() => expect(end).toHaveBeenCalledExactlyOnceWith('b-all', 'crossing'));
});

test('a budget of something that is gone says what to do', async () => {
  open([{ ...nightly, gone: true }]);
  expect(await row('Nightly batch')).toHaveTextContent('is no longer there');
});

test('a vendor’s words are text', async () => {
  const title = `<img src=x onerror=alert(1)>${'x'.repeat(10_000)}`;
  open([{ ...everything, title, of: title, lacking: [title] }]);
  expect((await screen.findByRole('heading', { name: title })).title).toBe(title);
  expect(document.querySelector('img')).toBeNull();
});

test('the window leads to a budget by its name', async () => {
  open(budgets, {}, {}, 'budgets/b-nightly');
  await waitFor(async () => expect(await row('Nightly batch')).toHaveFocus());
  expect(screen.getByRole('button', { name: 'Budgets', current: 'page' })).toBeInTheDocument();
});

test.each([
  ['none', []],
  ['some', [research, everything, nightly]],
])('nobody stumbles over %s', async (_, list) => {
  const container = open(list);
  await screen.findByRole('heading', { name: 'Budgets' });
  expect(await stumbles(container)).toEqual([]);
});

test('nobody stumbles over the dialogs', async () => {
  open(budgets, { History: async () => history });
  for (const name of ['New budget', 'Edit Everything', 'History of Everything', 'Remove Everything']) {
    await userEvent.click(await screen.findByRole('button', { name }));
    const dialog = await screen.findByRole('dialog', { name });
    if (name.startsWith('History')) await within(dialog).findByRole('img');
    expect(await stumbles(dialog)).toEqual([]);
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  }
});
