import { queryOptions } from '@tanstack/react-query';
import { backend } from './backend';

const minute = 60_000;

export const queries = {
  status: queryOptions({ queryKey: ['status'], queryFn: backend.status }),
  overview: queryOptions({ queryKey: ['overview'], queryFn: backend.overview, refetchInterval: minute }),
  accounts: queryOptions({ queryKey: ['accounts'], queryFn: backend.accounts, refetchInterval: minute }),
  providers: queryOptions({ queryKey: ['providers'], queryFn: backend.providers, staleTime: Infinity }),
  alerts: queryOptions({ queryKey: ['alerts'], queryFn: backend.alerts, refetchInterval: minute }),
  importHistory: (account: string) => queryOptions({ queryKey: ['imports', account], queryFn: () => backend.importHistory(account) }),
  invoices: queryOptions({ queryKey: ['invoices'], queryFn: backend.invoices }),
  gateway: queryOptions({ queryKey: ['gateway'], queryFn: backend.gateway, refetchInterval: 5000 }), // calls are counted as they happen
  settings: queryOptions({ queryKey: ['settings'], queryFn: backend.settings }),
  sync: queryOptions({
    queryKey: ['sync'],
    queryFn: backend.syncState,
    refetchInterval: (query) => (query.state.data?.running ? 1000 : 10_000),
  }),
};
