import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import type { account, report } from '../../api/backend';
import { golden } from '../../testing/golden';
import { type Bound, renderWindow, stumbles } from '../../testing/render';

const canary = 'sk-admin-canary-7f3a';
const ok = { ok: true, state: 'form_ok', text: 'This looks like the right kind of key.' };

async function openForm(changes: Bound = {}) {
  const container = renderWindow('quiet', 'accounts', { Accounts: { CheckKey: async () => ok, ...changes.Accounts } });
  await userEvent.click(await screen.findByRole('button', { name: 'Add account' }));
  const dialog = await screen.findByRole('dialog', { name: 'Add account' });
  return { container, form: within(dialog), dialog };
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

test.each(['empty', 'quiet', 'refused-key'])('nobody stumbles over the accounts of the world %s', async (world) => {
  const container = renderWindow(world, 'accounts');
  await screen.findByRole('heading', { name: 'Accounts' });
  expect(await stumbles(container)).toEqual([]);
});

test('nobody stumbles over the form', async () => {
  const { dialog } = await openForm();
  expect(await stumbles(dialog)).toEqual([]);
});
