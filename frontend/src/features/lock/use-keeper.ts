import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { queries } from '../../api/queries';
import { lockNow } from './locking';
import { useIdle } from './use-idle';

const mac = /mac/i.test(navigator.platform);

/** The keys that lock the window, as people read them. They do so wherever the focus is. */
export const lockKeys = mac ? '⌘ L' : 'Ctrl L';

/** The same as screen readers do. */
export const lockShortcut = mac ? 'Meta+L' : 'Control+L';

/** Locks the window that has a lock: by its keys, and when nobody used it for the chosen time. */
export function useKeeper(): void {
  const client = useQueryClient();
  const lock = useQuery(queries.lock).data?.lock;
  const set = lock?.set ?? false;
  useIdle(set ? (lock?.idle_minutes ?? 0) : 0, () => lockNow(client));
  useEffect(() => {
    if (!set) return;
    const pressed = (event: KeyboardEvent) => {
      if (!locks(event)) return;
      event.preventDefault();
      // Refused, it stays open, which everybody sees.
      if (!event.repeat) lockNow(client).catch(() => undefined);
    };
    window.addEventListener('keydown', pressed, { capture: true });
    return () => window.removeEventListener('keydown', pressed, { capture: true });
  }, [set, client]);
}

function locks({ key, code, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean {
  const [held, not] = mac ? [metaKey, ctrlKey] : [ctrlKey, metaKey];
  const letter = /^[a-z]$/i.test(key) ? key.toLowerCase() : /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase();
  return held && !not && !altKey && !shiftKey && letter === 'l';
}
