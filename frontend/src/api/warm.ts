import type { QueryClient } from '@tanstack/react-query';
import { queries } from './queries';

/**
 * Asks for what each screen begins with, one after the other, once the first screen has its
 * answer: a first visit waits for nothing. What fails is asked again, and told, by its screen.
 */
export async function warm(client: QueryClient): Promise<void> {
  await answered(client, queries.overview.queryKey);
  const { providers, accounts, budgets, subjects, silences, channels, gateway, invoices, tags, rates, settings, choices } = queries;
  for (const query of [accounts, providers, budgets, silences, channels, gateway, invoices, tags, rates, settings, queries.presets(''), choices, subjects]) {
    await client.prefetchQuery(query as typeof accounts); // each is of another type, which nobody reads here
  }
  await client.prefetchInfiniteQuery(queries.alertList({ kind: '', unseen: false, failed: false }));
}

/** Waits for the first answer to a question. */
function answered(client: QueryClient, key: readonly unknown[]): Promise<void> {
  return new Promise((done) => {
    const stop = client.getQueryCache().subscribe(() => {
      if (client.getQueryData(key) === undefined) return;
      stop();
      done();
    });
  });
}
