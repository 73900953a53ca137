import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import type { report } from '../../api/backend';
import { golden, goldenOr } from '../../testing/golden';
import { type Bound, renderWindow, stumbles } from '../../testing/render';

/** The analytics of a world, and every question that was asked. */
function analytics(world: string, answer: (q: report.Question) => report.Analytics = (q) => golden(`analytics-${world}${q.by === 'model' ? '-by-model' : ''}`)) {
  const asked: report.Question[] = [];
  const bound: Bound = {
    Analytics: {
      Presets: async () => golden('presets'),
      Choices: async () => golden(`choices-${world}`),
      Get: async (q: report.Question) => {
        asked.push(q);
        return answer(q);
      },
    },
    Activity: { Page: async () => goldenOr(`activity-${world}`, golden('activity-empty')) },
  };
  return { asked, bound };
}

const open = async (world: string, hash = 'analytics', with_ = analytics(world)) => {
  const container = renderWindow('quiet', hash, with_.bound);
  await screen.findByRole('region', { name: 'Total' });
  await screen.findByRole('heading', { name: /^The year|^Nothing is known/ }); // what is below comes a moment later
  return { ...with_, container };
};

test('the total says that it is not all, what it lacks, and how it changed, in words', async () => {
  await open('every-kind');
  const total = within(screen.getByRole('region', { name: 'Total' }));
  expect(total.getByText('at least')).toBeInTheDocument();
  expect(total.getByText('$325.98')).toHaveAttribute('title', '325.9802 USD');
  expect(total.getByText('up $17.95 (5.8 %)')).toBeInTheDocument();
  expect(total.getByText(/from at least \$308.03 in Oct 1 to Oct 22/)).toBeInTheDocument();
  expect(total.getByText(/Not complete: Pictures \(publishes no spend, Nov 21 to Nov 22\), Research \(out of date\)/)).toBeInTheDocument();
});

test('the first question is about this month, compared, by service', async () => {
  const { asked } = await open('quiet');
  expect(asked).toEqual([{ from: '2026-11-01', through: '2026-11-22', by: 'service', compare: true, cycle_day: 0, currency: '', accounts: [], services: [], models: [], projects: [], keys: [], bases: [], tags: [] }]);
});

test('what changed is explained by its contributions', async () => {
  await open('every-kind');
  const panel = within(screen.getByRole('region', { name: 'What changed?' }));
  const items = panel.getAllByRole('listitem').map((li) => li.textContent);
  expect(items).toEqual(['Midjourneyup $28.80 (2,400 %)from $1.20 to $30.00', 'OpenAIdown $9.05 (3.5 %)from $258.23 to $249.18', 'Anthropicdown $1.80 (3.7 %)from $48.60 to $46.80']);
});

test('what was not read is no $0, in the rows and in what changed', async () => {
  const wild = golden<report.Analytics>('analytics-every-kind');
  Object.assign(wild.rows[0] as report.Group, { before: null, change: null, change_percent: '' });
  Object.assign(wild.rows[1] as report.Group, { unread: true, amount: { value: '0.0000', currency: 'USD' }, change: null, change_percent: '' });
  Object.assign(wild.movers?.top[0] as report.Mover, { before: null, percent: '' });
  await open('every-kind', 'analytics', analytics('every-kind', () => wild));
  expect(screen.getByRole('row', { name: /^OpenAI/ })).toHaveTextContent('OpenAI$249.1876.4 %no data');
  expect(screen.getByRole('row', { name: /^Anthropic/ })).toHaveTextContent('Anthropicno data14.4 %$48.60');
  expect(screen.getByText('from no data to $30.00')).toBeInTheDocument();
});

test('of many rows the first are shown, and all when asked', async () => {
  const wild = golden<report.Analytics>('analytics-every-kind');
  const [one] = wild.rows as [report.Group];
  wild.rows = Array.from({ length: 45 }, (_, i) => ({ ...one, key: `k${i}`, label: `Group ${i}` })) as report.Group[];
  await open('every-kind', 'analytics', analytics('every-kind', () => wild));
  const panel = within(screen.getByRole('region', { name: 'Each service' }));
  expect(panel.getAllByRole('row')).toHaveLength(41);
  await userEvent.click(panel.getByRole('button', { name: 'Show all 45' }));
  expect(panel.getAllByRole('row')).toHaveLength(46);
});

test('the rest of a change has its number and sum', async () => {
  const wild = golden<report.Analytics>('analytics-every-kind');
  Object.assign(wild.movers as report.Movers, { rest: { value: '-0.5000', currency: 'USD' }, rest_count: 12 });
  await open('every-kind', 'analytics', analytics('every-kind', () => wild));
  expect(screen.getByText('12 others').closest('li')).toHaveTextContent('12 othersdown $0.50');
});

test('by model, rows tell tokens, the price of a million and the share of the cache', async () => {
  const { asked } = await open('workshop');
  await userEvent.click(screen.getByRole('radio', { name: 'Model' }));
  const row = await screen.findByRole('row', { name: /gpt-5.4-mini/ });
  expect(asked.at(-1)?.by).toBe('model');
  expect(row).toHaveTextContent('gpt-5.4-mini$0.0002750 %$0.000275unchanged32.7M in, 1.3M out$0.00000809126.9 %');
  expect(window.location.hash).toContain('by=model');
});

test('without a comparison nothing is compared', async () => {
  const { asked } = await open('quiet', 'analytics', analytics('quiet', (q) => ({ ...golden<report.Analytics>('analytics-quiet'), ...(q.compare ? {} : { before: undefined, movers: undefined }) })));
  await userEvent.click(screen.getByRole('switch', { name: 'Compare with the period before' }));
  await waitFor(() => expect(screen.queryByRole('region', { name: 'What changed?' })).toBeNull());
  expect(asked.at(-1)?.compare).toBe(false);
  expect(screen.queryByRole('columnheader', { name: 'Change' })).toBeNull();
});

test('a filter asks for just that, stands in the address, and can be cleared', async () => {
  const all = golden<report.Analytics>('analytics-every-kind');
  const { asked } = await open('every-kind', 'analytics', analytics('every-kind', (q) => (q.services.length ? golden('analytics-quiet') : all)));
  await userEvent.click(screen.getByRole('textbox', { name: 'Services' }));
  await userEvent.click(await screen.findByRole('option', { name: 'Anthropic' }));
  await waitFor(() => expect(asked.at(-1)?.services).toEqual(['anthropic']));
  expect(window.location.hash).toContain('service=anthropic');
  expect(screen.queryByText('$325.98')).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'Clear filters' }));
  expect(await screen.findByText('$325.98')).toBeInTheDocument(); // an answer of a moment ago is not asked again
  expect(window.location.hash).not.toContain('service=');
});

test('an address brings its state back', async () => {
  const { asked } = await open('workshop', 'analytics/span=custom&from=2026-10-05&through=2026-10-09&by=tag&compare=no&project=id-1%3Aproj_app');
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatchObject({ from: '2026-10-05', through: '2026-10-09', by: 'tag', compare: false, projects: [{ account: 'id-1', of: 'project', key: 'proj_app' }] });
  expect(screen.getByLabelText('From')).toHaveValue('2026-10-05');
  expect(screen.getByRole('textbox', { name: 'Projects' })).toBeInTheDocument(); // a rare filter that narrows is not hidden
});

test('other days begin with those on screen; half a span asks nothing', async () => {
  const { asked } = await open('quiet');
  await userEvent.click(screen.getByRole('textbox', { name: 'Days' }));
  await userEvent.click(await screen.findByRole('option', { name: 'Other days' }));
  expect(screen.getByLabelText('From')).toHaveValue('2026-11-01');
  await userEvent.clear(screen.getByLabelText('From'));
  expect(await screen.findByText(/These days are no span yet/)).toBeInTheDocument();
  expect(asked.every((q) => q.from !== '')).toBe(true);
  expect(screen.getByRole('region', { name: 'Total' })).toBeInTheDocument();
});

test('the table has every day, and one that was not read is no $0', async () => {
  const wild = golden<report.Analytics>('analytics-quiet');
  wild.stack.totals[3] = null;
  for (const layer of wild.stack.series) layer.values[3] = null;
  await open('quiet', 'analytics', analytics('quiet', () => wild));
  const panel = within(screen.getByRole('region', { name: 'Per day' }));
  await userEvent.click(panel.getByRole('radio', { name: 'Table' }));
  expect(panel.getAllByRole('row')).toHaveLength(wild.stack.days.length + 1);
  expect(panel.getByRole('row', { name: /Wed, Nov 4/ })).toHaveTextContent('Wed, Nov 4not readnot readnot read');
});

test('a row leads to its entries, under the same filter and days', async () => {
  await open('every-kind');
  await userEvent.click(within(screen.getByRole('region', { name: 'Each service' })).getByRole('button', { name: 'Anthropic' }));
  expect(window.location.hash).toBe('#activity/from=2026-11-01&through=2026-11-22&service=anthropic');
});

test('the bars’ table leads to the entries of a day', async () => {
  await open('every-kind', 'analytics/account=id-4');
  const panel = within(screen.getByRole('region', { name: 'Per day' }));
  await userEvent.click(panel.getByRole('radio', { name: 'Table' }));
  await userEvent.click(panel.getByRole('button', { name: 'Sun, Nov 22' }));
  expect(window.location.hash).toBe('#activity/from=2026-11-22&through=2026-11-22&account=id-4');
});

test('the year is walked by arrows, one stop of the Tab key, and a day opens its entries', async () => {
  await open('quiet');
  const year = within(screen.getByRole('table', { name: 'Spend on each day of the year' }));
  const stops = year.getAllByRole('button').filter((b) => b.tabIndex === 0);
  expect(stops.map((b) => b.getAttribute('aria-label'))).toEqual([expect.stringMatching(/^Nov 22, 2026: \$/)]);
  stops[0]?.focus();
  await userEvent.keyboard('{ArrowLeft}{ArrowUp}');
  expect(document.activeElement).toHaveAccessibleName(/^Nov 14, 2026: \$/);
  await userEvent.keyboard('{Home}');
  expect(document.activeElement).toHaveAccessibleName('Jan 1, 2026: not read');
  await userEvent.keyboard('{End}');
  expect(document.activeElement).toHaveAccessibleName('Dec 31, 2026: to come');
  await userEvent.keyboard('{Enter}');
  expect(window.location.hash).toBe('#activity/from=2026-12-31&through=2026-12-31');
});

test('rows are copied as CSV to the last digit, and no label becomes a formula', async () => {
  const wild = golden<report.Analytics>('analytics-workshop-by-model');
  (wild.rows[1] as report.Group).label = '=HYPERLINK("http://x")';
  await open('workshop', 'analytics', analytics('workshop', () => wild));
  userEvent.setup(); // brings a clipboard
  const write = vi.spyOn(navigator.clipboard, 'writeText');
  await userEvent.click(screen.getByRole('button', { name: 'Save Each model' }));
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Copy the table' }));
  expect(await screen.findByText('Copied')).toBeInTheDocument();
  const lines = String(write.mock.calls[0]?.[0]).split('\r\n');
  expect(lines[2]).toBe(`"'=HYPERLINK(""http://x"")",gpt-5.4,,USD,93.5000,0.0,93.5000,0.0000,0.0,32670000,0,0,1320000,4620,2.750809061,0.0`);
});

test('a chart’s table is saved to a file named by what and when', async () => {
  const quiet = analytics('quiet');
  const Table = vi.fn(async (name: string, _csv: string) => `/home/ada/${name}`);
  await open('quiet', 'analytics', { ...quiet, bound: { ...quiet.bound, Export: { State: async () => ({ running: false, path: '', entries: 0, done: false, error: null }), Table } } });
  await userEvent.click(screen.getByRole('button', { name: 'Save Per day' }));
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Table (CSV) …' }));
  expect(await screen.findByText('Saved: /home/ada/outlay-days-2026-11-01-2026-11-22.csv')).toBeInTheDocument();
  expect(Table.mock.calls[0]?.[1]).toMatch(/^day,.*\r\n2026-11-01,/);
});

test('how the forecast moved is copied as CSV to the last digit', async () => {
  const usd = (value: string) => ({ value, currency: 'USD' });
  const projection = (day: string, amount: string) => ({ day, amount: usd(amount), low: usd('90.0000'), high: usd('120.00000001'), to_date: usd('70.5') });
  const moved = { ...golden<report.Analytics>('analytics-quiet'), projections: [projection('2026-11-20', '101.2345'), projection('2026-11-21', '99')] } as report.Analytics;
  await open('quiet', 'analytics', analytics('quiet', () => moved));
  userEvent.setup(); // brings a clipboard
  const write = vi.spyOn(navigator.clipboard, 'writeText');
  await userEvent.click(screen.getByRole('button', { name: 'Save Where the month was thought to end' }));
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Copy the table' }));
  expect(await screen.findByText('Copied')).toBeInTheDocument();
  expect(write.mock.calls[0]?.[0]).toBe('day,currency,spent_to_date,forecast,low,high\r\n2026-11-20,USD,70.5,101.2345,90.0000,120.00000001\r\n2026-11-21,USD,70.5,99,90.0000,120.00000001\r\n');
});

test('a picture that cannot be written says why', async () => {
  const quiet = analytics('quiet');
  const Picture = async () => {
    throw new Error('{"code":"storage","message":"The disk is full; nothing was saved."}');
  };
  await open('quiet', 'analytics', { ...quiet, bound: { ...quiet.bound, Export: { State: async () => ({ running: false, path: '', entries: 0, done: false, error: null }), Picture } } });
  await userEvent.click(screen.getByRole('button', { name: 'Save Per day' }));
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Picture (PNG) …' }));
  expect(await screen.findByText('The disk is full; nothing was saved.')).toBeInTheDocument();
});

test('a table on screen has no picture to save', async () => {
  await open('quiet');
  const panel = within(screen.getByRole('region', { name: 'Per day' }));
  await userEvent.click(panel.getByRole('radio', { name: 'Table' }));
  await userEvent.click(screen.getByRole('button', { name: 'Save Per day' }));
  expect(await screen.findByRole('menuitem', { name: 'Table (CSV) …' })).toBeInTheDocument();
  expect(screen.queryByRole('menuitem', { name: 'Picture (PNG) …' })).toBeNull();
});

test('lines or bars stand in the address', async () => {
  await open('quiet');
  await userEvent.click(screen.getByRole('radio', { name: 'Lines' }));
  expect(window.location.hash).toContain('as=lines');
  await userEvent.click(screen.getByRole('radio', { name: 'Bars' }));
  expect(window.location.hash).not.toContain('as=lines');
});

test('a share leads to its entries', async () => {
  await open('every-kind');
  const panel = within(screen.getByRole('region', { name: 'By service' }));
  await userEvent.click(panel.getByRole('radio', { name: 'Table' }));
  await userEvent.click(panel.getByRole('button', { name: 'Anthropic' }));
  expect(window.location.hash).toBe('#activity/from=2026-11-01&through=2026-11-22&service=anthropic');
});

test('two currencies stay apart, and the charts are of the chosen one', async () => {
  const { asked } = await open('two-currencies');
  expect(screen.getByText('€78.00 + $231.22')).toBeInTheDocument();
  expect(screen.getByText('up €42.00 (116.7 %), down $8.89 (3.7 %)')).toBeInTheDocument();
  await userEvent.click(screen.getByRole('radio', { name: 'EUR' }));
  await waitFor(() => expect(asked.at(-1)?.currency).toBe('EUR'));
});

test('an empty profile says what will be here, and how', async () => {
  renderWindow('quiet', 'analytics', analytics('empty').bound);
  await userEvent.click(await screen.findByRole('button', { name: 'Connect an account' }));
  expect(await screen.findByRole('heading', { name: 'Accounts', level: 1 })).toBeInTheDocument();
});

test('a span of which nothing is known is not $0', async () => {
  const empty = golden<report.Analytics>('analytics-empty');
  await open('quiet', 'analytics', analytics('quiet', () => empty));
  expect(screen.getByText('no data')).toBeInTheDocument();
  expect(screen.getByRole('heading', { name: 'Nothing is known of these days' })).toBeInTheDocument();
});

test('what cannot be worked out says why, and the controls stay', async () => {
  let answers = 0;
  const failing = analytics('quiet', () => {
    answers += 1;
    if (answers === 1) throw new Error('{"code":"invalid","message":"A span of more than 5 years; choose a shorter one."}');
    return golden('analytics-quiet');
  });
  renderWindow('quiet', 'analytics', failing.bound);
  expect(await screen.findByText('A span of more than 5 years; choose a shorter one.')).toBeInTheDocument();
  expect(screen.getByRole('textbox', { name: 'Days' })).toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('region', { name: 'Total' })).toBeInTheDocument();
});

test.each(['quiet', 'workshop', 'two-currencies', 'new-account', 'every-kind'])('nobody stumbles in the world %s', async (world) => {
  const { container } = await open(world, 'analytics/by=model');
  expect(await stumbles(container)).toEqual([]);
});
