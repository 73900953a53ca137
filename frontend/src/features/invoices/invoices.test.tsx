import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { report } from '../../api/backend';
import { golden } from '../../testing/golden';
import { type Bound, renderWindow, stumbles } from '../../testing/render';
import { speak } from '../../words';

afterEach(() => speak('en'));

const usd = (value: string) => ({ value, currency: 'USD' });

const cards = golden<report.Card[]>('accounts-every-kind');
const id = (label: string) => cards.find((c) => c.account.label === label)?.account.id ?? '';

function check(label: string, service: string, month: string, amount: string, more: Partial<report.InvoiceCheck>): report.InvoiceCheck {
  return {
    account: id(label),
    label,
    service,
    invoice: { account: id(label), month, amount: usd(amount), number: '', note: '', entered_at: '2026-11-22T09:30:00Z' },
    by_basis: [],
    other: [],
    percent: '',
    match: false,
    reasons: [],
    ...more,
  };
}

const same = check('Agents', 'Anthropic', '2026-10-01', '62.1000', {
  counted: usd('62.1000'),
  by_basis: [{ basis: 'billed', amount: usd('62.1000') }],
  difference: usd('0.0000'),
  percent: '0.0',
  match: true,
  reasons: [{ code: 'match', sentence: 'The invoice and what was counted are the same to the cent.' }],
});
const taxed = check('Research', 'OpenAI', '2026-10-01', '119.0000', {
  counted: usd('100.0000'),
  by_basis: [
    { basis: 'billed', amount: usd('80.0000') },
    { basis: 'imported', amount: usd('20.0000') },
  ],
  difference: usd('19.0000'),
  percent: '19.0',
  reasons: [{ code: 'tax', sentence: 'The invoice is 19 % more than what was counted, which is a common rate of VAT or sales tax.' }],
});
const lower = check('Research', 'OpenAI', '2026-09-01', '90.0000', { counted: usd('100.0000'), difference: usd('-10.0000'), percent: '-10.0' });
// As Go writes what is not known.
const unknown = check('Voice prototype', 'Groq', '2026-09-01', '12.0000', {
  counted: null as never,
  difference: null as never,
  reasons: [{ code: 'missing_days', sentence: 'What was spent on 1 to 30 September is not known, so it is not counted.' }],
});

function open(methods: Bound[string] = {}, world = 'every-kind') {
  return renderWindow(world, 'invoices', { Invoices: { List: async () => [same, taxed, lower, unknown], ...methods } });
}

const row = async (month: string, name: RegExp) => within(within(await screen.findByRole('region', { name: month })).getByRole('listitem', { name }));

test('an invoice that is counted to the cent matches, and has no difference', async () => {
  open();
  const matching = await row('October 2026', /Agents/);
  expect(matching.getByText('Matches')).toBeInTheDocument();
  expect(matching.getByText('none')).toBeInTheDocument();
  expect(matching.getByText(/same to the cent/)).toBeInTheDocument();
});

test('a difference is an amount, a part and its likely reasons', async () => {
  open();
  const more = await row('October 2026', /Research/);
  expect(more.getByText('Differs')).toBeInTheDocument();
  expect(more.getByText('$19.00')).toBeInTheDocument();
  expect(more.getByText('more than counted, 19 %')).toBeInTheDocument();
  expect(more.getByText('$80.00 billed by the vendor + $20.00 imported from the vendor’s export')).toBeInTheDocument();
  expect(more.getByText(/common rate of VAT/)).toBeInTheDocument();
  const less = await row('September 2026', /Research/);
  expect(less.getByText('less than counted, 10 %')).toBeInTheDocument();
});

test('what is not known is unknown, never $0', async () => {
  open();
  const silent = await row('September 2026', /Voice prototype/);
  expect(silent.getAllByText('unknown')).toHaveLength(2);
  expect(silent.getByText('Cannot be compared')).toBeInTheDocument();
  expect(silent.queryByText(/\$0/)).toBeNull();
});

test('an invoice is entered as it was typed, for last month unless told otherwise', async () => {
  const put = vi.fn(async (_: unknown) => null);
  const container = open({ Put: put as never });
  await userEvent.click(await screen.findByRole('button', { name: 'Enter an invoice' }));
  const form = within(await screen.findByRole('dialog', { name: 'Enter an invoice' }));
  expect(form.getByRole('textbox', { name: 'Month' })).toHaveValue('October 2026');
  expect(form.getByRole('button', { name: 'Save invoice' })).toBeDisabled();
  await userEvent.click(form.getByRole('textbox', { name: 'Account' }));
  await userEvent.click(await screen.findByRole('option', { name: 'Voice prototype · Groq' }));
  await userEvent.type(form.getByLabelText('Amount'), '12.34');
  await userEvent.type(form.getByLabelText('Invoice number'), 'GR-7');
  expect(await stumbles(container.ownerDocument.body)).toEqual([]);
  await userEvent.click(form.getByRole('button', { name: 'Save invoice' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(put).toHaveBeenCalledWith({ account: id('Voice prototype'), month: '2026-10', amount: '12.34', currency: 'USD', number: 'GR-7', note: '' });
});

test('another invoice of the same month is said to take the place of the first', async () => {
  open();
  await userEvent.click(await screen.findByRole('button', { name: 'Enter an invoice' }));
  const form = within(await screen.findByRole('dialog'));
  await userEvent.click(form.getByRole('textbox', { name: 'Account' }));
  await userEvent.click(await screen.findByRole('option', { name: 'Research · OpenAI' }));
  expect(form.getByText(/An invoice of \$119\.00 is there already/)).toBeInTheDocument();
});

test('editing is entering again for the same account, month and currency', async () => {
  const put = vi.fn(async (_: unknown) => null);
  open({ Put: put as never });
  await userEvent.click((await row('September 2026', /Research/)).getByRole('button', { name: /^Edit/ }));
  const form = within(await screen.findByRole('dialog', { name: 'Invoice of Research, September 2026' }));
  expect(form.getByLabelText('Currency')).toBeDisabled();
  expect(form.getByLabelText('Amount')).toHaveValue('90.00');
  await userEvent.clear(form.getByLabelText('Amount'));
  await userEvent.type(form.getByLabelText('Amount'), '100');
  await userEvent.click(form.getByRole('button', { name: 'Save invoice' }));
  await waitFor(() => expect(put).toHaveBeenCalledWith({ account: id('Research'), month: '2026-09', amount: '100', currency: 'USD', number: '', note: '' }));
});

test('a refusal keeps what was typed and says what to do', async () => {
  const refuse = async () => {
    throw new Error('{"code":"invalid","message":"The amount: write digits and a point, such as 1000.50."}');
  };
  open({ Put: refuse });
  await userEvent.click((await row('September 2026', /Research/)).getByRole('button', { name: /^Edit/ }));
  const form = within(await screen.findByRole('dialog'));
  await userEvent.clear(form.getByLabelText('Amount'));
  await userEvent.type(form.getByLabelText('Amount'), '1,5');
  await userEvent.click(form.getByRole('button', { name: 'Save invoice' }));
  expect(await form.findByRole('alert')).toHaveTextContent('write digits and a point');
  expect(form.getByLabelText('Amount')).toHaveValue('1,5');
});

test('removing says first what would go', async () => {
  const remove = vi.fn(async (..._: unknown[]) => null);
  open({ Remove: remove as never });
  await userEvent.click((await row('October 2026', /Agents/)).getByRole('button', { name: /^Remove/ }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Remove this invoice' }));
  expect(dialog.getByText(/the invoice of Agents for October 2026 says \$62\.10/)).toBeInTheDocument();
  expect(remove).not.toHaveBeenCalled();
  await userEvent.click(dialog.getByRole('button', { name: 'Remove invoice' }));
  await waitFor(() => expect(remove).toHaveBeenCalledWith(id('Agents'), '2026-10-01', 'USD'));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

test('where no invoice is, the screen says what it is for', async () => {
  const container = open({ List: async () => [] });
  expect(await screen.findByText(/it is never added to what you spent/)).toBeInTheDocument();
  expect(await stumbles(container)).toEqual([]);
  await userEvent.click(screen.getByRole('button', { name: 'Enter an invoice' }));
  expect(await screen.findByRole('dialog', { name: 'Enter an invoice' })).toBeInTheDocument();
});

test('without an account, one is added first', async () => {
  open({ List: async () => [] }, 'empty');
  await userEvent.click(await screen.findByRole('button', { name: 'Add an account first' }));
  expect(await screen.findByRole('heading', { name: 'Accounts' })).toBeInTheDocument();
});

test('nobody stumbles over the invoices', async () => {
  const container = open();
  await screen.findByRole('region', { name: 'October 2026' });
  expect(await stumbles(container)).toEqual([]);
});

test('wild labels, numbers and notes are text, and amounts far apart are told apart', async () => {
  const wild = `<img src=x onerror=alert(1)>\u202E فاتورة {{n}} {limit} ${'x'.repeat(10_000)}`;
  const strange = check(wild, 'OpenAI', '2026-10-01', '9999999.9999', { counted: usd('0.0000001'), difference: usd('9999999.9998999'), percent: '' });
  strange.invoice.number = wild;
  strange.invoice.note = wild;
  open({ List: async () => [strange, check('Credits', 'OpenAI', '2026-10-01', '-12.5000', { counted: usd('-12.5000'), difference: usd('0.0000'), match: true })] });
  const invoices = within(await screen.findByRole('region', { name: 'October 2026' }));
  expect(invoices.getByTitle(wild)).toHaveTextContent(wild.trim().slice(0, 60));
  expect(invoices.getByText('$0.0000001')).toBeInTheDocument();
  expect(invoices.getByTitle('9999999.9999 USD')).toHaveTextContent('$10,000,000.00');
  expect(invoices.getAllByTitle('-12.5000 USD')[0]).toHaveTextContent('-$12.50');
  expect(document.querySelector('img')).toBeNull();
});

test('German says how an invoice and the count compare, and its figures as they are written there', async () => {
  await speak('de');
  open();
  const more = within(await screen.findByRole('region', { name: 'Oktober 2026' }));
  expect(more.getByText('Weicht ab')).toBeInTheDocument();
  expect(more.getByText('mehr als gezählt, 19 %')).toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'Rechnung eingeben' }));
  expect(await screen.findByRole('button', { name: 'Rechnung speichern' })).toBeInTheDocument();
});
