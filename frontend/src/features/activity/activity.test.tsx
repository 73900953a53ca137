import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { report } from '../../api/backend';
import { golden } from '../../testing/golden';
import { type Bound, renderWindow, stumbles } from '../../testing/render';
import { speak } from '../../words';

afterEach(() => speak('en'));

/** The activity of a world, and every page that was asked for. */
function activity(world: string, answer: (q: report.ActivityQuestion) => report.ActivityPage = () => golden(`activity-${world}`)) {
  const asked: report.ActivityQuestion[] = [];
  const why = vi.fn(async (_account: string, _day: string) => golden<report.Why>('why-2026-11-18'));
  const bound: Bound = {
    Analytics: { Choices: async () => golden(`choices-${world}`) },
    Activity: {
      Page: async (q: report.ActivityQuestion) => {
        asked.push(q);
        return answer(q);
      },
      Why: why,
    },
  };
  return { asked, why, bound };
}

/** A ledger of very many rows: each is called by its place. */
function many(rows: number) {
  const [item] = golden<report.ActivityPage>('activity-workshop').items as [report.ActivityItem];
  return activity('workshop', ({ offset, limit }) => ({
    rows,
    sums: [],
    offset,
    version: 1,
    items: Array.from({ length: Math.min(limit, rows - offset) }, (_, i) => ({ ...item, entry: { ...item.entry, model: `model ${offset + i}` } })),
  }));
}

const open = async (world: string, hash = 'activity', with_ = activity(world)) => {
  const container = renderWindow('quiet', hash, with_.bound);
  const grid = await screen.findByRole('grid', { name: 'Entries' });
  return { ...with_, container, grid: within(grid), element: grid };
};

test('entries stand by day, with what they are of, what they cost and whether they count', async () => {
  const { grid, asked } = await open('workshop');
  expect(screen.getByText('123 entries').closest('p')).toHaveTextContent('123 entries, counted $10,000,005.00');
  expect(grid.getAllByRole('row')[1]).toHaveTextContent('Nov 22, 2026WorkshopOpenAIgpt-5.4Appbilled$4.25counts, may change');
  expect(grid.getAllByRole('row')[2]).toHaveTextContent('$0.0000125');
  expect(asked[0]).toMatchObject({ from: '2025-11-23', through: '2026-11-22', text: '', sort: { by: 'day', desc: true }, offset: 0, limit: 200 });
});

test('the first visit shows twelve months, and says so; all time is one click', async () => {
  const { asked } = await open('workshop');
  expect(screen.getByRole('textbox', { name: 'Days' })).toHaveValue('Last 12 months');
  await userEvent.click(screen.getByRole('button', { name: 'Show all time' }));
  await waitFor(() => expect(asked.at(-1)).toMatchObject({ from: null, through: null }));
  expect(screen.getByRole('textbox', { name: 'Days' })).toHaveValue('All time');
  expect(screen.queryByRole('button', { name: 'Show all time' })).toBeNull();
  expect(window.location.hash).toBe('#activity/span=all&sort=-day');
});

test('days are chosen by name, and others begin with those on screen', async () => {
  const { asked } = await open('workshop');
  const choose = async (name: string) => {
    await userEvent.click(screen.getByRole('textbox', { name: 'Days' }));
    await userEvent.click(await screen.findByRole('option', { name }));
  };
  await choose('Last month');
  await waitFor(() => expect(asked.at(-1)).toMatchObject({ from: '2026-10-01', through: '2026-10-31' }));
  await choose('Other days');
  expect(screen.getByLabelText('Through')).toHaveValue('2026-10-31');
  await userEvent.clear(screen.getByLabelText('Through'));
  await userEvent.type(screen.getByLabelText('Through'), '2026-10-15');
  await waitFor(() => expect(asked.at(-1)).toMatchObject({ from: '2026-10-01', through: '2026-10-15' }));
  expect(window.location.hash).toBe('#activity/from=2026-10-01&through=2026-10-15&sort=-day');
});

test('a tag narrows the ledger', async () => {
  const { asked } = await open('workshop');
  await userEvent.click(screen.getByRole('button', { name: 'More filters' }));
  await userEvent.click(screen.getByRole('textbox', { name: 'Tags' }));
  await userEvent.click(await screen.findByRole('option', { name: 'Team blue' }));
  await waitFor(() => expect(asked.at(-1)?.tags).toEqual(['Team blue']));
  expect(window.location.hash).toBe('#activity/sort=-day&tag=Team+blue');
});

test('what is on screen is exported, with its filters and words', async () => {
  await open('workshop', 'activity/text=mini&model=gpt-5.4-mini&span=last_month&sort=-day');
  await userEvent.click(screen.getByRole('button', { name: 'Export …' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Export' }));
  expect((await dialog.findAllByRole('listitem')).map((li) => li.textContent)).toEqual(['Models: gpt-5.4-mini', 'Search: mini']);
  expect(dialog.getByLabelText('From')).toHaveValue('2026-10-01');
  expect(dialog.getByLabelText('Through')).toHaveValue('2026-10-31');
});

test('headings sort, and turn the order around', async () => {
  const { grid, asked } = await open('workshop');
  await userEvent.click(grid.getByRole('button', { name: 'Amount' }));
  await waitFor(() => expect(asked.at(-1)?.sort).toEqual({ by: 'amount', desc: true }));
  expect(grid.getByRole('columnheader', { name: 'Amount' })).toHaveAttribute('aria-sort', 'descending');
  expect(grid.getByRole('button', { name: 'Amount' })).toHaveFocus(); // the heading is where it was
  await userEvent.click(grid.getByRole('button', { name: 'Amount' }));
  await waitFor(() => expect(asked.at(-1)?.sort).toEqual({ by: 'amount', desc: false }));
  expect(window.location.hash).toBe('#activity/sort=amount');
});

test('a search is asked when its words are typed, not letter by letter', async () => {
  const { asked } = await open('workshop');
  await userEvent.type(screen.getByRole('searchbox', { name: 'Search' }), 'mini');
  await waitFor(() => expect(asked.at(-1)?.text).toBe('mini'));
  expect(asked.map((q) => q.text)).not.toContain('m');
  expect(window.location.hash).toBe('#activity/text=mini&sort=-day');
});

test('what does not count can be seen alone', async () => {
  const { asked } = await open('workshop');
  await userEvent.click(screen.getByRole('textbox', { name: 'Counted' }));
  await userEvent.click(await screen.findByRole('option', { name: 'Only cross-checks' }));
  await waitFor(() => expect(asked.at(-1)?.counted).toBe(false));
});

test('an address of the analytics shows the entries behind a bar', async () => {
  const { asked } = await open('workshop', 'activity/from=2026-11-18&through=2026-11-18&model=gpt-5.4&key=id-1%3Alaptop');
  expect(asked[0]).toMatchObject({ from: '2026-11-18', through: '2026-11-18', models: ['gpt-5.4'], keys: [{ account: 'id-1', of: 'key', key: 'laptop' }] });
});

test('a filter that leaves nothing says so, and can be undone', async () => {
  const { asked, bound } = activity('workshop', (q) => golden(q.text ? 'activity-empty' : 'activity-workshop'));
  renderWindow('quiet', 'activity/text=nothing', bound);
  expect(await screen.findByText('No entry is like that on these days.')).toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'Show all' }));
  expect(await screen.findByRole('grid', { name: 'Entries' })).toBeInTheDocument();
  expect(asked.at(-1)).toMatchObject({ text: '', from: null, through: null });
});

test('an entry opens with all that is known of it, and why its day costs what it does', async () => {
  const { grid, why } = await open('workshop');
  await userEvent.click(grid.getAllByRole('button', { name: 'Nov 22, 2026' })[0] as HTMLElement);
  const dialog = within(await screen.findByRole('dialog', { name: '4.2500 USD on Nov 22, 2026' }));
  expect(dialog.getByText('First seen')).toBeInTheDocument();
  expect(dialog.getByText('key_proj_app')).toBeInTheDocument();
  expect(why).toHaveBeenCalledWith('id-1', '2026-11-22');
  const bases = (await dialog.findAllByRole('listitem')).map((li) => li.textContent);
  expect(bases[0]).toContain('billed by the vendor$4.25, countsIt counts: the vendor\'s own bill comes before every other source.2 entries');
  expect(bases[1]).toContain('metered by the gateway$4.10, does not countIt does not count, so that nothing is counted twice');
  expect(dialog.getByText(/The day is settled/)).toBeInTheDocument();
  await userEvent.keyboard('{Escape}');
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('a day that was not read says so, instead of $0', async () => {
  const with_ = activity('workshop');
  with_.why.mockResolvedValue(golden('why-2026-01-01'));
  const { grid } = await open('workshop', 'activity', with_);
  await userEvent.click(grid.getAllByRole('button', { name: 'Nov 22, 2026' })[0] as HTMLElement);
  const region = await screen.findByRole('region', { name: 'Why this number' });
  expect(await within(region).findByText(/This day was not read/)).toHaveTextContent('no data');
  expect(region).toHaveTextContent('Days missing: These days were never read. Sync now.');
});

test('of a million entries only those in sight are drawn and only their pages read', async () => {
  const { grid, asked, element } = await open('workshop', 'activity', many(1_000_000));
  expect(element).toHaveAttribute('aria-rowcount', '1000001');
  expect(grid.getAllByRole('row').length).toBeLessThan(30);
  fireEvent.scroll(element, { target: { scrollTop: 2_000_000 } });
  expect(grid.getAllByText('…').length).toBeGreaterThan(0); // places are kept for what is still to come
  expect((await grid.findAllByText(/^model (499|500)\d{3}$/)).length).toBeGreaterThan(10); // half the way is half the rows
  expect(grid.getAllByRole('row').length).toBeLessThan(30);
  expect(new Set(asked.map((q) => q.offset)).size).toBeLessThan(10); // of 5,000
});

test('the ledger is walked by keys, from the first entry to the last', async () => {
  const { grid, element } = await open('workshop', 'activity', many(1_000_000));
  element.focus();
  await userEvent.keyboard('{ArrowDown}{ArrowDown}');
  expect(element).toHaveAttribute('aria-activedescendant', 'entry-2');
  await userEvent.keyboard('{End}');
  expect(await grid.findByText('model 999999')).toBeInTheDocument();
  expect(element).toHaveAttribute('aria-activedescendant', 'entry-999999');
  await userEvent.keyboard('{ArrowUp}{Enter}');
  expect(await screen.findByRole('dialog')).toHaveTextContent('model 999998');
});

test('pages of two versions are not mixed', async () => {
  let version = 1;
  const [item] = golden<report.ActivityPage>('activity-workshop').items as [report.ActivityItem];
  const { asked, element } = await open('workshop', 'activity', activity('workshop', ({ offset, limit }) => ({ rows: 1000, sums: [], offset, version, items: Array<report.ActivityItem>(limit).fill(item) })));
  version = 2;
  fireEvent.scroll(element, { target: { scrollTop: 20_000 } });
  await waitFor(() => expect(asked.filter((q) => q.offset === 0)).toHaveLength(2)); // the first is read again
});

test('an empty profile says what will be here, and how', async () => {
  renderWindow('quiet', 'activity', activity('empty').bound);
  await userEvent.click(await screen.findByRole('button', { name: 'Connect an account' }));
  expect(await screen.findByRole('heading', { name: 'Accounts', level: 1 })).toBeInTheDocument();
});

test('entries that cannot be read say why, and the filters stay', async () => {
  let answers = 0;
  renderWindow('quiet', 'activity', activity('workshop', () => {
    answers += 1;
    if (answers === 1) throw new Error('{"code":"invalid","message":"The span ends before it begins."}');
    return golden('activity-workshop');
  }).bound);
  expect(await screen.findByText('The span ends before it begins.')).toBeInTheDocument();
  expect(screen.getByRole('searchbox', { name: 'Search' })).toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('grid', { name: 'Entries' })).toBeInTheDocument();
});

/** The first row of a ledger whose first entry is changed. */
async function firstRow(change: (item: report.ActivityItem) => void) {
  const page = golden<report.ActivityPage>('activity-workshop');
  change(page.items[0] as report.ActivityItem);
  const opened = await open('workshop', 'activity', activity('workshop', () => page));
  return { ...opened, row: within(opened.grid.getAllByRole('row')[1] as HTMLElement) };
}

test.each([
  ['0.0000001', '$0.0000001'],
  ['9999999.9999', '$10,000,000.00'], // to the cent; every digit is a hover away
  ['-250.0000', '-$250.00'],
  ['-0.000000001', '-$0.000000001'],
  ['0.0000', '$0.00'],
])('an amount of %s is told from nothing and from its neighbours', async (value, shown) => {
  const { row } = await firstRow((item) => {
    item.entry.amount = { value, currency: 'USD' };
  });
  const [amount] = row.getAllByRole('gridcell').filter((cell) => 'number' in cell.dataset);
  expect(amount?.textContent.replace('\u2212', '-')).toBe(shown);
  expect(row.getByTitle(`${value} USD`)).toBeInTheDocument();
});

test('text of vendors is text everywhere, in its own direction', async () => {
  const wild = '<script>alert(1)</script>\u202E فاتورة {{n}} {amount} $t(ui.close) 🧾';
  const { row } = await firstRow((item) => {
    item.label = wild;
    item.service = wild;
    item.project = wild;
    item.key = wild;
    Object.assign(item.entry, { line: wild, model: wild, quantity: '1', unit: wild });
  });
  for (const cell of row.getAllByTitle(wild)) {
    expect(cell).toHaveTextContent(wild);
    expect(cell).toHaveAttribute('dir', 'auto');
  }
  await userEvent.click(row.getByRole('button'));
  const dialog = within(await screen.findByRole('dialog'));
  expect(dialog.getAllByText((text) => text.includes(wild)).length).toBeGreaterThanOrEqual(5);
  expect(document.querySelector('script[src], dd script, [role="gridcell"] script')).toBeNull();
});

test('a label with braces stays whole in the sentence about its day', async () => {
  const with_ = activity('workshop');
  with_.why.mockResolvedValue({ ...golden<report.Why>('why-2026-11-18'), label: '{prod} {amount} {{n}}' });
  const { grid } = await open('workshop', 'activity', with_);
  await userEvent.click(grid.getAllByRole('button', { name: 'Nov 22, 2026' })[0] as HTMLElement);
  const region = await screen.findByRole('region', { name: 'Why this number' });
  expect(await within(region).findByText('{prod} {amount} {{n}}')).toBeInTheDocument();
  expect(region).toHaveTextContent('{prod} {amount} {{n}} cost $4.25.');
});

test('a search of any length is cut to what an address holds', async () => {
  const { asked } = await open('workshop');
  const search = screen.getByRole('searchbox', { name: 'Search' });
  await userEvent.click(search);
  await userEvent.paste('x'.repeat(10_000));
  await waitFor(() => expect(asked.at(-1)?.text).toBe('x'.repeat(500)));
});

test('German says what the ledger is, and its figures as they are written there', async () => {
  await speak('de');
  renderWindow('quiet', 'activity', activity('workshop').bound);
  const grid = within(await screen.findByRole('grid', { name: 'Buchungen' }));
  expect(grid.getByRole('columnheader', { name: 'Betrag' })).toBeInTheDocument();
  expect(grid.getAllByRole('row')[1]).toHaveTextContent(/22. Nov. 2026WorkshopOpenAIgpt-5.4Appabgerechnet4,25.\$zählt, kann sich ändern/);
  expect(screen.getByText('123 Buchungen').closest('p')).toHaveTextContent(/123 Buchungen, gezählt 10.000.005,00.\$/);
});

test('an unlikely label is text', async () => {
  const wild = golden<report.ActivityPage>('activity-workshop');
  const label = `<img src=x onerror=alert(1)>${'x'.repeat(10_000)}`;
  (wild.items[0] as report.ActivityItem).label = label;
  await open('workshop', 'activity', activity('workshop', () => wild));
  expect(screen.getByTitle(label)).toHaveTextContent(label);
  expect(document.querySelector('img')).toBeNull();
});

test.each(['quiet', 'workshop', 'two-currencies', 'new-account', 'every-kind'])('nobody stumbles in the world %s', async (world) => {
  const { container, grid } = await open(world);
  expect(await stumbles(container)).toEqual([]);
  await userEvent.click(grid.getAllByRole('button', { name: /2026$/ })[0] as HTMLElement);
  const dialog = await screen.findByRole('dialog');
  await within(dialog).findAllByRole('listitem');
  expect(await stumbles(dialog)).toEqual([]);
});
