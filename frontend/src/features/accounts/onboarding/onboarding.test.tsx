import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import type { account, bind, provider, report } from '../../../api/backend';
import { golden } from '../../../testing/golden';
import { type Bound, renderWindow, stumbles } from '../../../testing/render';

const canary = 'sk-admin-canary-91c2';
const providers = golden<bind.Provider[]>('providers');

/** The first start, a click after it. `added` is what the profile has from then on. */
async function begin(accounts: Bound[string] = {}) {
  let added: report.Card[] = [];
  const add = vi.fn(async (_: account.Draft) => {
    added = golden<report.Card[]>('accounts-quiet');
    return 'new-id';
  });
  const container = renderWindow('empty', '', { Accounts: { Add: add as never, List: async () => added, ...accounts } });
  await userEvent.click(await screen.findByRole('button', { name: 'Connect a service' }));
  await screen.findByRole('heading', { name: 'Which services do you use?' });
  return { add, container };
}

const choose = (name: string) => userEvent.click(screen.getByRole('button', { name }));
const heading = (name: string) => screen.findByRole('heading', { level: 1, name });

test('services are chosen, each gets its key, and the first number is shown', async () => {
  const { add } = await begin();
  expect(screen.getByRole('button', { name: 'Continue' })).toBeDisabled();
  await choose('OpenAI');
  await choose('Anthropic');
  expect(screen.getByRole('button', { name: 'OpenAI' })).toHaveAttribute('aria-pressed', 'true');
  expect(screen.getByText('2 services chosen')).toBeInTheDocument();
  await choose('Continue');
  await heading('Connect OpenAI');
  expect(screen.getByText('Service 1 of 2')).toBeInTheDocument();
  await userEvent.click(screen.getByLabelText('Admin key'));
  await userEvent.paste(canary);
  await userEvent.type(screen.getByLabelText('Monthly limit'), '120');
  await choose('Save account');
  await heading('Connect Anthropic');
  expect(add).toHaveBeenCalledWith(expect.objectContaining({ provider: 'openai', key: canary, limit: '120' }));
  expect(document.documentElement.outerHTML).not.toContain(canary);
  await choose('Skip');
  expect(await heading('Reading your bills')).toHaveFocus();
  expect(await screen.findByText('The first number is there.')).toBeInTheDocument();
  await choose('Open the overview');
  await waitFor(() => expect(screen.queryByRole('heading', { name: 'Reading your bills' })).toBeNull());
});

test('a key says whose it is, chooses its service and is there when that is connected', async () => {
  const openai = providers.find((p) => p.id === 'openai') as bind.Provider;
  const guess: provider.Guess = { provider: 'openai', name: 'OpenAI', kind: openai.keys[0] as provider.KeyKind };
  await begin({ Recognise: (async () => [guess]) as never });
  await userEvent.click(screen.getByLabelText('Or paste a key'));
  await userEvent.paste(canary);
  await userEvent.click(await screen.findByRole('button', { name: 'Continue with OpenAI' }));
  expect(screen.getByLabelText('Or paste a key')).toHaveValue('');
  await choose('Continue');
  await heading('Connect OpenAI');
  expect(screen.getByLabelText('Admin key')).toHaveValue(canary);
});

test('what was refused stays typed, with what to do', async () => {
  const { add } = await begin();
  add.mockRejectedValueOnce(new Error('{"code":"invalid","message":"This is a project key. Make an Admin key."}'));
  await choose('OpenAI');
  await choose('Continue');
  await userEvent.click(await screen.findByLabelText('Admin key'));
  await userEvent.paste(canary);
  await choose('Save account');
  expect(await screen.findByText('This is a project key. Make an Admin key.')).toBeInTheDocument();
  expect(screen.getByLabelText('Admin key')).toHaveValue(canary);
  expect(screen.getByRole('heading', { name: 'Connect OpenAI' })).toBeInTheDocument();
});

test('one may go back and choose others, and who skips everything is where they began', async () => {
  await begin();
  await choose('OpenAI');
  await choose('Continue');
  await choose('Choose another service');
  expect(screen.getByRole('button', { name: 'OpenAI' })).toHaveAttribute('aria-pressed', 'true');
  await choose('Continue');
  await choose('Skip');
  expect(await screen.findByRole('heading', { name: 'Which services do you use?' })).toBeInTheDocument();
  await choose('Not now');
  expect(await screen.findByRole('button', { name: 'Connect a service' })).toBeInTheDocument();
});

test('a service is found by its name, and one that is not there has a way', async () => {
  await begin();
  await userEvent.type(screen.getByLabelText('Find a service'), 'gro');
  const list = within(screen.getByRole('list', { name: 'Services' }));
  expect(list.getAllByRole('button').map((b) => b.getAttribute('aria-label'))).toEqual(['Groq']);
  await userEvent.type(screen.getByLabelText('Find a service'), 'zzz');
  expect(screen.getByText(/No service is called “grozzz”/)).toBeInTheDocument();
});

test('nobody stumbles over choosing, connecting and reading', async () => {
  const { container } = await begin();
  expect(await stumbles(container)).toEqual([]);
  await choose('OpenAI');
  await choose('Continue');
  await heading('Connect OpenAI');
  expect(await stumbles(container)).toEqual([]);
  await choose('Save account');
  await heading('Reading your bills');
  expect(await stumbles(container)).toEqual([]);
});
