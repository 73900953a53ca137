import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import type { bind, channel } from '../../api/backend';
import { channels, hook, mail, native } from '../../testing/alerts';
import { golden } from '../../testing/golden';
import { type Bound, newClient, renderWindow, stumbles } from '../../testing/render';

const password = 'canary-app-password';
const address = 'https://hooks.slack.com/services/T0/B0/canary';
const signing = 'whsec_Y2FuYXJ5LWNhbmFyeS1jYW5hcnktY2FuYXJ5';

/** The channels over some; `list` may change between two looks. */
function open(list: channel.Channel[] | (() => channel.Channel[]) = channels, methods: Bound[string] = {}, changes: Bound = {}, client = newClient()) {
  const get = async () => (typeof list === 'function' ? list() : list);
  return renderWindow('quiet', 'alerts/channels', { Channels: { List: get, ...methods }, ...changes }, client);
}

const row = async (name: string) => within(await screen.findByRole('listitem', { name }));
const dialogOf = async (name: string) => within(await screen.findByRole('dialog', { name }));
const savedAs = (c: channel.Channel, secret = ''): channel.Saved => ({ channel: c, signing: secret });

/** Everything that the window holds beside the page. */
const kept = (client: ReturnType<typeof newClient>) => JSON.stringify([client.getMutationCache().getAll().map((m) => m.state), client.getQueryCache().getAll().map((q) => [q.queryKey, q.state])]);

test('each channel says where it leads, whether it is on, and what is wrong with it', async () => {
  open();
  expect((await row('Team mail')).getByText('E-mail · ann@example.org and 1 more')).toBeInTheDocument();
  expect((await row('Team mail')).getByText(/refused the password\. Type it again/)).toBeInTheDocument();
  expect((await row('Team mail')).getByRole('switch', { name: 'Send to Team mail' })).toBeChecked();
  expect((await row('Ops')).getByText('Slack · https://hooks.slack.com/…')).toBeInTheDocument();
  expect((await row('Ops')).getByRole('switch', { name: 'Send to Ops' })).not.toBeChecked();
  expect((await row('Notifications')).queryByRole('button', { name: /Remove/ })).toBeNull();
});

test('a channel is switched, and a refusal leaves it as it was', async () => {
  let now = channels;
  const change = vi.fn(async (id: string, d: channel.Draft) => {
    if (id === 'native') throw new Error('{"code":"locked","message":"Another program holds the database."}');
    now = [native, mail, { ...hook, on: d.on ?? false }];
    return savedAs(hook);
  });
  open(() => now, { Change: change as never });
  await userEvent.click((await row('Ops')).getByRole('switch'));
  await waitFor(async () => expect((await row('Ops')).getByRole('switch')).toBeChecked());
  expect(change).toHaveBeenCalledExactlyOnceWith('c-hook', { kind: 'webhook', on: true });
  await userEvent.click((await row('Notifications')).getByRole('switch'));
  expect(await (await row('Notifications')).findByRole('alert')).toHaveTextContent('Another program holds the database.');
  expect((await row('Notifications')).getByRole('switch')).toBeChecked();
});

test('a test is answered in words, whether it arrives or not', async () => {
  const send = vi.fn(async (id: string) => {
    if (id === 'c-mail') throw new Error('{"code":"failed","message":"The mail server smtp.example.org refused the password. Type it again."}');
  });
  open(channels, { Test: send as never });
  await userEvent.click((await row('Team mail')).getByRole('button', { name: 'Send a test to Team mail' }));
  expect(await (await row('Team mail')).findByRole('alert')).toHaveTextContent('refused the password. Type it again.');
  await userEvent.click((await row('Ops')).getByRole('button', { name: 'Send a test to Ops' }));
  expect(await (await row('Ops')).findByText(/Sent: it was taken/)).toBeInTheDocument();
});

test('an e-mail channel is added; its password is sent once and is nowhere afterwards', async () => {
  const client = newClient();
  const add = vi.fn(async (_: channel.Draft) => savedAs(mail));
  open([native], { Add: add as never }, {}, client);
  await userEvent.click(await screen.findByRole('button', { name: 'Add e-mail' }));
  const dialog = await dialogOf('Add e-mail');
  await userEvent.click(dialog.getByRole('button', { name: 'Save channel' }));
  expect(dialog.getByText('Name at least one recipient.')).toBeInTheDocument();
  expect(add).not.toHaveBeenCalled();

  await userEvent.click(dialog.getByRole('button', { name: 'Fastmail' }));
  expect(dialog.getByText(/Fastmail wants an app password/)).toBeInTheDocument();
  expect(dialog.getByLabelText('Mail server')).toHaveValue('smtp.fastmail.com');
  await userEvent.type(dialog.getByLabelText('User name'), 'ann@example.org');
  await userEvent.type(dialog.getByLabelText('From'), 'alerts@example.org');
  await userEvent.type(dialog.getByRole('textbox', { name: 'To' }), 'ann@example.org{Enter}bob@example.org{Enter}');
  await userEvent.click(dialog.getByRole('button', { name: 'Save channel' }));
  expect(dialog.getByText('A user name needs a password.')).toBeInTheDocument();
  const field = dialog.getByLabelText('Password');
  expect(field).toHaveAttribute('type', 'password');
  await userEvent.type(field, password);
  await userEvent.click(dialog.getByRole('button', { name: 'Save channel' }));
  await waitFor(() =>
    expect(add).toHaveBeenCalledExactlyOnceWith({
      kind: 'email',
      label: 'E-mail',
      email: { host: 'smtp.fastmail.com', port: 465, security: 'tls', username: 'ann@example.org', auth: 'auto', from: 'alerts@example.org', to: ['ann@example.org', 'bob@example.org'] },
      password,
    }),
  );
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(document.documentElement.outerHTML).not.toContain(password);
  await waitFor(() => expect(kept(client)).not.toContain(password));
  await userEvent.click(screen.getByRole('button', { name: 'Add e-mail' }));
  expect((await dialogOf('Add e-mail')).getByLabelText('Password')).toHaveValue('');
});

test('a stored password is not shown, and stays where none is typed', async () => {
  const change = vi.fn(async (_id: string, _: channel.Draft) => savedAs(mail));
  open(channels, { Change: change as never });
  await userEvent.click(await screen.findByRole('button', { name: 'Edit Team mail' }));
  const dialog = await dialogOf('Edit Team mail');
  expect(dialog.getByLabelText('Password')).toHaveValue('');
  expect(dialog.getByText('Stored, and never shown. Leave it empty to keep it.')).toBeInTheDocument();
  await userEvent.type(dialog.getByRole('textbox', { name: 'To' }), 'eve@example.org{Enter}');
  await userEvent.click(dialog.getByRole('button', { name: 'Save channel' }));
  await waitFor(() => expect(change).toHaveBeenCalledOnce());
  const [id, draft] = change.mock.calls[0] ?? [];
  expect(id).toBe('c-mail');
  expect(draft?.email).toEqual({ ...mail.email, to: ['ann@example.org', 'bob@example.org', 'eve@example.org'] });
  expect(draft).not.toHaveProperty('password');
});

test('another mail server wants its password again, and one without a user keeps none', async () => {
  const change = vi.fn(async (_id: string, _: channel.Draft) => savedAs(mail));
  open(channels, { Change: change as never });
  await userEvent.click(await screen.findByRole('button', { name: 'Edit Team mail' }));
  const dialog = await dialogOf('Edit Team mail');
  await userEvent.click(dialog.getByRole('textbox', { name: 'Security' }));
  await userEvent.click(await screen.findByRole('option', { name: /^TLS from the start/, hidden: true }));
  expect(dialog.getByLabelText('Port')).toHaveValue('465');
  await userEvent.clear(dialog.getByLabelText('Port'));
  await userEvent.type(dialog.getByLabelText('Port'), '587'); // as before: the security alone is another one
  expect(dialog.queryByText(/Leave it empty to keep it/)).toBeNull();
  await userEvent.click(dialog.getByRole('button', { name: 'Save channel' }));
  expect(dialog.getByText('A user name needs a password.')).toBeInTheDocument();
  expect(change).not.toHaveBeenCalled();
  await userEvent.clear(dialog.getByLabelText('User name'));
  await userEvent.click(dialog.getByRole('button', { name: 'Save channel' }));
  await waitFor(() => expect(change).toHaveBeenCalledExactlyOnceWith('c-mail', expect.objectContaining({ password: '', email: { ...mail.email, security: 'tls', username: '', auth: 'none' } })));
});

test('a mail server that is refused says why and keeps what was typed', async () => {
  const refuse = async () => {
    throw new Error('{"code":"invalid","message":"Without TLS, everybody on the way reads the password. Choose starttls or tls."}');
  };
  open(channels, { Change: refuse });
  await userEvent.click(await screen.findByRole('button', { name: 'Edit Team mail' }));
  const dialog = await dialogOf('Edit Team mail');
  await userEvent.click(dialog.getByRole('button', { name: 'Save channel' }));
  expect(await dialog.findByRole('alert')).toHaveTextContent('Without TLS');
  expect(dialog.getByLabelText('Mail server')).toHaveValue('smtp.example.org');
});

test('the signing secret of a program’s webhook is shown once, and is nowhere after closing', async () => {
  const client = newClient();
  const copied = vi.fn(async (_: string) => true);
  Object.assign(window, { runtime: { ClipboardSetText: copied, EventsOnMultiple: () => () => undefined } });
  const add = vi.fn(async (_: channel.Draft) => savedAs({ ...hook, label: 'Webhook' }, signing));
  open(channels, { Add: add as never }, {}, client);
  await userEvent.click(await screen.findByRole('button', { name: 'Add webhook' }));
  const dialog = await dialogOf('Add webhook');
  const url = dialog.getByLabelText('Address');
  expect(url).toHaveAttribute('type', 'password');
  await userEvent.type(url, 'https://ops.example.org/hook');
  await userEvent.click(dialog.getByRole('button', { name: 'Save channel' }));
  expect(await screen.findByText(signing)).toHaveFocus();
  expect(add).toHaveBeenCalledExactlyOnceWith({ kind: 'webhook', label: 'Webhook', webhook: { shape: 'standard', chat_id: '' }, url: 'https://ops.example.org/hook', signing: '' });
  const shown = await screen.findByRole('dialog', { name: 'Signing secret of Webhook' });
  expect(await stumbles(shown)).toEqual([]);
  await userEvent.click(within(shown).getByRole('button', { name: 'Copy the signing secret' }));
  expect(copied).toHaveBeenCalledExactlyOnceWith(signing);
  await userEvent.click(document.querySelector('.mantine-Modal-overlay') as Element); // a slip of the hand
  expect(screen.getByText(signing)).toBeInTheDocument();
  expect(kept(client)).toContain(signing); // or the last line would prove nothing
  await userEvent.click(within(shown).getByRole('button', { name: 'Done' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(document.documentElement.outerHTML).not.toContain(signing);
  await waitFor(() => expect(kept(client)).not.toContain(signing));
});

test('each service is asked for what it needs, and no more is sent', async () => {
  const add = vi.fn(async (_: channel.Draft) => savedAs(hook));
  open([native], { Add: add as never });
  const cases = [
    ['Slack', { Address: address }, { label: 'Slack', webhook: { shape: 'slack', chat_id: '' }, url: address }],
    ['ntfy', { Address: 'https://ntfy.sh/topic', 'Access token (optional)': 'tk_1' }, { label: 'ntfy', webhook: { shape: 'ntfy', chat_id: '' }, url: 'https://ntfy.sh/topic', token: 'tk_1' }],
    ['Telegram', { 'Bot token': '123:abcdefghij', Chat: '@team' }, { label: 'Telegram', webhook: { shape: 'telegram', chat_id: '@team' }, token: '123:abcdefghij' }],
  ] as const;
  for (const [service, fields, wanted] of cases) {
    await userEvent.click(await screen.findByRole('button', { name: 'Add webhook' }));
    const dialog = await dialogOf('Add webhook');
    await userEvent.click(dialog.getByRole('textbox', { name: 'Service' }));
    await userEvent.click(await screen.findByRole('option', { name: service, hidden: true }));
    await userEvent.click(dialog.getByRole('button', { name: 'Save channel' }));
    expect(dialog.getByText(/^Paste the (address|token)/)).toBeInTheDocument();
    expect(dialog.queryByLabelText('Address') !== null).toBe(service !== 'Telegram');
    for (const [label, text] of Object.entries(fields)) await userEvent.type(dialog.getByLabelText(label), text);
    await userEvent.click(dialog.getByRole('button', { name: 'Save channel' }));
    await waitFor(() => expect(add).toHaveBeenLastCalledWith({ kind: 'webhook', ...wanted }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  }
  expect(document.documentElement.outerHTML).not.toContain('canary');
});

test('a webhook that is renamed keeps its address', async () => {
  const change = vi.fn(async (_id: string, _: channel.Draft) => savedAs(hook));
  open(channels, { Change: change as never });
  await userEvent.click(await screen.findByRole('button', { name: 'Edit Ops' }));
  const dialog = await dialogOf('Edit Ops');
  await userEvent.type(dialog.getByLabelText('Name'), ' team');
  await userEvent.click(dialog.getByRole('button', { name: 'Save channel' }));
  await waitFor(() => expect(change).toHaveBeenCalledExactlyOnceWith('c-hook', { kind: 'webhook', label: 'Ops team', webhook: { shape: 'slack', chat_id: '' } }));
});

test('the token of an ntfy topic that became open is forgotten', async () => {
  const change = vi.fn(async (_id: string, _: channel.Draft) => savedAs(hook));
  open([{ ...hook, webhook: { shape: 'ntfy', chat_id: '' } }], { Change: change as never });
  await userEvent.click(await screen.findByRole('button', { name: 'Edit Ops' }));
  const dialog = await dialogOf('Edit Ops');
  await userEvent.type(dialog.getByLabelText('Access token (optional)'), 'tk_typed');
  await userEvent.click(dialog.getByRole('checkbox', { name: 'Forget the stored token' }));
  expect(dialog.getByLabelText('Access token (optional)')).toBeDisabled();
  await userEvent.click(dialog.getByRole('button', { name: 'Save channel' }));
  await waitFor(() => expect(change).toHaveBeenCalledExactlyOnceWith('c-hook', { kind: 'webhook', label: 'Ops', webhook: { shape: 'ntfy', chat_id: '' }, token: '' }));
});

test('a webhook that moves to another service is asked for its address anew', async () => {
  const change = vi.fn(async (_id: string, _: channel.Draft) => savedAs(hook, signing));
  open([{ ...hook, label: 'Slack' }], { Change: change as never });
  await userEvent.click(await screen.findByRole('button', { name: 'Edit Slack' }));
  const dialog = await dialogOf('Edit Slack');
  await userEvent.click(dialog.getByRole('textbox', { name: 'Service' }));
  await userEvent.click(await screen.findByRole('option', { name: 'A program of yours', hidden: true }));
  expect(dialog.getByText('Another service has another address, so it is typed anew. What was stored for Slack is deleted.')).toBeInTheDocument();
  await userEvent.click(dialog.getByRole('button', { name: 'Save channel' }));
  expect(dialog.getByText(/^Paste the address/)).toBeInTheDocument();
  expect(change).not.toHaveBeenCalled();
  await userEvent.type(dialog.getByLabelText('Address'), 'https://ops.example.org/hook');
  await userEvent.click(dialog.getByRole('button', { name: 'Save channel' }));
  await waitFor(() => expect(change).toHaveBeenCalledExactlyOnceWith('c-hook', { kind: 'webhook', label: 'Webhook', webhook: { shape: 'standard', chat_id: '' }, url: 'https://ops.example.org/hook', signing: '' }));
  expect(await screen.findByText(signing)).toHaveFocus();
});

test('a new signing secret is made only where that is asked for', async () => {
  const change = vi.fn(async (_id: string, d: channel.Draft) => savedAs(hook, d.signing === '' ? signing : ''));
  open([{ ...hook, webhook: { shape: 'standard', chat_id: '' } }], { Change: change as never });
  await userEvent.click(await screen.findByRole('button', { name: 'Edit Ops' }));
  await userEvent.click((await dialogOf('Edit Ops')).getByRole('button', { name: 'Save channel' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(change.mock.calls[0]?.[1]).not.toHaveProperty('signing');
  await userEvent.click(screen.getByRole('button', { name: 'Edit Ops' }));
  const dialog = await dialogOf('Edit Ops');
  await userEvent.click(dialog.getByRole('checkbox', { name: 'Make a new signing secret' }));
  await userEvent.click(dialog.getByRole('button', { name: 'Save channel' }));
  expect(await screen.findByText(signing)).toBeInTheDocument();
  expect(change.mock.calls[1]?.[1]).toMatchObject({ signing: '' });
});

test('a channel is removed after a confirmation', async () => {
  const remove = vi.fn(async (_: string) => null);
  open(channels, { Remove: remove as never });
  await userEvent.click(await screen.findByRole('button', { name: 'Remove Team mail' }));
  expect(remove).not.toHaveBeenCalled();
  await userEvent.click((await dialogOf('Remove Team mail')).getByRole('button', { name: 'Remove channel' }));
  await waitFor(() => expect(remove).toHaveBeenCalledExactlyOnceWith('c-mail'));
});

test('sample data offers no channel to set up, and says why', async () => {
  open(channels, {}, { House: { Status: async () => ({ ...golden<bind.Status>('house-ready'), sample: true }) } });
  expect(await screen.findByText(/Sample data sends nothing/)).toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Add e-mail' })).toBeDisabled();
  expect((await row('Ops')).getByRole('switch')).toBeDisabled();
});

test('nobody stumbles over the channels and their dialogs', async () => {
  const container = open();
  await row('Ops');
  expect(await stumbles(container)).toEqual([]);
  for (const name of ['Add e-mail', 'Add webhook', 'Edit Team mail', 'Remove Ops']) {
    await userEvent.click(await screen.findByRole('button', { name }));
    expect(await stumbles(await screen.findByRole('dialog', { name }))).toEqual([]);
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  }
});
