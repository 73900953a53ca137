import type { outlook } from '../api/backend';

const usd = (value: string) => ({ value, currency: 'USD' });
const november = { start: '2026-11-01', end: '2026-12-01' };

/** Everything, 200 dollars a month: past its first level, and on its way over the limit. */
export const everything: outlook.State = {
  budget: { id: 'b-all', label: '', scope: 'everything', subject: '', account: '', every: 'month', start_day: 1, limit: usd('200.0000'), levels: [50, 80, 100], created_at: '2026-10-01T08:00:00Z' },
  title: 'Everything',
  of: 'Everything',
  accounts: ['a1', 'a2'],
  state: { period: november, spent: usd('172.5000'), limit: usd('200.0000'), left: usd('27.5000'), level: 'near', percent: 86 },
  passed: [
    { level: 50, on: '2026-11-11' },
    { level: 80, on: '2026-11-20' },
  ],
  other: [{ value: '12.0000', currency: 'EUR' }],
  forecast: { period: november, currency: 'USD', to_date: usd('172.5000'), amount: usd('231.0000'), low: usd('205.0000'), high: usd('260.0000'), days_left: 8, days_used: 40, withheld: '' },
  crossing: { day: '2026-11-26', earliest: '2026-11-24', latest: '2026-11-29', crossed: false, withheld: '' },
  settled: false,
  lacking: ['Voice prototype', 'Pictures'],
  gone: false,
};

/** An account's own monthly limit, which was reached. */
export const research: outlook.State = {
  ...everything,
  budget: { ...everything.budget, id: 'a1', scope: 'account', subject: 'a1', every: 'cycle', start_day: 15, limit: usd('100.0000'), levels: [80, 100] },
  title: 'Research (OpenAI)',
  of: 'Research (OpenAI)',
  accounts: ['a1'],
  state: { period: { start: '2026-11-15', end: '2026-12-15' }, spent: usd('120.0000'), limit: usd('100.0000'), left: usd('-20.0000'), level: 'reached', percent: 120 },
  passed: [
    { level: 80, on: '2026-11-19' },
    { level: 100, on: '2026-11-21' },
  ],
  other: [],
  forecast: { ...everything.forecast, period: { start: '2026-11-15', end: '2026-12-15' }, to_date: usd('120.0000'), amount: usd('310.0000'), low: usd('280.0000'), high: usd('350.0000') },
  crossing: { day: '2026-11-21', earliest: '2026-11-21', latest: '2026-11-21', crossed: true, withheld: '' },
  lacking: [],
};

/** A project's week, of which too little is known to look ahead. */
export const nightly: outlook.State = {
  ...everything,
  budget: { ...everything.budget, id: 'b-nightly', label: 'Nightly batch', scope: 'project', subject: 'proj_1', account: 'a1', every: 'week', limit: usd('25.0000'), levels: [80, 100] },
  title: 'Nightly batch',
  of: 'nightly in Research (OpenAI)',
  accounts: ['a1'],
  state: { period: { start: '2026-11-16', end: '2026-11-23' }, spent: usd('1.0000'), limit: usd('25.0000'), left: usd('24.0000'), level: 'calm', percent: 4 },
  passed: [],
  other: [],
  forecast: { period: { start: '2026-11-16', end: '2026-11-23' }, currency: 'USD', to_date: usd('1.0000'), days_left: 1, days_used: 2, withheld: 'too_few_days' },
  crossing: { day: '', earliest: '', latest: '', crossed: false, withheld: 'too_few_days' },
  lacking: [],
};

/** Every budget, the fullest first. */
export const budgets: outlook.State[] = [research, everything, nightly];

/** What a budget can be of. */
export const subjects: outlook.Subject[] = [
  { scope: 'everything', subject: '', account: '', label: 'Everything' },
  { scope: 'service', subject: 'openai', account: '', label: 'OpenAI' },
  { scope: 'account', subject: 'a1', account: '', label: 'Research (OpenAI)' },
  { scope: 'project', subject: 'proj_1', account: 'a1', label: 'nightly in Research (OpenAI)' },
  { scope: 'tag', subject: 'client-a', account: '', label: 'client-a' },
];

/** How the budget of everything went. */
export const history: outlook.History = {
  title: 'Everything',
  periods: [
    { state: everything.state, passed: everything.passed, settled: false, known: true },
    {
      state: { period: { start: '2026-10-01', end: '2026-11-01' }, spent: usd('150.0000'), limit: usd('150.0000'), left: usd('0.0000'), level: 'reached', percent: 100 },
      passed: [
        { level: 80, on: '2026-10-24' },
        { level: 100, on: '2026-10-31' },
      ],
      settled: true,
      known: true,
    },
    { state: { period: { start: '2026-09-01', end: '2026-10-01' }, spent: usd('0.0000'), limit: usd('150.0000'), left: usd('150.0000'), level: 'calm', percent: 0 }, passed: [], settled: false, known: false },
  ],
  projections: [
    { day: '2026-11-20', amount: usd('215.0000'), low: usd('190.0000'), high: usd('250.0000'), to_date: usd('160.0000') },
    { day: '2026-11-21', amount: usd('225.0000'), low: usd('200.0000'), high: usd('255.0000'), to_date: usd('168.0000') },
    { day: '2026-11-22', amount: usd('231.0000'), low: usd('205.0000'), high: usd('260.0000'), to_date: usd('172.5000') },
  ],
};
