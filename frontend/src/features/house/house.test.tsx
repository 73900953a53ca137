import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import type { bind } from '../../api/backend';
import { golden } from '../../testing/golden';
import { renderWindow, stumbles } from '../../testing/render';

const status = (change: Partial<bind.Status>) => async () => ({ ...golden<bind.Status>('house-ready'), ...change });

test('a damaged book is kept, and its backups are offered', async () => {
  const restore = vi.fn(async (_: string) => null);
  const backups = [{ path: '/b/outlay-1.db', made: '2026-11-20T10:00:00Z' }];
  const fault = { code: 'corrupt', message: 'The database is damaged. The file is kept as it is.' };
  const container = renderWindow('empty', '', { House: { Status: status({ fault, backups }), Restore: restore as never } });
  expect(await screen.findByRole('heading', { name: 'Your data is damaged' })).toBeInTheDocument();
  expect(screen.getByText(fault.message)).toBeInTheDocument();
  expect(await stumbles(container)).toEqual([]);
  await userEvent.click(screen.getByRole('button', { name: /Restore/ }));
  expect(restore).toHaveBeenCalledWith('/b/outlay-1.db');
});

test.each([
  ['held', 'Another program holds your data'],
  ['of another kind', 'Your data could not be opened'],
])('a fault %s has a title of its own', async (code, title) => {
  renderWindow('empty', '', { House: { Status: status({ fault: { code, message: 'Close the other program and try again.' } }) } });
  expect(await screen.findByRole('heading', { name: title })).toBeInTheDocument();
});

test('a locked vault asks for its passphrase and forgets what was typed', async () => {
  const unlock = vi.fn(async (_: string) => null);
  renderWindow('quiet', '', { House: { Status: status({ vault: 'needs_passphrase', vault_kind: 'passphrase' }), Unlock: unlock as never } });
  await userEvent.type(await screen.findByLabelText('Passphrase'), 'correct horse');
  await userEvent.click(screen.getByRole('button', { name: 'Unlock' }));
  expect(unlock).toHaveBeenCalledWith('correct horse');
  expect(screen.getByLabelText('Passphrase')).toHaveValue('');
});

test('without a keychain the choice is explicit', async () => {
  const session = vi.fn(async () => null);
  renderWindow('quiet', '', { House: { Status: status({ vault: 'unavailable', vault_text: 'The keychain did not answer.' }), UseSession: session } });
  expect(await screen.findByText('The keychain did not answer.')).toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'Use this session only' }));
  expect(session).toHaveBeenCalledOnce();
});

test('sample data says on every screen that it is not real', async () => {
  const leave = vi.fn(async () => null);
  renderWindow('quiet', 'accounts', { House: { Status: status({ sample: true }), LeaveSample: leave } });
  expect(await screen.findByText(/Sample data: nothing here is real/)).toBeInTheDocument();
  expect(await screen.findByRole('button', { name: 'Add account' })).toBeDisabled();
  await userEvent.click(screen.getByRole('button', { name: 'Leave sample data' }));
  expect(leave).toHaveBeenCalledOnce();
});
