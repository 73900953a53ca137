import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { EventsOn } from '../../wailsjs/runtime/runtime';
import { queries } from './queries';

/**
 * Asks again about everything on screen when any program wrote to the profile. How far an export
 * is concerns nothing else: it is told four times a second.
 */
export function useChanges(): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!('runtime' in window)) return;
    return EventsOn('changed', (topic?: unknown) => {
      void client.invalidateQueries(topic === 'export' ? { queryKey: queries.exported.queryKey } : undefined);
    });
  }, [client]);
}
