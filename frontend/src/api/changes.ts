import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { EventsOn } from '../../wailsjs/runtime/runtime';

/** Asks again about everything on screen when any program wrote to the profile. */
export function useChanges(): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!('runtime' in window)) return;
    return EventsOn('changed', () => void client.invalidateQueries());
  }, [client]);
}
