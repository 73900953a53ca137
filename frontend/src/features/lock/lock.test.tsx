import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import type { bind } from '../../api/backend';
import { type Door, door, refusal } from '../../testing/door';
import { golden } from '../../testing/golden';
import { newClient, renderWindow, stumbles } from '../../testing/render';
import { keep } from '../../ui/view-state';
import { speak, t } from '../../words';

const secret = 'a canary that opens';

const locked = () => screen.findByRole('heading', { name: 'Outlay is locked' });
const field = () => screen.getByLabelText('Passphrase');
const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));

async function unlock(typed = secret) {
  await userEvent.type(field(), typed);
  await press('Unlock');
}

/** An unlocked window that has a lock, on a screen. */
function opened(d: Door, where: string, client = newClient()) {
  d.locked = false;
  return renderWindow('over-budget', where, d.bound, client);
}

/** What the page knows that a locked window would not tell. */
const known = (client: ReturnType<typeof newClient>) =>
  client
    .getQueryCache()
    .getAll()
    .filter(({ queryKey: [name], state }) => name !== 'status' && name !== 'lock' && state.data !== undefined);

test('a window that opens locked shows nothing but the lock and asks for nothing else', async () => {
  const d = door('over-budget', secret);
  const container = renderWindow('over-budget', 'budgets', d.bound);
  await locked();
  expect(field()).toHaveFocus();
  expect(screen.queryByRole('navigation')).toBeNull();
  expect(new Set(d.asked)).toEqual(new Set(['House.Status', 'LockScreen.State']));
  expect(await stumbles(container)).toEqual([]);
});

test('the passphrase opens the window where it was, and everything is asked anew', async () => {
  const d = door('over-budget', secret);
  renderWindow('over-budget', 'budgets', d.bound);
  await locked();
  await unlock();
  expect(await screen.findByRole('heading', { level: 1, name: 'Budgets' })).toBeInTheDocument();
  expect(window.location.hash).toBe('#budgets');
  expect(d.asked).toContain('Budgets.List');
});

test('locking closes dialogs, forgets what was typed and every answer, and keeps the place', async () => {
  const d = door('over-budget', secret);
  const client = newClient();
  opened(d, 'accounts', client);
  await userEvent.click(await screen.findByRole('button', { name: 'Add account' }));
  const dialog = await screen.findByRole('dialog');
  await userEvent.type(within(dialog).getAllByRole('textbox')[0] as HTMLElement, 'Half typed');
  expect(known(client).length).toBeGreaterThan(0);
  await userEvent.keyboard('{Control>}l{/Control}');
  await locked();
  await waitFor(() => expect(field()).toHaveFocus());
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(document.body.textContent).not.toMatch(/\$|Research/);
  expect(known(client)).toEqual([]);
  expect(document.querySelector('[inert]')).toBeNull();
  await unlock();
  expect(await screen.findByRole('button', { name: 'Add account' })).toBeInTheDocument();
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(document.body.innerHTML).not.toContain('Half typed');
});

test('an answer that was on its way when the window was locked is not kept', async () => {
  const d = door('over-budget', secret);
  const client = newClient();
  opened(d, 'settings', client);
  await screen.findByRole('heading', { level: 1, name: 'Settings' });
  let arrive: (answer: unknown) => void = () => undefined;
  void client.fetchQuery({ queryKey: ['overview'], queryFn: () => new Promise((resolve) => (arrive = resolve)), staleTime: 0 }).catch(() => undefined);
  await userEvent.keyboard('{Control>}l{/Control}');
  await locked();
  arrive({ canary: 'late' });
  await waitFor(() => expect(client.isFetching()).toBe(0));
  expect(known(client)).toEqual([]);
});

test('whatever call is refused by the lock, the page shows it', async () => {
  const d = door('over-budget', secret);
  opened(d, 'overview');
  await screen.findByRole('heading', { level: 1, name: /November/ });
  d.locked = true; // by another hand than the page's
  await userEvent.keyboard('r');
  await locked();
  expect(document.body.textContent).not.toContain('$');
});

test('a wrong passphrase says so, and the pause is counted as Outlay tells it', async () => {
  const d = door('over-budget', secret);
  renderWindow('over-budget', '', d.bound);
  await locked();
  await unlock('a wrong one');
  expect(await screen.findByRole('alert')).toHaveTextContent('This is not the passphrase.');
  expect(field()).toHaveValue('');
  expect(field()).toHaveFocus();
  d.lock.wait_seconds = 41;
  await unlock('another wrong one');
  expect(await screen.findByText('41 seconds left')).toBeInTheDocument();
  expect(screen.getByRole('alert')).toHaveTextContent('Too many wrong passphrases.');
  await userEvent.type(field(), secret);
  expect(screen.getByRole('button', { name: 'Unlock' })).toBeDisabled();
  d.lock.wait_seconds = 1;
  expect(await screen.findByText('1 second left')).toBeInTheDocument();
  d.lock.wait_seconds = 0;
  await waitFor(() => expect(screen.getByRole('button', { name: 'Unlock' })).toBeEnabled());
  await press('Unlock');
  expect(await screen.findByRole('navigation')).toBeInTheDocument();
});

test('a damaged lock says what helps, and one that was removed in a terminal opens', async () => {
  const d = door('over-budget', secret);
  const damaged = async () => {
    throw refusal('lock_damaged', 'The stored lock is damaged.');
  };
  renderWindow('over-budget', '', { ...d.bound, LockScreen: { ...d.bound.LockScreen, Unlock: damaged } });
  await locked();
  await unlock();
  expect(await screen.findByText(/Run “outlayctl lock remove” in a terminal and set a new one/)).toBeInTheDocument();
  Object.assign(d, { locked: false, lock: { ...d.lock, set: false } });
  await unlock();
  expect(await screen.findByRole('navigation')).toBeInTheDocument();
});

test('the passphrase is kept nowhere', async () => {
  const d = door('over-budget', secret);
  const client = newClient();
  renderWindow('over-budget', '', d.bound, client);
  await locked();
  await unlock();
  await screen.findByRole('navigation');
  const mutations = client.getMutationCache().getAll();
  expect(JSON.stringify([mutations.map((m) => m.state), client.getQueryCache().getAll().map((q) => q.state.data)])).not.toContain(secret);
  expect(JSON.stringify({ ...window.localStorage }) + window.location.href).not.toContain(secret);
});

test('a window that nobody used for the chosen time is locked when it is looked at again', async () => {
  const d = door('over-budget', secret);
  opened(d, 'settings');
  await screen.findByText('The window asks for your passphrase when it opens.');
  const asleep = Date.now() + 10 * 60_000;
  vi.spyOn(Date, 'now').mockReturnValue(asleep);
  fireEvent.pointerMove(window, { screenX: 7, screenY: 7 });
  await locked();
});

test('the palette locks, and the list of keys tells how else', async () => {
  const d = door('over-budget', secret);
  opened(d, 'settings');
  await screen.findByRole('button', { name: 'Lock now' });
  await userEvent.keyboard('?');
  const keys = within(await screen.findByRole('dialog', { name: 'Keys' }));
  expect(keys.getByText('Lock now').parentElement).toHaveTextContent('CtrlL');
  await userEvent.keyboard('{Escape}{Control>}k{/Control}');
  await userEvent.type(await screen.findByRole('combobox'), 'lock now{Enter}');
  await locked();
});

test('a locked window has the theme of the last time, and does not ask for it', async () => {
  keep('theme', 'contrast');
  const d = door('over-budget', secret);
  renderWindow('over-budget', '', d.bound);
  await locked();
  expect(document.documentElement).toHaveAttribute('data-contrast');
  expect(d.asked).not.toContain('Settings.Get');
});

test('without a lock its keys do nothing, and the palette leads to its setup', async () => {
  const d = door('over-budget', '');
  opened(d, 'budgets');
  await screen.findByRole('heading', { level: 1, name: 'Budgets' });
  await userEvent.keyboard('{Control>}l{/Control}');
  expect(d.asked).not.toContain('LockScreen.LockNow');
  await userEvent.keyboard('{Control>}k{/Control}');
  await userEvent.type(await screen.findByRole('combobox'), 'set up the lock');
  await userEvent.keyboard('{Enter}');
  expect(await screen.findByRole('region', { name: 'Lock' })).toBeInTheDocument();
  expect(window.location.hash).toBe('#settings/lock');
});

test('what a lock means is said before it is set, and it is set by typing the passphrase twice', async () => {
  const d = door('over-budget', '');
  const container = opened(d, 'settings');
  const panel = await screen.findByRole('region', { name: 'Lock' });
  expect(await within(panel).findByText(/If you forget the passphrase nothing is lost/)).toBeInTheDocument();
  expect(within(panel).getByText(/It does not encrypt anything/)).toBeInTheDocument();
  const set = within(panel).getByRole('button', { name: 'Set the lock' });
  await userEvent.type(within(panel).getByLabelText('Passphrase'), 'short');
  await userEvent.type(within(panel).getByLabelText('The same once more'), 's');
  expect(within(panel).getByText('This is shorter than 8 characters.')).toBeInTheDocument();
  await userEvent.type(within(panel).getByLabelText('Passphrase'), ' but longer');
  await userEvent.type(within(panel).getByLabelText('The same once more'), 'omething');
  expect(within(panel).getByText('This is not the same.')).toBeInTheDocument();
  expect(set).toBeDisabled();
  await userEvent.clear(within(panel).getByLabelText('The same once more'));
  await userEvent.type(within(panel).getByLabelText('The same once more'), 'short but longer');
  expect(await stumbles(container)).toEqual([]);
  await userEvent.click(set);
  expect(await within(panel).findByText('The lock is set. The window stays open until it is locked.')).toBeInTheDocument();
  expect(d.passphrase).toBe('short but longer');
  expect(d.lock.idle_minutes).toBe(10);
  await userEvent.click(await within(panel).findByRole('button', { name: 'Lock now' }));
  await locked();
});

test('what a lock means is told in the words of the terminal', () => {
  expect([t('lock.meaning.protects'), t('lock.meaning.not'), t('lock.meaning.goesOn'), t('lock.meaning.forgotten')].join(' ')).toBe(golden<bind.LockView>('lock').lock.meaning);
});

test('the passphrase is changed and the lock removed by who knows it', async () => {
  const d = door('over-budget', secret);
  opened(d, 'settings');
  await userEvent.click(await screen.findByRole('button', { name: 'Change passphrase' }));
  let dialog = within(await screen.findByRole('dialog', { name: 'Change passphrase' }));
  await userEvent.type(dialog.getByLabelText('Passphrase until now'), 'not it');
  await userEvent.type(dialog.getByLabelText('New passphrase'), 'another canary');
  await userEvent.type(dialog.getByLabelText('The same once more'), 'another canary');
  await userEvent.click(dialog.getByRole('button', { name: 'Change passphrase' }));
  expect(await dialog.findByText(/This is not the passphrase/)).toBeInTheDocument();
  await userEvent.clear(dialog.getByLabelText('Passphrase until now'));
  await userEvent.type(dialog.getByLabelText('Passphrase until now'), secret);
  expect(await stumbles(document.body)).toEqual([]);
  await userEvent.click(dialog.getByRole('button', { name: 'Change passphrase' }));
  expect(await screen.findByText('The passphrase is changed.')).toBeInTheDocument();
  expect(d.passphrase).toBe('another canary');
  await userEvent.click(screen.getByRole('button', { name: 'Remove lock' }));
  dialog = within(await screen.findByRole('dialog', { name: 'Remove lock' }));
  await userEvent.type(dialog.getByLabelText('Passphrase'), 'another canary');
  await userEvent.click(dialog.getByRole('button', { name: 'Remove lock' }));
  expect(await screen.findByText(/The lock is removed/)).toBeInTheDocument();
  expect(d.lock.set).toBe(false);
});

test('the idle time is stored at once', async () => {
  const d = door('over-budget', secret);
  d.lock.idle_minutes = 7; // chosen by another program
  opened(d, 'settings');
  await userEvent.click(await screen.findByRole('textbox', { name: 'Lock without use' }));
  expect(screen.getByRole('option', { name: 'after 7 minutes' })).toHaveAttribute('aria-selected', 'true');
  await userEvent.click(screen.getByRole('option', { name: 'only when the window opens' }));
  await waitFor(() => expect(d.lock.idle_minutes).toBe(0));
});

test('sample data is never locked, and says so', async () => {
  const d = door('over-budget', '');
  const status = d.bound.House?.Status as () => Promise<object>;
  opened({ ...d, bound: { ...d.bound, House: { ...d.bound.House, Status: async () => ({ ...(await status()), sample: true }) } } }, 'settings');
  expect(await screen.findByText(/Sample data is never locked/)).toBeInTheDocument();
  expect(screen.queryByRole('button', { name: 'Set the lock' })).toBeNull();
});

test('the lock speaks German', async () => {
  await speak('de');
  try {
    const d = door('over-budget', secret);
    renderWindow('over-budget', '', d.bound);
    expect(await screen.findByRole('heading', { name: 'Outlay ist gesperrt' })).toBeInTheDocument();
  } finally {
    await speak('en');
  }
});
