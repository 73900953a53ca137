import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { imports, report } from '../../api/backend';
import { golden } from '../../testing/golden';
import { type Bound, renderWindow, stumbles } from '../../testing/render';
import { speak } from '../../words';

afterEach(() => speak('en'));

const path = '/home/ada/Downloads/usage.csv';
const pictures = golden<report.Card[]>('accounts-every-kind').find((c) => c.account.label === 'Pictures')?.account.id ?? '';

const usd = (value: string) => ({ value, currency: 'USD' });

const mapping: imports.Mapping = {
  delimiter: ',',
  date: 'Date',
  date_format: 'YYYY-MM-DD',
  amount: 'Cost',
  decimal: '.',
  currency: '',
  default_currency: 'USD',
  model: '',
  project: '',
  key: '',
  line: 'Item',
  quantity: '',
  unit: '',
  negate: false,
  from: null,
  through: null,
};

const whole: imports.Preview = {
  columns: ['Date', 'Item', 'Cost', 'Comment'],
  sample: [
    ['2026-11-01', 'Images', '1,234.50', ''],
    ['2026-11-02', 'Upscales', '-2.00', 'refund'],
  ],
  mapping,
  remembered: false,
  missing: [],
  rows: 2,
  good: 2,
  outside: 0,
  rejected_count: 0,
  rejected: [],
  from: '2026-11-01',
  through: '2026-11-02',
  totals: [usd('1232.5000')],
  credits: [usd('-2.0000')],
  changes: [
    { day: '2026-11-01', before: null as never, after: [usd('1234.5000')] },
    { day: '2026-11-02', before: [usd('3.0000')], after: [usd('-2.0000')] },
  ],
  changed_days: 2,
  unchanged: false,
  outranked: false,
  warnings: [],
  token: 'token-1',
};

const unclear: imports.Preview = {
  ...whole,
  mapping: { ...mapping, date_format: '', decimal: '' },
  missing: ['date_format', 'decimal'],
  warnings: ['The column "Date" does not tell whether the day or the month stands first.', 'The column "Cost" does not tell whether 1,234 is a thousand or one.'],
  from: null,
  through: null,
  totals: [],
  credits: [],
  changes: [],
  changed_days: 0,
  token: '',
};

const result: imports.Result = {
  from: '2026-11-01',
  through: '2026-11-02',
  rows: 2,
  rejected: 0,
  totals: [usd('1232.5000')],
  change: { added: 2, changed: 1, removed: 0 },
};

/** A preview that answers as it is told: a function of the mapping, or always the same. */
function answering(answer: imports.Preview | ((m: imports.Mapping | null) => imports.Preview)) {
  return vi.fn(async (_account: string, _path: string, m: imports.Mapping | null) => (typeof answer === 'function' ? answer(m) : answer));
}

function open(methods: Bound[string] = {}, where = `imports/${pictures}`) {
  const defaults = { History: async () => [], Choose: async () => path, Preview: async () => whole, Apply: async () => result };
  return renderWindow('every-kind', where, { Imports: { ...defaults, ...methods } });
}

async function chooseFile() {
  await userEvent.click(await screen.findByRole('button', { name: 'Choose a file…' }));
}

const preview = async () => within(await screen.findByRole('region', { name: 'What would be imported' }));

test('an account’s own way here has it chosen, and a file is shown by its name without folders', async () => {
  const ask = answering(whole);
  open({ Preview: ask as never });
  expect(await screen.findByRole('textbox', { name: 'Account' })).toHaveValue('Pictures · Midjourney');
  await chooseFile();
  expect(await screen.findByText('usage.csv')).toBeInTheDocument();
  expect(document.body).not.toHaveTextContent('/home/ada');
  expect(ask).toHaveBeenCalledWith(pictures, path, null);
});

test('no file can be chosen before the account is', async () => {
  open({}, 'imports');
  expect(await screen.findByRole('button', { name: 'Choose a file…' })).toBeDisabled();
  await userEvent.click(screen.getByRole('textbox', { name: 'Account' }));
  await userEvent.click(await screen.findByRole('option', { name: 'Pictures · Midjourney' }));
  expect(screen.getByRole('button', { name: 'Choose a file…' })).toBeEnabled();
});

test('a choice that is cancelled asks nothing', async () => {
  const ask = answering(whole);
  open({ Preview: ask as never, Choose: async () => '' });
  await chooseFile();
  expect(await screen.findByText('No file chosen')).toBeInTheDocument();
  expect(ask).not.toHaveBeenCalled();
});

test('a service that is not in the list leads to where accounts are added', async () => {
  open();
  await userEvent.click(await screen.findByRole('button', { name: 'Add “Another service”' }));
  expect(await screen.findByRole('dialog', { name: 'Add account' })).toBeInTheDocument();
});

test('what the file does not tell is asked in words, and nothing can be imported before', async () => {
  const ask = answering((m) => (m?.decimal && m.date_format ? { ...whole, mapping: m } : { ...unclear, mapping: m ?? unclear.mapping, missing: m?.decimal ? ['date_format'] : unclear.missing }));
  const container = open({ Preview: ask as never });
  await chooseFile();
  const thousand = within(await screen.findByRole('radiogroup', { name: 'Is 1,234 a thousand or one?' }));
  expect(screen.getByText(/does not tell whether the day or the month stands first/)).toBeInTheDocument();
  expect(screen.queryByRole('button', { name: /Import \d/ })).toBeNull();
  expect(await stumbles(container)).toEqual([]);

  await userEvent.click(thousand.getByRole('radio', { name: /A thousand/ }));
  await waitFor(() => expect(ask).toHaveBeenLastCalledWith(pictures, path, expect.objectContaining({ decimal: '.', date_format: '' })));
  await waitFor(() => expect(screen.queryByRole('radiogroup', { name: 'Is 1,234 a thousand or one?' })).toBeNull());
  await userEvent.click(screen.getByRole('radio', { name: /4th of May/ }));
  await waitFor(() => expect(ask).toHaveBeenLastCalledWith(pictures, path, expect.objectContaining({ decimal: '.', date_format: 'DD/MM/YYYY' })));
  expect(await screen.findByRole('button', { name: 'Import 2 rows' })).toBeEnabled();
});

test('a column that has to be named is asked for at its place', async () => {
  open({ Preview: async () => ({ ...unclear, mapping: { ...mapping, amount: '' }, missing: ['amount'], warnings: [] }) });
  await chooseFile();
  expect(await screen.findByText('Which column holds the amounts?')).toBeInTheDocument();
  expect(screen.getByText('Choose below which of the 4 columns holds the amounts.')).toBeInTheDocument();
});

test('the first rows are headed by what their columns mean', async () => {
  open();
  await chooseFile();
  const table = within(await screen.findByRole('region', { name: 'The first rows of the file' }));
  expect(table.getAllByRole('columnheader').map((h) => h.textContent)).toEqual(['DayDate', 'Line itemItem', 'AmountCost', 'not usedComment']);
  expect(table.getByRole('cell', { name: '1,234.50' })).toHaveAttribute('data-role', 'amount');
  expect(table.getByRole('cell', { name: 'refund' })).not.toHaveAttribute('data-role');
});

test('another column of amounts is looked at anew: its cents and its currency may be others', async () => {
  const ask = answering(whole);
  open({ Preview: ask as never });
  await chooseFile();
  await userEvent.click(await screen.findByRole('textbox', { name: 'Amount' }));
  await userEvent.click(await screen.findByRole('option', { name: 'Comment' }));
  await waitFor(() => expect(ask).toHaveBeenLastCalledWith(pictures, path, { ...mapping, amount: 'Comment', decimal: '', default_currency: '' }));
});

test('a typed day counts once the field is left, not at each key', async () => {
  const ask = answering(whole);
  open({ Preview: ask as never });
  await chooseFile();
  await userEvent.type(await screen.findByLabelText('First day covered'), '2026-10-01');
  expect(ask).toHaveBeenCalledTimes(1);
  await userEvent.tab();
  await waitFor(() => expect(ask).toHaveBeenLastCalledWith(pictures, path, { ...mapping, from: '2026-10-01' }));
});

test('the preview tells rows, days, totals, credits and what each day becomes', async () => {
  const container = open({ Preview: async () => ({ ...whole, outranked: true, changed_days: 31, warnings: ['2026-11-02 was not over when the file was made: import a newer one later.'] }) });
  await chooseFile();
  const panel = await preview();
  expect(panel.getByText('Nov 1 – 2, 2026')).toBeInTheDocument();
  expect(panel.getByText('$1,232.50')).toBeInTheDocument();
  expect(panel.getByText('Some days are already billed by the vendor: there this will be a cross-check and not counted.')).toBeInTheDocument();
  expect(panel.getByText(/import a newer one later/)).toBeInTheDocument();
  const rows = panel.getAllByRole('row').map((r) => r.textContent);
  expect(rows.slice(1)).toEqual(['Nov 1, 2026nothing imported$1,234.50', 'Nov 2, 2026$3.00-$2.00']);
  expect(panel.getByText('and 29 more days')).toBeInTheDocument();
  expect(await stumbles(container)).toEqual([]);
});

test('a file that was imported before would change nothing, and that is said', async () => {
  open({ Preview: async () => ({ ...whole, changes: [], changed_days: 0, unchanged: true }) });
  await chooseFile();
  expect((await preview()).getByText('Nothing would change: all of this is imported already.')).toBeInTheDocument();
});

test('rejected rows are listed by line, and have to be left out knowingly', async () => {
  const apply = vi.fn(async (..._: unknown[]) => ({ ...result, rows: 240, rejected: 130 }));
  const rejected = [
    { line: 7, reason: 'its day is in the future' },
    { line: 1204, reason: 'the cell in "Cost" is empty' },
  ];
  const container = open({ Preview: async () => ({ ...whole, rows: 370, good: 240, rejected_count: 130, rejected }), Apply: apply as never });
  await chooseFile();
  const panel = await preview();
  expect(panel.getByText('240 of 370')).toBeInTheDocument();
  expect(panel.getByText('Line 1,204: the cell in "Cost" is empty')).toBeInTheDocument();
  expect(panel.getByText('and 128 more rows')).toBeInTheDocument();
  expect(await stumbles(container)).toEqual([]);
  const button = panel.getByRole('button', { name: 'Import 240 rows' });
  expect(button).toBeDisabled();
  await userEvent.click(panel.getByRole('checkbox', { name: 'Leave out 130 rejected rows' }));
  await userEvent.click(button);
  expect(await screen.findByText('130 rejected rows were left out.')).toBeInTheDocument();
  expect(apply).toHaveBeenCalledWith(pictures, path, mapping, 'token-1', true);
});

test('what was previewed is what is imported: its mapping and its token go along, and the result leads to the overview', async () => {
  const apply = vi.fn(async (..._: unknown[]) => result);
  const container = open({ Apply: apply as never });
  await chooseFile();
  await userEvent.click((await preview()).getByRole('button', { name: 'Import 2 rows' }));
  expect(await screen.findByText('2 entries added, 1 entry changed.')).toBeInTheDocument();
  expect(screen.getByText(/2 rows of Nov 1 – 2, 2026 into Pictures/)).toBeInTheDocument();
  expect(apply).toHaveBeenCalledWith(pictures, path, mapping, 'token-1', false);
  expect(await stumbles(container)).toEqual([]);
  await userEvent.click(screen.getByRole('button', { name: 'See it in the overview' }));
  expect(await screen.findByText('Spent this month')).toBeInTheDocument();
});

test('a file that changed after its preview is not imported, and can be read again', async () => {
  const ask = answering(whole);
  const refuse = async () => {
    throw new Error('{"code":"changed","message":"The file or its columns are not those of the preview any more; look at the preview again."}');
  };
  open({ Preview: ask as never, Apply: refuse });
  await chooseFile();
  await userEvent.click((await preview()).getByRole('button', { name: 'Import 2 rows' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('look at the preview again');
  await userEvent.click(screen.getByRole('button', { name: 'Read it again' }));
  await waitFor(() => expect(ask).toHaveBeenCalledTimes(2));
  await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
});

test('a file that cannot be read says why, and none of it can be imported', async () => {
  const refuse = async () => {
    throw new Error('{"code":"file","message":"This file cannot be imported: it is empty."}');
  };
  open({ Preview: refuse });
  await chooseFile();
  expect(await screen.findByRole('alert')).toHaveTextContent('it is empty');
  expect(screen.queryByRole('region', { name: 'What would be imported' })).toBeNull();
});

test('while a file is read, that is said and the old preview cannot be imported', async () => {
  let answer: (p: imports.Preview) => void = () => undefined;
  const slow = new Promise<imports.Preview>((resolve) => (answer = resolve));
  open({ Preview: (async (_a: string, _p: string, m: imports.Mapping | null) => (m ? slow : whole)) as never });
  await chooseFile();
  await userEvent.click(await screen.findByRole('checkbox', { name: 'Costs are negative' }));
  expect(await screen.findByText(/Reading the file/)).toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Import 2 rows' })).toBeDisabled();
  expect(screen.getByRole('checkbox', { name: 'Costs are negative' })).toBeChecked();
  answer({ ...whole, mapping: { ...mapping, negate: true }, token: 'token-2' });
  await waitFor(() => expect(screen.getByRole('button', { name: 'Import 2 rows' })).toBeEnabled());
  expect(screen.queryByText(/Reading the file/)).toBeNull();
});

test('the answer to an older question never takes the place of the latest', async () => {
  const answers: ((p: imports.Preview) => void)[] = [];
  const held = (m: imports.Mapping | null) => (m ? new Promise<imports.Preview>((resolve) => answers.push(resolve)) : Promise.resolve(whole));
  open({ Preview: (async (_a: string, _p: string, m: imports.Mapping | null) => held(m)) as never });
  await chooseFile();
  const box = await screen.findByRole('checkbox', { name: 'Costs are negative' });
  await userEvent.click(box);
  await userEvent.click(box);
  await waitFor(() => expect(answers).toHaveLength(2));
  answers[1]?.({ ...whole, totals: [usd('2.0000')] });
  expect(await screen.findByText('$2.00')).toBeInTheDocument();
  await act(async () => answers[0]?.({ ...whole, totals: [usd('1.0000')] }));
  expect(screen.queryByText('$1.00')).toBeNull();
  expect(screen.getByText('$2.00')).toBeInTheDocument();
});

test('what was imported before is listed', async () => {
  const done: imports.Done = { file: 'october.csv', at: '2026-11-03T08:00:00Z', from: '2026-10-01', through: '2026-10-31', rows: 1234, rejected: 2, totals: [usd('88.1000')] };
  const container = open({ History: async () => [done] });
  const list = within(await screen.findByRole('region', { name: 'Imported into Pictures before' }));
  expect(list.getByRole('row', { name: /october\.csv.*Oct 1\s–\s31, 2026.*1,234, 2 left out.*\$88\.10/ })).toBeInTheDocument();
  expect(await stumbles(container)).toEqual([]);
});

test('a vendor that publishes nothing leads here with its account', async () => {
  const silent = golden<report.Card[]>('accounts-every-kind').find((c) => c.account.label === 'Voice prototype');
  open({}, 'accounts');
  const row = within(await screen.findByRole('listitem', { name: 'Voice prototype' }));
  await userEvent.click(row.getByRole('button', { name: 'Import an export' }));
  expect(await screen.findByRole('textbox', { name: 'Account' })).toHaveValue(`Voice prototype · ${silent?.service}`);
});

test('wild columns, cells and reasons are text, and amounts far apart are told apart', async () => {
  const wild = `<img src=x onerror=alert(1)>\u202E فاتورة {{n}} {rows} ${'x'.repeat(10_000)}`;
  const strange: imports.Preview = {
    ...whole,
    columns: [...whole.columns, wild],
    sample: [[wild, wild, wild, wild, wild]],
    totals: [usd('9999999.9999'), { value: '0.0000001', currency: 'EUR' }],
    credits: [usd('-0.000000001')],
    rejected_count: 1,
    rejected: [{ line: 2, reason: wild }],
    warnings: [wild],
  };
  open({ Preview: answering(strange) as never });
  await chooseFile();
  const p = await preview();
  expect(p.getByTitle('9999999.9999 USD + 0.0000001 EUR')).toHaveTextContent('$10,000,000.00 + €0.0000001');
  expect(p.getByTitle('-0.000000001 USD')).toHaveTextContent('-$0.000000001');
  expect(p.getByText((text) => text.startsWith('Line 2: <img src=x'))).toBeInTheDocument();
  expect(screen.getAllByTitle(wild)).toHaveLength(5);
  expect(document.querySelector('img')).toBeNull();
});

test('German asks and previews, and its figures are as they are written there', async () => {
  await speak('de');
  open({ Preview: answering((m) => (m ? { ...whole, rejected_count: 1234, rejected: [] } : { ...whole, missing: ['decimal'] })) as never });
  await userEvent.click(await screen.findByRole('button', { name: 'Datei wählen …' }));
  await userEvent.click(await screen.findByRole('radio', { name: 'Gut tausend: vor den Cents steht ein Punkt' }));
  expect(await screen.findByText('1.234 Zeilen sind abgelehnt')).toBeInTheDocument();
  expect(screen.getByRole('button', { name: '2 Zeilen importieren' })).toBeInTheDocument();
});
