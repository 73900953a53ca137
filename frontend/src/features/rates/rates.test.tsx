import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { rates, settings } from '../../api/backend';
import { golden } from '../../testing/golden';
import { type Bound, renderWindow, stumbles } from '../../testing/render';
import { speak } from '../../words';

afterEach(() => speak('en'));

const euro = (day: string, rate: string): rates.Rate => ({ currency: 'EUR', quote: 'USD', day, rate });

/** As Go has it: the newest first, and at most five hundred. */
const listing = (list: rates.Rate[], total = list.length) => ({ Rates: { List: async (): Promise<rates.Listing> => ({ rates: list, total }) } });

async function panel(changes: Bound) {
  renderWindow('quiet', 'settings/currencies', changes);
  return within(await screen.findByRole('region', { name: 'Currencies' }));
}

const preview: rates.Preview = { rates: 3, currencies: ['EUR', 'USD'], from: '2026-11-18', through: '2026-11-20', newest: [euro('2026-11-20', '1.0873')], added: 2, changed: 0, same: 1, rejected_count: 0, rejected: [] };

test('rates stand with all of their digits, and nothing is fetched', async () => {
  const of = await panel(listing([euro('2026-11-20', '1.087312345678'), { currency: 'USD', quote: 'JPY', day: '2026-11-01', rate: '154.2' }]));
  const rows = within(await of.findByRole('region', { name: 'Rates, the newest first' })).getAllByRole('row');
  expect(rows[1]).toHaveTextContent('Nov 20, 2026');
  expect(rows[1]).toHaveTextContent('1 EUR = 1.087312345678 USD');
  expect(rows[2]).toHaveTextContent('1 USD = 154.2 JPY');
  expect(of.getByText(/Nothing is fetched from a network/)).toBeInTheDocument();
  expect(await stumbles(document.body)).toEqual([]);
});

test('of many rates a few are shown, and more where they are asked for', async () => {
  const days = Array.from({ length: 60 }, (_, i) => euro(new Date(Date.UTC(2026, 10, 20 - i)).toISOString().slice(0, 10), '1.1'));
  const of = await panel(listing(days, 200_000));
  expect(await of.findByText('The newest 20 of 200,000.')).toBeInTheDocument();
  await userEvent.click(of.getByRole('button', { name: 'Show more' }));
  expect(of.getByText('The newest 60 of 200,000.')).toBeInTheDocument();
  expect(of.queryByRole('button', { name: 'Show more' })).toBeNull();
});

test('totals are shown in the currency that is chosen, or in each for itself', async () => {
  const set = vi.fn(async (_: string) => null);
  let chosen = '';
  const get = async () => ({ ...golden<settings.Settings>('settings'), display_currency: chosen });
  const of = await panel({ Settings: { Get: get }, Rates: { SetDisplay: set as never } });
  const field = await of.findByRole('textbox', { name: 'Show totals in' });
  expect(field).toHaveValue('each currency for itself');
  await userEvent.clear(field);
  await userEvent.type(field, 'euro');
  chosen = 'EUR';
  await userEvent.click(await screen.findByRole('option', { name: 'EUR · Euro' }));
  expect(set).toHaveBeenCalledExactlyOnceWith('EUR');
  await waitFor(() => expect(field).toHaveValue('EUR · Euro'));
});

test('a rate is typed in decimals, said back, and stored as it was typed', async () => {
  const put = vi.fn(async (_: rates.Rate) => null);
  const of = await panel({ Rates: { ...listing([]).Rates, Put: put as never } });
  expect(await of.findByText('There is no rate yet.')).toBeInTheDocument();
  const add = of.getByRole('button', { name: 'Add a rate' });
  expect(add).toBeDisabled();
  const [rate, day, one] = [of.getByLabelText('is worth'), of.getByLabelText('from the day'), of.getByLabelText('One')];
  await userEvent.type(rate, '1,0873');
  expect(of.getByText(/Digits and a point, above zero/)).toBeInTheDocument();
  await userEvent.clear(rate);
  await userEvent.type(rate, '0.000');
  expect(add).toBeDisabled();
  await userEvent.clear(rate);
  await userEvent.type(rate, '1.087300000001');
  await userEvent.clear(day);
  await userEvent.type(day, '2026-02-30');
  expect(of.getByText('Write it as 2026-11-20.')).toBeInTheDocument();
  await userEvent.clear(day);
  await userEvent.type(day, '2026-11-20');
  await userEvent.clear(one);
  await userEvent.type(one, 'usd');
  expect(of.getByText('Name another one.')).toBeInTheDocument();
  await userEvent.clear(one);
  await userEvent.type(one, 'eur');
  expect(of.getByText('1 EUR = 1.087300000001 USD from Nov 20, 2026 on.')).toBeInTheDocument();
  await userEvent.click(add);
  await waitFor(() => expect(put).toHaveBeenCalledExactlyOnceWith({ currency: 'EUR', quote: 'USD', day: '2026-11-20', rate: '1.087300000001' }));
  expect(await of.findByText(/^Added: 1 EUR/)).toBeInTheDocument();
});

test('in German a rate has a comma, and is stored with a point', async () => {
  await speak('de');
  const put = vi.fn(async (_: rates.Rate) => null);
  renderWindow('quiet', 'settings', { Rates: { ...listing([]).Rates, Put: put as never } });
  await userEvent.type(await screen.findByLabelText('ist so viel wert:'), '1,0873');
  await userEvent.click(screen.getByRole('button', { name: 'Kurs hinzufügen' }));
  await waitFor(() => expect(put).toHaveBeenCalledWith(expect.objectContaining({ rate: '1.0873' })));
});

test('a rate is removed after it was said what that means', async () => {
  const remove = vi.fn(async (_currency: string, _quote: string, _day: string) => null);
  const of = await panel({ Rates: { ...listing([euro('2026-11-20', '1.0873')]).Rates, Remove: remove as never } });
  await userEvent.click(await of.findByRole('button', { name: 'Remove 1 EUR = 1.0873 USD of Nov 20, 2026' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Remove 1 EUR = 1.0873 USD?' }));
  expect(dialog.getByText(/the rate before it counts/)).toBeInTheDocument();
  await userEvent.click(dialog.getByRole('button', { name: 'Remove rate' }));
  await waitFor(() => expect(remove).toHaveBeenCalledExactlyOnceWith('EUR', 'USD', '2026-11-20'));
  expect(await of.findByText(/^Removed: 1 EUR/)).toBeInTheDocument();
});

test('a file is looked at before anything of it is stored', async () => {
  const store = vi.fn(async (_: string) => preview);
  const of = await panel({ Rates: { ...listing([]).Rates, Choose: async () => '/home/ada/rates.csv', Preview: async () => preview, Import: store as never } });
  await userEvent.click(await of.findByRole('button', { name: 'Import a CSV …' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Import rates' }));
  expect(await dialog.findByText('Nov 18, 2026 to Nov 20, 2026')).toBeInTheDocument();
  expect(dialog.getByText('1 EUR = 1.0873 USD')).toBeInTheDocument();
  expect(store).not.toHaveBeenCalled();
  expect(await stumbles(document.body)).toEqual([]);
  await userEvent.click(dialog.getByRole('button', { name: 'Import 2 rates' }));
  expect(await of.findByText('Imported: 2 new, 0 changed.')).toBeInTheDocument();
  expect(store).toHaveBeenCalledExactlyOnceWith('/home/ada/rates.csv');
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('a file with a line that is no rate is not imported, and the line is named', async () => {
  const bad = { ...preview, rejected_count: 31, rejected: [{ line: 7, reason: 'the day “18/11” cannot be read' }] };
  const of = await panel({ Rates: { ...listing([]).Rates, Choose: async () => '/home/ada/rates.csv', Preview: async () => bad } });
  await userEvent.click(await of.findByRole('button', { name: 'Import a CSV …' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Import rates' }));
  expect(await dialog.findByText(/31 lines hold no rate, so nothing can be imported/)).toBeInTheDocument();
  expect(dialog.getByText('Line 7: the day “18/11” cannot be read')).toBeInTheDocument();
  expect(dialog.getByText('and 30 more lines')).toBeInTheDocument();
  expect(dialog.getByRole('button', { name: /^Import/ })).toBeDisabled();
});

test('a file that changes nothing says so, one that cannot be read says why, and a choice that was cancelled shows nothing', async () => {
  const choose = vi.fn(async () => '');
  const look = vi.fn(async () => ({ ...preview, added: 0, same: 3 }));
  const of = await panel({ Rates: { ...listing([]).Rates, Choose: choose, Preview: look } });
  const press = async () => userEvent.click(await of.findByRole('button', { name: 'Import a CSV …' }));
  await press();
  await waitFor(() => expect(choose).toHaveBeenCalledOnce());
  expect(screen.queryByRole('dialog')).toBeNull();
  choose.mockResolvedValue('/home/ada/rates.csv');
  await press();
  expect(await screen.findByText('Nothing would change: its 3 rates are known already.')).toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  look.mockRejectedValue(new Error('{"code":"file","message":"It is a zip; unpack it and choose the CSV file inside."}'));
  await press();
  expect(await screen.findByText(/It is a zip; unpack it/)).toBeInTheDocument();
});
