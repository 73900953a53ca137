import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { activityPage, type alert, alertsPage, backend, type report } from './backend';

const minute = 60_000;

/** Of questions that are many: each is forgotten when nobody looks at it. */
const brief = { gcTime: 5 * minute };

/** As many unread alerts as are counted one by one. */
export const mostUnread = 100;

/** What of the ledger is asked, and in which order. */
export type Asked = Omit<report.ActivityQuestion, 'offset' | 'limit'>;

export const queries = {
  status: queryOptions({ queryKey: ['status'], queryFn: backend.status }),
  overview: queryOptions({ queryKey: ['overview'], queryFn: backend.overview, refetchInterval: minute }),
  accounts: queryOptions({ queryKey: ['accounts'], queryFn: backend.accounts, refetchInterval: minute }),
  providers: queryOptions({ queryKey: ['providers'], queryFn: backend.providers, staleTime: Infinity }),
  budgets: queryOptions({ queryKey: ['budgets'], queryFn: backend.budgets, refetchInterval: minute }),
  budgetHistory: (id: string) => queryOptions({ queryKey: ['budgets', 'history', id], queryFn: () => backend.budgetHistory(id), ...brief }),
  subjects: queryOptions({ queryKey: ['budgets', 'subjects'], queryFn: backend.budgetSubjects }),
  alerts: queryOptions({ queryKey: ['alerts'], queryFn: () => backend.alerts(), refetchInterval: minute }),
  unread: queryOptions({ queryKey: ['alerts', 'unread'], queryFn: () => backend.alerts({ unseen: true, most: mostUnread }), refetchInterval: minute }),
  /** Page after page of the alerts that a filter chooses. */
  alertList: (filter: Partial<alert.Filter>) =>
    infiniteQueryOptions({
      queryKey: ['alerts', 'list', filter],
      queryFn: ({ pageParam }) => backend.alerts({ ...filter, before: pageParam }),
      initialPageParam: '',
      getNextPageParam: (page) => (page.length < alertsPage ? undefined : page.at(-1)?.id),
      refetchInterval: minute,
    }),
  alert: (id: string) => queryOptions({ queryKey: ['alerts', 'one', id], queryFn: () => backend.alert(id), ...brief }),
  preview: (id: string, channel: string) => queryOptions({ queryKey: ['alerts', 'preview', id, channel], queryFn: () => backend.previewAlert(id, channel), ...brief }),
  silences: queryOptions({ queryKey: ['alerts', 'silences'], queryFn: backend.silences, refetchInterval: minute }),
  channels: queryOptions({ queryKey: ['channels'], queryFn: backend.channels, refetchInterval: minute }),
  importHistory: (account: string) => queryOptions({ queryKey: ['imports', account], queryFn: () => backend.importHistory(account), ...brief }),
  invoices: queryOptions({ queryKey: ['invoices'], queryFn: backend.invoices }),
  gateway: queryOptions({ queryKey: ['gateway'], queryFn: backend.gateway, refetchInterval: 5000 }), // calls are counted as they happen
  presets: (account: string) => queryOptions({ queryKey: ['analytics', 'presets', account], queryFn: () => backend.presets(account), staleTime: minute, placeholderData: keepPreviousData }),
  choices: queryOptions({ queryKey: ['analytics', 'choices'], queryFn: backend.choices, staleTime: minute }),
  /** The former answer stays until the new one is there. */
  analytics: (question: report.Question) => queryOptions({ queryKey: ['analytics', 'answer', question], queryFn: () => backend.analytics(question), placeholderData: keepPreviousData, gcTime: minute }),
  /** A page of the ledger; few are kept, because there may be thousands. */
  activity: (asked: Asked, page: number) =>
    queryOptions({
      queryKey: ['activity', 'page', asked, page],
      queryFn: () => backend.activity({ ...asked, offset: page * activityPage, limit: activityPage }),
      staleTime: minute, // a change of the profile asks anew
      gcTime: minute / 4,
    }),
  why: (account: string, day: string) => queryOptions({ queryKey: ['activity', 'why', account, day], queryFn: () => backend.why(account, day), ...brief }),
  tags: queryOptions({ queryKey: ['tags'], queryFn: backend.tags }),
  rates: queryOptions({ queryKey: ['rates'], queryFn: backend.rates }),
  lock: queryOptions({ queryKey: ['lock'], queryFn: backend.lock }),
  exported: queryOptions({
    queryKey: ['export'],
    queryFn: backend.exportState,
    refetchInterval: (query) => (query.state.data?.running ? 2000 : false), // should an event be lost
  }),
  settings: queryOptions({ queryKey: ['settings'], queryFn: backend.settings }),
  sync: queryOptions({
    queryKey: ['sync'],
    queryFn: backend.syncState,
    refetchInterval: (query) => (query.state.data?.running ? 1000 : 10_000),
  }),
};
