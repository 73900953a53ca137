import { MantineProvider } from '@mantine/core';
import { MutationCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Fragment, type ReactNode, Suspense, useEffect, useSyncExternalStore } from 'react';
import { Commands } from '../ui/commands';
import { onLanguage, spoken } from '../words';
import { Boundary } from './boundary';
import { resolver, theme } from './theme';

/** A client that shows a failure at once: waiting and trying again is the house's business. */
export function newClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    defaultOptions: { queries: { retry: false, staleTime: 1000, gcTime: Infinity }, mutations: { retry: false } },
    // Whatever was done, every screen asks again.
    mutationCache: new MutationCache({ onSuccess: () => client.invalidateQueries() }),
  });
  return client;
}

/** What every screen stands in. */
export function App({ client, children, env = 'default' }: { client: QueryClient; children: ReactNode; env?: 'default' | 'test' }) {
  const language = useSyncExternalStore(onLanguage, spoken); // another one draws everything anew
  useEffect(() => onLanguage(() => void client.invalidateQueries()), [client]); // answers have sentences in them
  return (
    <QueryClientProvider client={client}>
      <MantineProvider theme={theme} cssVariablesResolver={resolver} defaultColorScheme="auto" env={env}>
        <Boundary>
          <Commands>
            <Suspense fallback={null}>
              <Fragment key={language}>{children}</Fragment>
            </Suspense>
          </Commands>
        </Boundary>
      </MantineProvider>
    </QueryClientProvider>
  );
}
