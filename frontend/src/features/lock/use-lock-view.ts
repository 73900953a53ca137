import { useQuery } from '@tanstack/react-query';
import { queries } from '../../api/queries';

/** The lock as it is now. While a pause after wrong passphrases lasts, its seconds are asked for each second. */
export function useLockView() {
  return useQuery({ ...queries.lock, refetchOnMount: 'always', refetchInterval: ({ state }) => ((state.data?.lock.wait_seconds ?? 0) > 0 ? 1000 : false) });
}
