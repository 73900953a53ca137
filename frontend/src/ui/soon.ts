import { useDeferredValue } from 'react';

/** False at first and true a moment later: what is costly to draw does not hold up what is read first. */
export function useSoon(): boolean {
  return useDeferredValue(true, false);
}

/** The first of a list at once and all of it a moment later. */
export function useSoonAll<T>(list: T[], few = 6): T[] {
  return useSoon() ? list : list.slice(0, few);
}
