import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import type { report } from '../../api/backend';
import { golden } from '../../testing/golden';
import { type Bound, renderWindow, stumbles } from '../../testing/render';

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
  expect(asked[0]).toMatchObject({ from: null, through: null, text: '', sort: { by: 'day', desc: true }, offset: 0, limit: 200 });
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
  expect(await screen.findByText('No entry is like that.')).toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'Show all' }));
  expect(await screen.findByRole('grid', { name: 'Entries' })).toBeInTheDocument();
  expect(asked.at(-1)?.text).toBe('');
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
