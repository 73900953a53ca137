import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import type { account, bind, provider } from '../../api/backend';
import { golden } from '../../testing/golden';
import { type Bound, renderWindow, stumbles } from '../../testing/render';

const canary = 'sk-ant-admin01-canary-7f3a';
const providers = golden<bind.Provider[]>('providers');
const anthropic = providers.find((p) => p.id === 'anthropic') as bind.Provider;
const guess = (id: string, kind = 0): provider.Guess => {
  const p = providers.find((one) => one.id === id) as bind.Provider;
  return { provider: id, name: p.name, kind: p.keys[kind] as provider.KeyKind };
};
const verdict = (change: Partial<bind.Verdict>): bind.Verdict => ({ ok: true, state: 'ok', text: 'The key works and may read spend.', kind: '', reads: '', link: '', ...change });

async function openPick(accounts: Bound[string] = {}) {
  renderWindow('quiet', 'accounts', { Accounts: accounts });
  await userEvent.click(await screen.findByRole('button', { name: 'Add account' }));
  const dialog = await screen.findByRole('dialog', { name: 'Add account' });
  return { dialog, form: within(dialog) };
}

async function openForm(service: string, accounts: Bound[string] = {}) {
  const opened = await openPick(accounts);
  await userEvent.click(opened.form.getByRole('button', { name: service }));
  return opened;
}

test('the services stand apart from what needs no key, and say what is different about them', async () => {
  const { form } = await openPick();
  const services = within(form.getByRole('region', { name: 'Services' }));
  const local = within(form.getByRole('region', { name: 'No key needed' }));
  expect(services.getByRole('button', { name: 'Groq' })).toHaveAccessibleDescription('publishes no spend');
  expect(services.queryByRole('button', { name: 'Subscription' })).toBeNull();
  expect(local.getByRole('button', { name: 'Subscription' })).toHaveAccessibleDescription('a price you know');
  expect(local.getByRole('button', { name: 'Another service' })).toBeInTheDocument();
});

test('a service is found by its name, by a product of it, and by the Enter key', async () => {
  const { form } = await openPick();
  const find = form.getByLabelText('Or find the service');
  await userEvent.type(find, 'midjourney');
  expect(form.getByText(/No service is called “midjourney”/)).toBeInTheDocument();
  await userEvent.clear(find);
  await userEvent.type(find, 'claude');
  expect(form.getByRole('button', { name: 'Anthropic' })).toBeInTheDocument();
  expect(form.queryByRole('button', { name: 'Groq' })).toBeNull();
  await userEvent.clear(find);
  await userEvent.type(find, 'gro{Enter}');
  expect(await form.findByLabelText('API key')).toBeInTheDocument();
});

test('a pasted key leads to its service, is there already, and is nowhere on the page afterwards', async () => {
  const recognise = vi.fn(async (_: string) => [guess('anthropic')]);
  const add = vi.fn(async (_: account.Draft) => 'new-id');
  const { form } = await openPick({ Recognise: recognise as never, Add: add as never });
  await userEvent.click(form.getByLabelText('Paste a key'));
  await userEvent.paste(canary);
  expect(await form.findByText(/Anthropic, Admin key: reads the costs and tokens/)).toBeInTheDocument();
  expect(recognise).toHaveBeenCalledWith(canary);
  await userEvent.click(form.getByRole('button', { name: 'Continue with Anthropic' }));
  expect(form.getByLabelText('Admin key')).toHaveValue(canary);
  expect(form.getByLabelText('Name')).toHaveFocus();
  await userEvent.click(form.getByRole('button', { name: 'Save account' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(add).toHaveBeenCalledWith(expect.objectContaining({ provider: 'anthropic', key: canary, label: 'Anthropic' }));
  expect(document.documentElement.outerHTML).not.toContain(canary);
});

test('a key that is pasted and given up is gone when the form opens again', async () => {
  const { form } = await openPick({ Recognise: async () => [] });
  await userEvent.type(form.getByLabelText('Paste a key'), canary);
  expect(await form.findByText(/No service is known to issue keys of this form/)).toBeInTheDocument();
  await userEvent.click(form.getByRole('button', { name: 'Close' }));
  expect(document.documentElement.outerHTML).not.toContain(canary);
  await userEvent.click(screen.getByRole('button', { name: 'Add account' }));
  expect(within(await screen.findByRole('dialog')).getByLabelText('Paste a key')).toHaveValue('');
});

test('where the form of a key says little, all that it could be are offered', async () => {
  const { form } = await openPick({ Recognise: async () => [guess('openai', 3), guess('deepseek')] });
  await userEvent.type(form.getByLabelText('Paste a key'), 'sk-x');
  const said = within((await form.findByText(/Keys of several services look like this/)).parentElement as HTMLElement);
  expect(said.getAllByRole('button').map((b) => b.textContent)).toEqual(['OpenAI', 'DeepSeek']);
});

test('what is read and what cannot be known stand in the form before anything is saved', async () => {
  const { form } = await openForm('Anthropic');
  expect(form.getByText(anthropic.reads)).toBeInTheDocument();
  for (const sentence of anthropic.limits) expect(form.getByText(sentence)).toBeInTheDocument();
});

test('a wrong key is named, and the right one is a press away', async () => {
  const open = vi.fn(async (_: string) => null);
  const wrong = verdict({ ok: false, state: 'invalid', text: 'This is a workspace key.', kind: 'workspace key', reads: 'neither costs nor tokens', link: 'https://platform.claude.com/settings/admin-keys' });
  renderWindow('quiet', 'accounts', { Accounts: { CheckKey: async () => wrong }, House: { Status: async () => golden('house-ready'), OpenLink: open as never } });
  await userEvent.click(await screen.findByRole('button', { name: 'Add account' }));
  const form = within(await screen.findByRole('dialog'));
  await userEvent.click(form.getByRole('button', { name: 'Anthropic' }));
  await userEvent.type(form.getByLabelText('Admin key'), 'sk-ant-api-x');
  expect(await form.findByText('By its form: workspace key, which reads neither costs nor tokens.')).toBeInTheDocument();
  await userEvent.click(form.getByRole('button', { name: 'Make the right key' }));
  expect(open).toHaveBeenCalledWith(wrong.link);
});

test.each([
  ['may read spend', verdict({ kind: 'Admin key', reads: 'the costs' }), 'By its form: Admin key, which reads the costs.'],
  ['lacks a permission', verdict({ ok: false, state: 'scope_missing', text: 'The key is good but may not read spend: api.usage.read.' }), /may not read spend: api\.usage\.read/],
  ['is good, of a vendor that publishes nothing', verdict({ state: 'not_published', text: 'The key works. This vendor publishes no spend.' }), /publishes no spend/],
])('the vendor is asked about a key that %s, and nothing is stored', async (_, answer, words) => {
  const ask = vi.fn(async (_draft: account.Draft) => answer);
  const add = vi.fn(async (_draft: account.Draft) => 'new-id');
  const { form } = await openForm('Anthropic', { Try: ask as never, Add: add as never });
  expect(form.getByRole('button', { name: 'Check this key' })).toBeDisabled();
  await userEvent.type(form.getByLabelText('Admin key'), canary);
  await userEvent.click(form.getByRole('button', { name: 'Check this key' }));
  expect(await form.findByText(words)).toBeInTheDocument();
  expect(ask).toHaveBeenCalledWith(expect.objectContaining({ provider: 'anthropic', key: canary, fields: {} }));
  expect(add).not.toHaveBeenCalled();
});

test('what the vendor said about one key is not said about the next', async () => {
  const { form } = await openForm('Anthropic', { Try: async () => verdict({}) });
  await userEvent.type(form.getByLabelText('Admin key'), canary);
  await userEvent.click(form.getByRole('button', { name: 'Check this key' }));
  expect(await form.findByText('The key works and may read spend.')).toBeInTheDocument();
  await userEvent.type(form.getByLabelText('Admin key'), 'x');
  expect(form.queryByText('The key works and may read spend.')).toBeNull();
});

test('a vendor that could not be asked is said', async () => {
  const refuse = async () => {
    throw new Error('{"code":"vault_locked","message":"Your keys are locked."}');
  };
  const { form } = await openForm('Anthropic', { Try: refuse });
  await userEvent.type(form.getByLabelText('Admin key'), canary);
  await userEvent.click(form.getByRole('button', { name: 'Check this key' }));
  expect(await form.findByRole('alert')).toHaveTextContent('Your keys are locked.');
});

test('a service without an address of its own asks for one in plain sight', async () => {
  const { form } = await openForm('OpenAI-compatible relay');
  expect(form.getByLabelText('Base URL')).toBeRequired();
  await userEvent.click(form.getByRole('button', { name: 'Advanced' }));
  expect(form.getAllByLabelText('Base URL')).toHaveLength(1);
});

test('a subscription starts from a known price, whose source can be read', async () => {
  const add = vi.fn(async (_: account.Draft) => 'new-id');
  const open = vi.fn(async (_: string) => null);
  renderWindow('quiet', 'accounts', { Accounts: { Add: add as never }, House: { Status: async () => golden('house-ready'), OpenLink: open as never } });
  await userEvent.click(await screen.findByRole('button', { name: 'Add account' }));
  const form = within(await screen.findByRole('dialog'));
  await userEvent.click(form.getByRole('button', { name: 'Subscription' }));
  expect(form.queryByLabelText(/key/i)).toBeNull();
  await userEvent.click(form.getByRole('textbox', { name: 'Start from a known price' }));
  await userEvent.click(await screen.findByRole('option', { name: 'Claude Pro, 20 USD every month' }));
  expect(form.getByText('Claude Pro: 20 USD every month, as of Aug 22, 2026')).toBeInTheDocument();
  await userEvent.click(form.getByRole('button', { name: 'Where it is published' }));
  expect(open).toHaveBeenCalledWith('https://claude.com/pricing');
  expect(form.getByLabelText('Name')).toHaveValue('Claude Pro');
  expect(form.getByRole('textbox', { name: 'Service' })).toHaveValue('Anthropic');
  await userEvent.type(form.getByLabelText('First charge'), '2026-06-15');
  await userEvent.click(form.getByRole('button', { name: 'Save account' }));
  await waitFor(() => expect(add).toHaveBeenCalled());
  const draft = add.mock.calls[0]?.[0];
  expect(draft).toMatchObject({ provider: 'subscription', label: 'Claude Pro', fields: { service: 'Anthropic', price: '20', currency: 'USD', cycle: 'month', start: '2026-06-15' } });
  expect(draft).not.toHaveProperty('key');
});

test('each field of a subscription is asked for as its kind says', async () => {
  const { form } = await openForm('Subscription');
  expect(form.getByRole('textbox', { name: 'Charged' })).toHaveValue('every month');
  expect(form.getByLabelText('First charge')).toHaveAttribute('type', 'date');
  expect(form.getByLabelText('Price of a cycle')).toHaveAttribute('inputmode', 'decimal');
  expect(form.getByLabelText('Last day (optional)')).not.toBeRequired();
  expect(form.getByLabelText('First charge')).toBeRequired();
});

test('the service of a subscription is one that Outlay knows, or any other', async () => {
  const { form } = await openForm('Another service');
  await userEvent.type(form.getByRole('textbox', { name: 'Service' }), 'anth');
  await userEvent.click(await screen.findByRole('option', { name: 'Anthropic' }));
  expect(form.getByRole('textbox', { name: 'Service' })).toHaveValue('Anthropic');
  await userEvent.clear(form.getByRole('textbox', { name: 'Service' }));
  await userEvent.type(form.getByRole('textbox', { name: 'Service' }), 'Midjourney');
  expect(form.getByLabelText('Name')).toHaveValue('Midjourney');
});

test('later prices are rows to edit and lines to store', async () => {
  const add = vi.fn(async (_: account.Draft) => 'new-id');
  const { form } = await openForm('Subscription', { Add: add as never });
  for (const [day, amount] of [['2026-09-15', '25.00'], ['2026-10-15', '30']] as const) {
    await userEvent.click(form.getByRole('button', { name: 'Add a price' }));
    await userEvent.type(form.getAllByLabelText(/^From, price/).at(-1) as HTMLElement, day);
    await userEvent.type(form.getAllByLabelText(/^Amount, price/).at(-1) as HTMLElement, amount);
  }
  await userEvent.click(form.getByRole('button', { name: 'Add a price' })); // and left empty
  await userEvent.click(form.getByRole('button', { name: 'Save account' }));
  await waitFor(() => expect(add).toHaveBeenCalled());
  expect(add.mock.calls[0]?.[0].fields.changes).toBe('2026-09-15 25.00\n2026-10-15 30');
});

test('a stored subscription is edited with what is stored', async () => {
  const change = vi.fn(async (_id: string, _draft: account.Draft) => null);
  renderWindow('every-kind', 'accounts', { Accounts: { Change: change as never } });
  const row = within(await screen.findByRole('listitem', { name: 'ChatGPT Plus' }));
  await userEvent.click(row.getByRole('button', { name: 'Edit' }));
  const form = within(await screen.findByRole('dialog'));
  expect(form.getByRole('textbox', { name: 'Service' })).toHaveValue('OpenAI');
  expect(form.getByLabelText('From, price 1')).toHaveValue('2026-09-15');
  await userEvent.click(form.getByRole('button', { name: 'Remove price 1' }));
  await userEvent.click(form.getByRole('button', { name: 'Save account' }));
  await waitFor(() => expect(change).toHaveBeenCalled());
  expect(change.mock.calls[0]?.[1]).toMatchObject({ fields: { price: '20', changes: '' } });
});

test('the limit is in the currency that was chosen', async () => {
  const { form } = await openForm('Subscription');
  expect(form.getByLabelText('Monthly limit')).toHaveAccessibleDescription(/^In USD\./);
  await userEvent.clear(form.getByLabelText('Currency'));
  await userEvent.type(form.getByLabelText('Currency'), 'EUR');
  expect(form.getByLabelText('Monthly limit')).toHaveAccessibleDescription(/^In EUR\./);
});

test('one can go back and choose another service', async () => {
  const { form } = await openForm('Groq');
  await userEvent.click(form.getByRole('button', { name: 'Choose another service' }));
  expect(form.getByRole('button', { name: 'Anthropic' })).toBeInTheDocument();
});

test('nobody stumbles over the choice of a service, with a key pasted', async () => {
  const { dialog, form } = await openPick({ Recognise: async () => [guess('openai', 3), guess('deepseek')] });
  await userEvent.type(form.getByLabelText('Paste a key'), 'sk-x');
  await form.findByText(/Keys of several services/);
  expect(await stumbles(dialog)).toEqual([]);
});

test.each(['Anthropic', 'Groq', 'OpenAI-compatible relay', 'Subscription', 'Another service'])('nobody stumbles over the form of %s', async (service) => {
  const { dialog, form } = await openForm(service);
  const more = form.queryByRole('button', { name: 'Add a price' });
  if (more) await userEvent.click(more);
  expect(await stumbles(dialog)).toEqual([]);
});
