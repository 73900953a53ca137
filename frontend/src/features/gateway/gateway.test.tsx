import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { bind, gateway, report } from '../../api/backend';
import { idle } from '../../testing/gateway';
import { golden } from '../../testing/golden';
import { type Bound, newClient, renderWindow, stumbles } from '../../testing/render';
import { speak } from '../../words';

afterEach(() => speak('en'));

const cards = golden<report.Card[]>('accounts-every-kind');
const idOf = (label: string) => cards.find((c) => c.account.label === label)?.account.id ?? '';
const voice = idOf('Voice prototype');
const research = idOf('Research');
const secret = 'olg_canaryofthegateway7f3a';
const callKey = 'sk-proj-canary-of-calls';

const usd = (value: string) => ({ value, currency: 'USD' });
const free: gateway.Guard = { stop: false, limit: undefined, per_minute: 0 };

const groq: gateway.Setup = {
  account: voice,
  provider: 'groq',
  label: 'Voice prototype',
  url: 'http://127.0.0.1:8747/voice-prototype',
  snippets: [
    { name: 'Groq SDKs', text: 'export GROQ_BASE_URL=http://127.0.0.1:8747/voice-prototype\nexport GROQ_API_KEY={token}' },
    { name: 'curl', text: 'curl http://127.0.0.1:8747/voice-prototype/openai/v1/models -H "Authorization: Bearer {token}"' },
  ],
  free: true,
  needs_key: '',
  key_link: '',
  has_call_key: false,
  guard: free,
};

const openai: gateway.Setup = {
  ...groq,
  account: research,
  provider: 'openai',
  label: 'Research',
  url: 'http://127.0.0.1:8747/research',
  snippets: [{ name: 'OpenAI SDKs', text: 'export OPENAI_API_KEY={token}' }],
  free: false,
  needs_key: 'Project key',
  key_link: 'https://platform.openai.com/api-keys',
};

const nightly: gateway.Token = { id: 't1', account: voice, label: 'Nightly report', created_at: '2026-11-02T08:00:00Z', revoked_at: null, last_used_at: '2026-11-22T09:00:00Z', guard: free };
const old: gateway.Token = { ...nightly, id: 't2', label: 'Old laptop', revoked_at: '2026-11-10T08:00:00Z', last_used_at: null };

const used: gateway.Usage = {
  account: voice,
  day: '2026-11-20',
  model: 'llama-3.3-70b-versatile',
  tier: '',
  token: 't1',
  requests: 3,
  unreported: 0,
  failed: 0,
  unpriced: 0,
  input: 1200,
  cached: 0,
  cache_write_5m: 0,
  cache_write_1h: 0,
  output: 300,
  audio_input: 0,
  audio_output: 0,
  web_searches: 0,
  cost: usd('0.1000'),
};

const on: bind.GatewayView = {
  ...idle,
  state: { on: true, listening: true, port: 8747, problem: '' },
  setups: [groq, openai],
  tokens: [nightly, old],
  usage: [
    used,
    { ...used, day: '2026-11-21', tier: 'flex', requests: 1000, failed: 2, input: 1, cost: usd('0.2000') },
    { ...used, model: 'brand-new-model', requests: 2, unpriced: 2, input: 70, output: 9, cost: undefined },
    { ...used, model: '', token: 't9', requests: 4, unreported: 4, input: 0, output: 0, cost: undefined },
    { ...used, model: 'refused-model', requests: 5, failed: 5, input: 0, output: 0, cost: undefined },
  ],
  gaps: [
    { account: voice, model: '', first: '2026-11-20', last: '2026-11-20', unpriced: 0, unreported: 4, input: 0, output: 0 },
    { account: voice, model: 'brand-new-model', first: '2026-11-20', last: '2026-11-21', unpriced: 2, unreported: 0, input: 70, output: 9 },
  ],
  compared: [
    {
      account: research,
      label: 'Research',
      service: 'OpenAI',
      from: '2026-11-01',
      to: '2026-11-21',
      by_basis: [
        { basis: 'billed', amount: usd('15.5631') },
        { basis: 'metered', amount: usd('15.5600') },
      ],
    },
    { account: voice, label: 'Voice prototype', service: 'Groq', from: '2026-11-20', to: '2026-11-20', by_basis: [{ basis: 'metered', amount: usd('0.3000') }] },
  ],
};

/** The screen over a gateway; `view` may change between two looks. */
function open(view: bind.GatewayView | (() => bind.GatewayView) = on, methods: Bound[string] = {}, where = 'gateway', client = newClient()) {
  const get = async () => (typeof view === 'function' ? view() : view);
  return renderWindow('every-kind', where, { Gateway: { Get: get, ...methods } }, client);
}

const panel = async (name: string) => within(await screen.findByRole('region', { name }));
const state = () => screen.findByRole('status', { name: 'State of the gateway' });

const copied = vi.fn(async (_: string) => true);

beforeEach(() => {
  copied.mockClear();
  Object.assign(window, { runtime: { ClipboardSetText: copied, EventsOnMultiple: () => () => undefined } });
});

test('the gateway is switched on, and what answers is shown, not what was wished', async () => {
  let now = idle;
  const turn = vi.fn(async (wanted: boolean, port: number) => {
    now = { ...idle, state: { on: wanted, listening: true, port, problem: '' } };
    return now.state;
  });
  open(() => now, { Switch: turn as never });
  expect(await state()).toHaveTextContent('Off');
  await userEvent.click(screen.getByRole('switch', { name: /^Gateway/ }));
  await waitFor(async () => expect(await state()).toHaveTextContent('Listening on 127.0.0.1:8747'));
  expect(turn).toHaveBeenCalledWith(true, 8747);
  expect(screen.getByRole('switch', { name: /^Gateway/ })).toBeChecked();
});

test('why it does not listen is said, and it is not shown as listening', async () => {
  const problem = 'Port 8747 is taken by another program. Choose another one.';
  open({ ...on, state: { on: true, listening: false, port: 8747, problem } });
  expect(await screen.findByText(problem)).toBeInTheDocument();
  expect(await state()).toHaveTextContent('Not listening');
});

test('a switch that is refused says so and stays as it was', async () => {
  const refuse = async () => {
    throw new Error('{"code":"invalid","message":"Port 80 for the gateway; choose one from 1024 to 65535."}');
  };
  open(idle, { Switch: refuse });
  await userEvent.click(await screen.findByRole('switch', { name: /^Gateway/ }));
  expect(await screen.findByRole('alert')).toHaveTextContent('choose one from 1024');
  expect(screen.getByRole('switch', { name: /^Gateway/ })).not.toBeChecked();
});

test('another port is used once that is asked for, and what is no number is never sent', async () => {
  const turn = vi.fn(async (_: boolean, port: number) => ({ ...on.state, port }));
  open(on, { Switch: turn as never });
  const port = await screen.findByLabelText('Port');
  await userEvent.clear(port);
  expect(screen.getByRole('button', { name: 'Use this port' })).toBeDisabled();
  expect(screen.getByText('Write a number from 1024 to 65535.')).toBeInTheDocument();
  await userEvent.type(port, '9000');
  await userEvent.click(screen.getByRole('button', { name: 'Use this port' }));
  expect(turn).toHaveBeenCalledExactlyOnceWith(true, 9000);
});

test('a new token is shown once, with its lines filled in, and is nowhere after closing', async () => {
  const client = newClient();
  const add = vi.fn(async (_account: string, _label: string) => ({ id: 't3', secret }));
  open(on, { AddToken: add as never }, 'gateway', client);
  const kept = () => JSON.stringify([client.getMutationCache().getAll().map((m) => m.state), client.getQueryCache().getAll().map((q) => [q.queryKey, q.state])]);
  await userEvent.click(await screen.findByRole('button', { name: 'New token for Voice prototype' }));
  const dialog = await screen.findByRole('dialog', { name: 'New token for Voice prototype' });
  await userEvent.type(within(dialog).getByLabelText('Name'), ' Batch job ');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Make token' }));
  expect(await within(dialog).findByText(secret)).toHaveFocus();
  expect(dialog).toHaveTextContent('shown now and never again');
  expect(add).toHaveBeenCalledWith(voice, 'Batch job');
  expect(within(dialog).getByText(/GROQ_API_KEY=/)).toHaveTextContent(`GROQ_API_KEY=${secret}`);
  expect(dialog).not.toHaveTextContent('{token}');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Copy the token' }));
  expect(copied).toHaveBeenCalledWith(secret);
  expect(await stumbles(dialog)).toEqual([]);
  expect(kept()).toContain(secret); // or the last line would prove nothing

  await userEvent.click(within(dialog).getByRole('button', { name: 'Done' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(document.documentElement.outerHTML).not.toContain(secret);
  await waitFor(() => expect(kept()).not.toContain(secret));
});

test('a click beside the dialog does not lose a token that is shown once', async () => {
  open(on, { AddToken: async () => ({ id: 't3', secret }) });
  await userEvent.click(await screen.findByRole('button', { name: 'New token for Voice prototype' }));
  await userEvent.type(await screen.findByLabelText('Name'), 'Batch job');
  await userEvent.click(screen.getByRole('button', { name: 'Make token' }));
  await screen.findByText(secret);
  const beside = document.querySelector('.mantine-Modal-overlay');
  await userEvent.click(beside as Element);
  expect(screen.getByText(secret)).toBeInTheDocument();
});

test('a token that is refused keeps its name', async () => {
  const refuse = async () => {
    throw new Error('{"code":"invalid","message":"A token was pasted where its name belongs."}');
  };
  open(on, { AddToken: refuse });
  await userEvent.click(await screen.findByRole('button', { name: 'New token for Voice prototype' }));
  await userEvent.type(await screen.findByLabelText('Name'), 'olg_x');
  await userEvent.click(screen.getByRole('button', { name: 'Make token' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('A token was pasted');
  expect(screen.getByLabelText('Name')).toHaveValue('olg_x');
});

test('a test request is sent with the new token, where one costs nothing', async () => {
  const send = vi.fn(async (_account: string, _secret: string) => undefined);
  open(on, { AddToken: async () => ({ id: 't3', secret }), Test: send as never });
  await userEvent.click(await screen.findByRole('button', { name: 'New token for Voice prototype' }));
  await userEvent.type(await screen.findByLabelText('Name'), 'Batch job');
  await userEvent.click(screen.getByRole('button', { name: 'Make token' }));
  await userEvent.click(await screen.findByRole('button', { name: 'Send a test request' }));
  expect(await screen.findByText('It came through: this token works.')).toBeInTheDocument();
  expect(send).toHaveBeenCalledWith(voice, secret);
});

test('a test request that does not come through says why; where none is free, none is offered', async () => {
  const refuse = async () => {
    throw new Error('{"code":"failed","message":"The test request did not come through: 401, Invalid API Key."}');
  };
  open(on, { AddToken: async () => ({ id: 't3', secret }), Test: refuse });
  for (const [label, offered] of [['Voice prototype', true], ['Research', false]] as const) {
    await userEvent.click(await screen.findByRole('button', { name: `New token for ${label}` }));
    await userEvent.type(await screen.findByLabelText('Name'), 'Batch job');
    await userEvent.click(screen.getByRole('button', { name: 'Make token' }));
    await screen.findByText(secret);
    expect(screen.queryByRole('button', { name: 'Send a test request' }) !== null).toBe(offered);
    if (offered) {
      await userEvent.click(screen.getByRole('button', { name: 'Send a test request' }));
      expect(await screen.findByText(/401, Invalid API Key/)).toBeInTheDocument();
    }
    await userEvent.click(screen.getByRole('button', { name: 'Done' }));
  }
});

test('while the gateway is off, no test request can be sent', async () => {
  open({ ...on, state: idle.state }, { AddToken: async () => ({ id: 't3', secret }) });
  await userEvent.click(await screen.findByRole('button', { name: 'New token for Voice prototype' }));
  await userEvent.type(await screen.findByLabelText('Name'), 'Batch job');
  await userEvent.click(screen.getByRole('button', { name: 'Make token' }));
  expect(await screen.findByRole('button', { name: 'Send a test request' })).toBeDisabled();
  expect(screen.getByText('Switch the gateway on first.')).toBeInTheDocument();
});

test('the key for calls is saved, and nowhere on the page or in a cache afterwards', async () => {
  const client = newClient();
  let now = on;
  const save = vi.fn(async (_account: string, _key: string) => {
    now = { ...on, setups: [groq, { ...openai, has_call_key: true }] };
  });
  open(() => now, { SetCallKey: save as never }, 'gateway', client);
  const research = await panel('Research');
  expect(research.getByText('Project key for calls: not stored yet.')).toBeInTheDocument();
  await userEvent.click(research.getByRole('button', { name: 'Add the key for calls of Research' }));
  const field = await screen.findByLabelText('Project key');
  expect(field).toHaveAttribute('type', 'password');
  await userEvent.type(field, callKey);
  await userEvent.click(screen.getByRole('button', { name: 'Save key' }));
  expect(await research.findByText('Project key for calls: stored.')).toBeInTheDocument();
  expect(save).toHaveBeenCalledWith(openai.account, callKey);
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(document.documentElement.outerHTML).not.toContain(callKey);
  expect(JSON.stringify(client.getMutationCache().getAll().map((m) => m.state))).not.toContain(callKey);
});

test('a key for calls is asked for only where the account’s own cannot make any', async () => {
  open();
  expect((await panel('Voice prototype')).queryByText(/for calls/)).toBeNull();
});

test('a stored key for calls is forgotten after a confirmation', async () => {
  const save = vi.fn(async (_account: string, _key: string) => undefined);
  open({ ...on, setups: [{ ...openai, has_call_key: true }] }, { SetCallKey: save as never });
  await userEvent.click(await screen.findByRole('button', { name: 'Forget the key for calls of Research' }));
  expect(save).not.toHaveBeenCalled();
  await userEvent.click(await screen.findByRole('button', { name: 'Forget key' }));
  await waitFor(() => expect(save).toHaveBeenCalledWith(research, ''));
});

test('a token is revoked after a confirmation, and a revoked one has nothing to revoke', async () => {
  const revoke = vi.fn(async (_: string) => undefined);
  open(on, { Revoke: revoke as never });
  const row = await screen.findByRole('listitem', { name: 'Nightly report' });
  expect(row).toHaveTextContent('last used');
  expect(screen.queryByRole('button', { name: 'Revoke Old laptop' })).toBeNull();
  expect(screen.getByText('1 revoked token')).toBeInTheDocument();
  await userEvent.click(within(row).getByRole('button', { name: 'Revoke Nightly report' }));
  expect(revoke).not.toHaveBeenCalled();
  const dialog = within(await screen.findByRole('dialog', { name: 'Revoke Nightly report' }));
  await userEvent.click(dialog.getByRole('button', { name: 'Revoke token' }));
  await waitFor(() => expect(revoke).toHaveBeenCalledWith('t1'));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

test('the lines for a tool leave the token’s place open, and are copied as they stand', async () => {
  open();
  const voicePanel = await panel('Voice prototype');
  await userEvent.click(voicePanel.getByRole('button', { name: 'Copy the address of Voice prototype' }));
  expect(copied).toHaveBeenLastCalledWith(groq.url);
  await userEvent.click(voicePanel.getByRole('tab', { name: 'curl', hidden: true }));
  await userEvent.click(await voicePanel.findByRole('button', { name: 'Copy the lines for curl', hidden: true }));
  expect(copied).toHaveBeenLastCalledWith(groq.snippets[1]?.text);
  expect(groq.snippets[1]?.text).toContain('{token}');
});

test('a clipboard that refuses is not said to be full', async () => {
  copied.mockResolvedValueOnce(false);
  open();
  await userEvent.click(await screen.findByRole('button', { name: 'Copy the address of Voice prototype' }));
  expect(await screen.findByText(/could not be copied/)).toBeInTheDocument();
  expect(screen.queryByText('Copied')).toBeNull();
});

test('what stops calls of an account is saved as it was typed', async () => {
  const guard = vi.fn(async (_account: string, _to: gateway.Guard) => undefined);
  open(on, { Guard: guard as never });
  const part = within(await screen.findByRole('region', { name: 'What stops calls of Voice prototype' }));
  expect(part.getByText('Its limit is $25.00. Calls under way still end.')).toBeInTheDocument();
  expect(part.getByRole('button', { name: 'Save' })).toBeDisabled();
  await userEvent.click(part.getByRole('checkbox', { name: 'Stop at 100 % of the monthly limit' }));
  await userEvent.type(part.getByLabelText('Requests a minute, at most'), '1.5');
  expect(part.getByRole('button', { name: 'Save' })).toBeDisabled();
  await userEvent.clear(part.getByLabelText('Requests a minute, at most'));
  await userEvent.type(part.getByLabelText('Requests a minute, at most'), '60');
  await userEvent.click(part.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(guard).toHaveBeenCalledWith(voice, { stop: true, limit: undefined, per_minute: 60 }));
});

test('a token has a limit of its own, an exact amount, which can be taken away', async () => {
  const guard = vi.fn(async (_id: string, _to: gateway.Guard) => undefined);
  open({ ...on, tokens: [{ ...nightly, guard: { stop: true, limit: usd('5.0000'), per_minute: 10 } }] }, { TokenGuard: guard as never });
  const row = within(await screen.findByRole('listitem', { name: 'Nightly report' }));
  await userEvent.click(row.getByText('More'));
  const limit = row.getByLabelText('Limit of this token a month, USD');
  expect(limit).toHaveValue('5');
  for (const [typed, sent] of [['12.50', usd('12.50')], ['', undefined]] as const) {
    await userEvent.clear(limit);
    if (typed) await userEvent.type(limit, typed);
    await userEvent.click(row.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(guard).toHaveBeenLastCalledWith('t1', { stop: true, limit: sent, per_minute: 10 }));
    await waitFor(() => expect(limit).toHaveValue('5')); // as it is stored here
  }
  await userEvent.clear(limit);
  await userEvent.type(limit, '1e3');
  expect(row.getByRole('button', { name: 'Save' })).toBeDisabled();
});

test('an account without a limit says that there is nothing to stop at', async () => {
  const card = cards.find((c) => !c.budget.limit);
  open({ ...on, setups: [{ ...groq, account: card?.account.id ?? '', label: 'Boundless' }] });
  expect(await screen.findByText('It has no limit yet: set one in Accounts.')).toBeInTheDocument();
});

test('days and tiers of a model are one line, added up to the last digit', async () => {
  open();
  const month = await panel('This month through the gateway');
  const row = month.getByRole('row', { name: /llama-3.3/ });
  expect(row).toHaveTextContent('1,0032 failed');
  expect(row).toHaveTextContent('1,201');
  expect(within(row).getByText('$0.30')).toHaveAttribute('title', '0.3000 USD');
});

test('what has no price or was not reported is never $0, and is named as a gap', async () => {
  open();
  const month = await panel('This month through the gateway');
  for (const [name, words] of [[/brand-new-model/, 'no price'], [/no model named.*a token that is gone/, 'not reported'], [/refused-model/, 'nothing used']] as const) {
    const row = month.getByRole('row', { name });
    expect(row).toHaveTextContent(words);
    expect(row).not.toHaveTextContent('$');
    if (words === 'not reported') expect(within(row).getAllByText('unknown')).toHaveLength(2);
  }
  const gaps = month.getByRole('list', { name: 'In no total' });
  expect(gaps).toHaveTextContent('Voice prototype, brand-new-model, Nov 20 to Nov 21: 2 requests without a price (70 tokens in, 9 out).');
  expect(gaps).toHaveTextContent('Voice prototype, no model named, Nov 20: 4 requests whose answer did not say what was used.');
});

test('a cost that lacks something is a lower bound', async () => {
  open({ ...on, usage: [{ ...used, unpriced: 1 }] });
  expect((await panel('This month through the gateway')).getByText('at least')).toBeInTheDocument();
});

test('what each source says stands side by side, and is not added', async () => {
  open();
  const compared = await panel('Compared');
  const item = compared.getByRole('listitem', { name: 'Research' });
  expect(item).toHaveTextContent('Nov 1 to Nov 21');
  expect(item).toHaveTextContent('billed by the vendor$15.56metered by the gateway$15.56');
  expect(item).not.toHaveTextContent('$31');
  expect(compared.getByText(/only one of these counts/)).toBeInTheDocument();
  expect(compared.getByRole('listitem', { name: 'Voice prototype' })).toHaveTextContent('No other source');
});

test('how old the prices are is said', async () => {
  open();
  expect(await screen.findByText(/Prices as of Nov 20, 2026, from @pydantic\/genai-prices 0\.1\.8\./)).toBeInTheDocument();
});

test('newer prices are fetched when asked, and weekly where that is switched on', async () => {
  const fetched = vi.fn(async () => null);
  const saved = vi.fn(async () => null);
  renderWindow('every-kind', 'gateway', { Gateway: { Get: async () => on, FetchPrices: fetched }, Settings: { Save: saved } });
  const prices = await panel('Prices');
  expect(prices.getByText('/home/ada/.local/share/Outlay/prices.json')).toBeInTheDocument();
  await userEvent.click(prices.getByRole('button', { name: 'Fetch newer prices' }));
  expect(await prices.findByText(/as they are published today/)).toBeInTheDocument();
  expect(fetched).toHaveBeenCalledOnce();
  await userEvent.click(prices.getByRole('switch', { name: /Fetch them every week/ }));
  await waitFor(() => expect(saved).toHaveBeenCalledWith(expect.objectContaining({ fetch_prices: true })));
});

test('prices of your own that cannot be read are named, and so is what went wrong', async () => {
  const problem = 'Your own prices in prices.json are not used: line 4: invalid character.';
  const refuse = async () => {
    throw new Error('{"code":"fetch","message":"Newer prices could not be fetched, and those that are known stay: 404."}');
  };
  open({ ...on, prices: { ...on.prices, own: 2, problem } }, { FetchPrices: refuse });
  const prices = await panel('Prices');
  expect(prices.getByText(problem)).toBeInTheDocument();
  expect(prices.getByText(/2 prices of your own from/)).toBeInTheDocument();
  await userEvent.click(prices.getByRole('button', { name: 'Fetch newer prices' }));
  expect(await prices.findByText(/those that are known stay/)).toBeInTheDocument();
});

test('an account whose spend is unknown leads here, at its own place', async () => {
  open(on, {}, 'accounts');
  const row = within(await screen.findByRole('listitem', { name: 'Voice prototype' }));
  await userEvent.click(await row.findByRole('button', { name: 'Route calls through the gateway' }));
  expect(await screen.findByRole('heading', { name: 'Gateway' })).toBeInTheDocument();
  expect(window.location.hash).toBe(`#gateway/${voice}`);
  const place = (await screen.findByRole('region', { name: 'Voice prototype' })).parentElement;
  await waitFor(() => expect(place).toHaveFocus());
});

test('an account whose calls cannot pass is said to be one', async () => {
  open(on, {}, `gateway/${idOf('Pictures')}`);
  expect(await screen.findByText(/Calls of Pictures cannot pass through the gateway/)).toBeInTheDocument();
});

test.each([
  ['that was never used', idle],
  ['in full use', on],
  ['that cannot listen', { ...on, state: { on: true, listening: false, port: 8747, problem: 'The port is taken.' } }],
])('nobody stumbles over a gateway %s', async (_, view) => {
  const container = open(view);
  await screen.findByRole('heading', { name: 'Gateway' });
  expect(await stumbles(container)).toEqual([]);
});

test('labels of every sort are text', async () => {
  const hostile = ['<img src=x onerror="window.hurt=1">', 'بوابة ‮evil', 'x'.repeat(10_000)];
  open({ ...on, setups: hostile.map((label, i) => ({ ...groq, account: `h${i}`, label })) });
  await waitFor(() => expect([...document.querySelectorAll('.gateway-account h2')].map((h) => h.textContent)).toEqual(hostile));
  expect(document.querySelector('img')).toBeNull();
});

test('the gateway speaks German', async () => {
  await speak('de');
  open();
  expect(await screen.findByRole('region', { name: 'Diesen Monat durch das Gateway' })).toBeInTheDocument();
  expect(screen.getByRole('region', { name: 'Auf diesem Rechner' })).toBeInTheDocument();
});
