import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import type { account, report } from '../../api/backend';
import { idle } from '../../testing/gateway';
import { golden } from '../../testing/golden';
import { type Bound, renderScreen, renderWindow, stumbles } from '../../testing/render';
import { AccountsScreen } from './accounts-screen';

const canary = 'sk-admin-canary-7f3a';
const ok = { ok: true, state: 'form_ok', text: 'This looks like the right kind of key.' };

async function openForm(changes: Bound = {}, service = 'OpenAI') {
  renderWindow('quiet', 'accounts', { Accounts: { CheckKey: async () => ok, ...changes.Accounts } });
  await userEvent.click(await screen.findByRole('button', { name: 'Add account' }));
  const dialog = await screen.findByRole('dialog', { name: 'Add account' });
  const form = within(dialog);
  await userEvent.click(form.getByRole('button', { name: service }));
  return { form, dialog };
}

test('an account is added with what was typed, and the key is nowhere on the page afterwards', async () => {
  const add = vi.fn(async (_: account.Draft) => 'new-id');
  const { form } = await openForm({ Accounts: { Add: add as never } });
  await userEvent.clear(form.getByLabelText('Name'));
  await userEvent.type(form.getByLabelText('Name'), 'Research');
  await userEvent.type(form.getByLabelText('Admin key'), canary);
  await userEvent.type(form.getByLabelText('Monthly limit'), '250.50');
  expect(await form.findByText(ok.text)).toBeInTheDocument();
  await userEvent.click(form.getByRole('button', { name: 'Save account' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(add).toHaveBeenCalledWith(expect.objectContaining({ provider: 'openai', label: 'Research', key: canary, limit: '250.50', cycle_day: 1 }));
  expect(document.documentElement.outerHTML).not.toContain(canary);
});

test('a key of the wrong kind is named before anything is stored', async () => {
  const text = 'This is a project key. It cannot read costs.';
  const { form } = await openForm({ Accounts: { CheckKey: async () => ({ ok: false, state: 'invalid', text }) } });
  await userEvent.type(form.getByLabelText('Admin key'), 'sk-proj-x');
  expect(await form.findByText(text)).toBeInTheDocument();
});

test('a refusal keeps what was typed and says what to do', async () => {
  const refuse = async () => {
    throw new Error('{"code":"invalid","message":"The monthly limit: write digits and a point, such as 1000.50."}');
  };
  const { form } = await openForm({ Accounts: { Add: refuse } });
  await userEvent.type(form.getByLabelText('Monthly limit'), '1e3');
  await userEvent.click(form.getByRole('button', { name: 'Save account' }));
  expect(await form.findByRole('alert')).toHaveTextContent('write digits and a point');
  expect(form.getByLabelText('Monthly limit')).toHaveValue('1e3');
});

test('a stored key is said to be stored and never shown', async () => {
  renderWindow('quiet', 'accounts', { Accounts: { CheckKey: async () => ok } });
  expect(await screen.findByText(/key stored/)).toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'Replace key' }));
  const dialog = within(await screen.findByRole('dialog'));
  expect(dialog.getByLabelText('Admin key')).toHaveValue('');
});

test('testing a key shows the vendor’s verdict', async () => {
  renderWindow('quiet', 'accounts', { Accounts: { Test: async () => ({ ok: true, state: 'ok', text: 'The key works and may read spend.' }) } });
  await userEvent.click(await screen.findByRole('button', { name: 'Test key' }));
  expect(await screen.findByText('The key works and may read spend.')).toBeInTheDocument();
});

test('removing says first what would go, and keeps history unless told otherwise', async () => {
  const remove = vi.fn(async (_id: string, _keep: boolean) => null);
  const removal = { from: '2026-09-24', through: '2026-11-22', days: 60, totals: [{ value: '512.3400', currency: 'USD' }] };
  renderWindow('quiet', 'accounts', { Accounts: { Removal: async () => removal, Remove: remove as never } });
  await userEvent.click(await screen.findByRole('button', { name: 'Remove' }));
  const dialog = within(await screen.findByRole('dialog'));
  expect(await dialog.findByText('Its history: 60 days, Sep 24 to Nov 22, $512.34 in all.')).toBeInTheDocument();
  await userEvent.click(dialog.getByRole('button', { name: 'Remove, keep history' }));
  const id = golden<report.Card[]>('accounts-quiet')[0]?.account.id;
  await waitFor(() => expect(remove).toHaveBeenCalledWith(id, true));
});

test('editing sends only what an account is, never a key', async () => {
  const change = vi.fn(async (_id: string, _draft: account.Draft) => null);
  renderWindow('quiet', 'accounts', { Accounts: { Change: change as never } });
  await userEvent.click(await screen.findByRole('button', { name: 'Edit' }));
  const dialog = within(await screen.findByRole('dialog'));
  expect(dialog.getByLabelText('Monthly limit')).toHaveValue('400');
  await userEvent.clear(dialog.getByLabelText('Monthly limit'));
  await userEvent.click(dialog.getByRole('button', { name: 'Save account' }));
  await waitFor(() => expect(change).toHaveBeenCalled());
  expect(change.mock.calls[0]?.[1]).toMatchObject({ limit: '' });
  expect(change.mock.calls[0]?.[1]).not.toHaveProperty('key');
});

test('where a vendor publishes no spend it is unknown, never $0, with what can be done about it', async () => {
  const importInto = vi.fn();
  renderScreen('every-kind', <AccountsScreen adding={false} sample={false} importInto={importInto} />);
  const item = await screen.findByRole('listitem', { name: 'Voice prototype' });
  const row = within(item);
  expect(item).not.toHaveTextContent(/\$0/);
  expect(row.getByText('Publishes no spend')).toBeInTheDocument();
  expect(row.getByText('Spend unknown')).toBeInTheDocument();
  expect(row.queryByRole('meter')).toBeNull();
  expect(row.queryByText('On course')).toBeNull();
  expect(item).toHaveTextContent('its limit of $25.00 cannot be watched');
  await userEvent.click(row.getByRole('button', { name: 'Import an export' }));
  const id = golden<report.Card[]>('accounts-every-kind').find((c) => c.account.label === 'Voice prototype')?.account.id;
  expect(importInto).toHaveBeenCalledWith(id);
});

test('a way that leads nowhere is not offered, and one that does is', async () => {
  const route = vi.fn();
  const id = golden<report.Card[]>('accounts-every-kind').find((c) => c.account.label === 'Voice prototype')?.account.id;
  renderScreen('every-kind', <AccountsScreen adding={false} sample={false} route={route} />, { Gateway: { Get: async () => ({ ...idle, setups: [{ account: id }] }) } });
  const row = within(await screen.findByRole('listitem', { name: 'Voice prototype' }));
  await userEvent.click(await row.findByRole('button', { name: 'Route calls through the gateway' }));
  expect(route).toHaveBeenCalledExactlyOnceWith(id);
  expect(row.queryByRole('button', { name: 'Import an export' })).toBeNull();
  const pictures = within(screen.getByRole('listitem', { name: 'Pictures' })); // whose calls nobody can meter
  expect(pictures.queryByRole('button', { name: 'Route calls through the gateway' })).toBeNull();
});

test('no account of any kind shows $0.00 where nothing was read', async () => {
  renderWindow('every-kind', 'accounts');
  const list = await screen.findByRole('listitem', { name: 'Agents' });
  expect(list.parentElement).not.toHaveTextContent('$0.00');
  expect(await screen.findByRole('listitem', { name: 'Pictures' })).toHaveTextContent('at least $30.00');
});

test('an account that was never read says so', async () => {
  renderWindow('refused-key', 'accounts');
  const item = await screen.findByRole('listitem', { name: 'Never read' });
  expect(item).toHaveTextContent('Not known yet');
  expect(item).not.toHaveTextContent('$0');
});

test('a balance is what is left, and said to be no spend', async () => {
  renderWindow('every-kind', 'accounts');
  const item = await screen.findByRole('listitem', { name: 'Agents' });
  expect(item).toHaveTextContent(/Credits left 12\.50 USD, read .* · balance, not spend/);
  expect(await screen.findByRole('listitem', { name: 'Translations' })).toHaveTextContent('Balance 88.10 CNY');
});

test('what could not be read beside the money is listed', async () => {
  renderWindow('every-kind', 'accounts');
  const notes = within(await screen.findByRole('listitem', { name: 'Agents' })).getByRole('list', { name: 'Notes' });
  expect(notes).toHaveTextContent('Names of workspaces could not be read');
});

test('an account without a key has nothing to test or replace', async () => {
  renderWindow('every-kind', 'accounts');
  const row = within(await screen.findByRole('listitem', { name: 'ChatGPT Plus' }));
  expect(row.queryByRole('button', { name: 'Test key' })).toBeNull();
  expect(row.queryByRole('button', { name: 'Replace key' })).toBeNull();
  expect(row.queryByText(/key stored/)).toBeNull();
  expect(row.getByRole('button', { name: 'Edit' })).toBeInTheDocument();
});

test('an account that was not read for long is out of date', async () => {
  renderWindow('every-kind', 'accounts');
  const row = within(await screen.findByRole('listitem', { name: 'Research' }));
  expect(row.getByText('Out of date')).toBeInTheDocument();
  expect(row.getByText(/Not read since 22 Nov/)).toBeInTheDocument();
});

test.each(['empty', 'quiet', 'refused-key', 'every-kind'])('nobody stumbles over the accounts of the world %s', async (world) => {
  const container = renderWindow(world, 'accounts');
  await screen.findByRole('heading', { name: 'Accounts' });
  expect(await stumbles(container)).toEqual([]);
});

test('nobody stumbles over the form', async () => {
  const { dialog } = await openForm();
  expect(await stumbles(dialog)).toEqual([]);
});
