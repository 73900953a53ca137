import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { backend } from '../../api/backend';
import { onLocked } from '../../api/locked';
import { queries } from '../../api/queries';

const { queryKey: statusKey } = queries.status;

/** What a locked window answers, too. */
const open: readonly unknown[] = [statusKey[0], queries.lock.queryKey[0]];

/** Locks the window, and shows it at once. It rejects with what was wrong; the window is open then. */
export async function lockNow(client: QueryClient): Promise<void> {
  await backend.lockNow();
  shut(client);
}

/** Shows the lock as soon as any call was refused because of it. */
export function useRefusals(): void {
  const client = useQueryClient();
  useEffect(() => onLocked(() => shut(client)), [client]);
}

/** Shows the lock without waiting for the answer that it is there; that answer has the last word. */
function shut(client: QueryClient): void {
  if (client.getQueryData(statusKey)?.locked) return;
  client.setQueryData(statusKey, (status) => status && { ...status, locked: true });
  void client.invalidateQueries({ queryKey: statusKey });
}

/** Forgets every answer and stops asking. To be called when nothing shows them any more: who does would ask again. */
export function forgetAnswers(client: QueryClient): void {
  const shutAway = { predicate: ({ queryKey }: { queryKey: readonly unknown[] }) => !open.includes(queryKey[0]) };
  void client.cancelQueries(shutAway);
  client.removeQueries(shutAway);
  client.getMutationCache().clear();
}
