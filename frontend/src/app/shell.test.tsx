import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import type { bind, report, settings } from '../api/backend';
import { queries } from '../api/queries';
import { golden } from '../testing/golden';
import { type Bound, newClient, renderWindow, stumbles } from '../testing/render';
import { kept } from '../ui/view-state';
import { speak } from '../words';

const cards = golden<report.Card[]>('accounts-every-kind');
const status = (change: Partial<bind.Status>) => ({ House: { Status: async () => ({ ...golden<bind.Status>('house-ready'), ...change }) } });

/** The window as it is when its screen is there. */
async function open(where = 'settings', heading = 'Settings', changes: Bound = {}) {
  renderWindow('every-kind', where, changes);
  await screen.findByRole('heading', { level: 1, name: heading });
}

const keys = (text: string) => userEvent.keyboard(text);
const field = () => screen.findByRole('combobox', { name: 'Find a screen, an account or an action' });
const options = () => screen.getAllByRole('option').map((o) => o.textContent);
const heading = (name: string) => screen.findByRole('heading', { level: 1, name });

async function palette(typed = '') {
  await keys('{Control>}k{/Control}');
  await waitFor(async () => expect(await field()).toHaveFocus());
  if (typed) await keys(typed);
}

test('a screen is found by a few letters, and what is on it is next', async () => {
  await open();
  await palette('budg');
  expect(screen.getByRole('option', { selected: true })).toHaveTextContent('Budgets');
  await keys('{Enter}');
  await heading('Budgets');
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(screen.getByRole('main', { name: 'Budgets' })).toHaveFocus();
  expect(window.location.hash).toBe('#budgets');
});

test('the arrow keys choose, round both ends, and the reader of the screen hears what is chosen', async () => {
  await open();
  await palette('theme');
  const chosen = async () => document.getElementById((await field()).getAttribute('aria-activedescendant') ?? '');
  expect(await chosen()).toHaveAttribute('aria-selected', 'true');
  const all = options();
  await keys('{ArrowDown}');
  expect(await chosen()).toHaveTextContent(all[1] ?? '');
  await keys('{ArrowUp}{ArrowUp}');
  expect(await chosen()).toHaveTextContent(all.at(-1) ?? '');
  await keys('{PageUp}');
  expect(await chosen()).toHaveTextContent(all[0] ?? '');
  expect(await field()).toHaveFocus();
});

test('an account is gone to by its name or its service', async () => {
  const wanted = cards[1];
  if (!wanted) throw new Error('the world has too few accounts');
  await open('settings', 'Settings', { Accounts: { List: async () => cards } });
  await palette(wanted.account.label);
  await keys('{Enter}');
  await waitFor(() => expect(screen.getByRole('listitem', { name: wanted.account.label })).toHaveFocus());
  await palette(wanted.service);
  expect(options()).toEqual(expect.arrayContaining([expect.stringContaining(wanted.account.label)]));
});

test('forms for what is new open from anywhere, each time', async () => {
  await open();
  for (const [typed, title] of [
    ['new budget', 'New budget'],
    ['add account', 'Add account'],
    ['add account', 'Add account'],
  ] as const) {
    await palette(typed);
    await keys('{Enter}');
    expect(await screen.findByRole('dialog', { name: new RegExp(title, 'i') })).toBeInTheDocument();
    await keys('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  }
});

test('what was used last comes first the next time, and after a restart', async () => {
  await open();
  await palette('gateway');
  await keys('{Enter}');
  await heading('Gateway');
  await palette();
  expect(options()[0]).toContain('Gateway');
  expect(within(screen.getByRole('group', { name: 'Used last' })).getAllByRole('option')).toHaveLength(1);
  expect(kept<string[]>('palette.recent', [])).toEqual(['go.gateway']);
});

test('Escape closes the palette and gives the focus back', async () => {
  await open();
  const button = screen.getByRole('switch', { name: /Pause syncing/ });
  button.focus();
  await palette('sync');
  await keys('{Escape}');
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(button).toHaveFocus();
});

test('nothing that was typed is found: it is said, and Enter does nothing', async () => {
  await open();
  await palette('zzzz');
  expect(screen.getByText('Nothing is called like that. Try fewer letters.')).toHaveRole('status');
  await keys('{Enter}{ArrowDown}');
  expect(await field()).toHaveFocus();
});

test('nobody stumbles over the palette or the list of keys', async () => {
  await open();
  await palette();
  expect(await stumbles(document.body)).toEqual([]);
  await keys('acc');
  expect(await stumbles(document.body)).toEqual([]);
  await keys('{Escape}?');
  await screen.findByRole('dialog', { name: 'Keys' });
  expect(await stumbles(document.body)).toEqual([]);
});

test('syncing that is refused says why, on whatever screen, until that is closed', async () => {
  const refuse = async () => {
    throw new Error('{"code":"busy","message":"A sync is under way already. Wait for its end."}');
  };
  await open('settings', 'Settings', { Sync: { Now: refuse } });
  await palette('sync now');
  await keys('{Enter}');
  expect(await screen.findByRole('alert')).toHaveTextContent('Wait for its end.');
  await userEvent.click(within(screen.getByRole('alert')).getByRole('button', { name: 'Close' }));
  expect(screen.queryByRole('alert')).toBeNull();
});

test('a theme is chosen by its name, and every other setting stays', async () => {
  const before = golden<settings.Settings>('settings');
  const save = vi.fn(async (_: settings.Settings) => null);
  await open('overview', await month(), { Settings: { Save: save as never } });
  await palette('high contrast');
  await keys('{Enter}');
  await waitFor(() => expect(save).toHaveBeenCalledExactlyOnceWith({ ...before, theme: 'contrast' }));
});

test('high contrast is there as soon as it is known, and at once the next time', async () => {
  const chosen = { Settings: { Get: async () => ({ ...golden<settings.Settings>('settings'), theme: 'contrast' }) } };
  renderWindow('quiet', 'settings', chosen);
  await waitFor(() => expect(document.documentElement).toHaveAttribute('data-contrast'));
  cleanup();
  document.documentElement.removeAttribute('data-contrast');
  renderWindow('quiet', 'accounts', { Settings: { Get: () => new Promise(() => undefined) } });
  await heading('Accounts');
  expect(document.documentElement).toHaveAttribute('data-contrast');
});

test('in sample data nothing can be connected, and the way out is a command', async () => {
  const leave = vi.fn(async () => null);
  const sample = status({ sample: true });
  await open('settings', 'Settings', { House: { ...sample.House, LeaveSample: leave } });
  await palette('sample');
  expect(options()).toEqual([expect.stringContaining('Leave sample data')]);
  await keys('{Enter}');
  await waitFor(() => expect(leave).toHaveBeenCalledOnce());
  await palette('add account');
  expect(screen.queryByRole('option', { name: /Add account/ })).toBeNull();
});

test('G and a letter go to a screen, and the window’s history leads back', async () => {
  await open();
  await keys('gb');
  await heading('Budgets');
  await keys('gw');
  await heading('Gateway');
  window.history.back();
  await heading('Budgets');
  await keys('gx');
  await keys('g{Escape}o');
  expect(screen.getByRole('heading', { level: 1, name: 'Budgets' })).toBeInTheDocument();
  for (const [key, name] of Object.entries({ O: 'Overview', N: 'Analytics', Y: 'Activity', A: 'Accounts', B: 'Budgets', L: 'Alerts', W: 'Gateway', I: 'Import', V: 'Invoices', S: 'Settings' })) {
    expect(screen.getByRole('button', { name: new RegExp(`^${name}`) })).toHaveAttribute('aria-description', `Keys: G, then ${key}`);
  }
});

test('keys do nothing with Ctrl, Alt or Shift, while text is typed, and in a dialog', async () => {
  const sync = vi.fn(async () => null);
  await open('settings', 'Settings', { Sync: { Now: sync } });
  await keys('{Control>}r{/Control}{Alt>}r{/Alt}{Meta>}r{/Meta}{Shift>}R{/Shift}');
  await userEvent.click(screen.getByLabelText('Quiet from'));
  await keys('rgb?/');
  expect(screen.getByLabelText('Quiet from')).toHaveValue('rgb?/');
  await palette('r');
  await keys('{Escape}');
  expect(sync).not.toHaveBeenCalled();
  expect(screen.queryByRole('dialog')).toBeNull();
  screen.getByRole('switch', { name: /Pause syncing/ }).focus();
  await keys('r');
  expect(sync).toHaveBeenCalledOnce();
});

test('the slash goes to the search of a screen that has one', async () => {
  await open('activity', 'Activity', { Activity: activity, Analytics: choices });
  await keys('/');
  expect(await screen.findByRole('searchbox')).toHaveFocus();
  expect(screen.getByRole('searchbox')).toHaveValue('');
});

test('the question mark shows the keys, and those without Ctrl can be switched off for good', async () => {
  await open();
  await keys('?');
  const dialog = within(await screen.findByRole('dialog', { name: 'Keys' }));
  expect(dialog.getByText('Sync now')).toBeInTheDocument();
  expect(dialog.getByText('Budgets')).toBeInTheDocument();
  expect(dialog.getByText('Search this screen')).toBeInTheDocument();
  await userEvent.click(dialog.getByRole('switch', { name: /^Keys without Ctrl/ }));
  await keys('{Escape}gb?');
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(screen.getByRole('heading', { level: 1, name: 'Settings' })).toBeInTheDocument();
  expect(kept('keys.single', true)).toBe(false);
  await palette('keys');
  await keys('{Enter}');
  expect(within(await screen.findByRole('dialog', { name: 'Keys' })).getByRole('switch', { name: /^Keys without Ctrl/ })).not.toBeChecked();
});

test('the window opens on the screen where it was closed', async () => {
  await open('accounts', 'Accounts');
  await keys('gl');
  await heading('Alerts');
  cleanup();
  window.history.replaceState(null, '', '#');
  renderWindow('every-kind', '');
  await heading('Alerts');
});

test('the span and filters of a screen are as they were left, also after a restart', async () => {
  await open('activity', 'Activity', { Activity: activity, Analytics: choices });
  await userEvent.type(screen.getByRole('searchbox'), 'mini');
  const state = window.location.hash;
  expect(state).toContain('text=mini');
  await userEvent.click(screen.getByRole('button', { name: 'Settings' }));
  await heading('Settings');
  await userEvent.click(screen.getByRole('button', { name: 'Activity' }));
  await heading('Activity');
  expect(screen.getByRole('searchbox')).toHaveValue('mini');
  cleanup();
  window.history.replaceState(null, '', '#');
  renderWindow('every-kind', '', { Activity: activity, Analytics: choices });
  await waitFor(() => expect(screen.getByRole('searchbox')).toHaveValue('mini'));
});

test('what sample data was filtered by is gone when it is left', async () => {
  let sample = true;
  const client = newClient();
  renderWindow('every-kind', 'activity/text=made-up', { Activity: activity, Analytics: choices, House: { Status: async () => ({ ...golden<bind.Status>('house-ready'), sample }) } }, client);
  await heading('Activity');
  expect(screen.getByRole('searchbox')).toHaveValue('made-up');
  sample = false;
  await client.invalidateQueries();
  await waitFor(() => expect(screen.getByRole('searchbox')).toHaveValue(''));
});

test('a place that is none is the first screen', async () => {
  localStorage.setItem('outlay.view', '{"version":1,"states":[["place.last","nowhere/else"]]}');
  renderWindow('every-kind', '');
  await heading(await month());
});

const activity = {
  Page: async () => golden('activity-every-kind'),
} as never as Bound[string];
const choices = { Choices: async () => golden('choices-every-kind') };

/** What the overview calls itself. */
async function month(): Promise<string> {
  const { formatMonth } = await import('../format/days');
  return formatMonth(golden<report.Overview>('overview-every-kind').today);
}

test('trying again asks anew, and does not wait for a question that nobody answers', async () => {
  const client = newClient();
  const List = vi.fn<() => Promise<unknown>>().mockRejectedValueOnce(new Error('{"code":"no_answer","message":"Outlay did not answer in time."}'));
  List.mockResolvedValue([]);
  renderWindow('every-kind', 'budgets', { Budgets: { List } }, client);
  await screen.findByText('Outlay did not answer in time.');
  const before = List.mock.calls.length;
  List.mockImplementationOnce(() => new Promise(() => undefined));
  void client.prefetchQuery({ ...queries.budgets, staleTime: 0 });
  await waitFor(() => expect(List.mock.calls.length).toBeGreaterThan(before));
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  await heading('Budgets');
});

test('another language is asked for what Go says, too', async () => {
  renderWindow('refused-key', 'accounts');
  await screen.findByText(/^The vendor refused this key/);
  await act(() => speak('de'));
  expect(await screen.findByText(/^Der Anbieter hat diesen Schlüssel abgelehnt/)).toBeInTheDocument();
  expect(screen.queryByText(/The vendor refused/)).toBeNull();
});
