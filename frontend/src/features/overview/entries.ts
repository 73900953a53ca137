import { everything, type Filter, narrow, writeFilter } from '../../format/filter';

/** The address of the entries of days, both inside. */
export function entriesOf(from: string, through: string, filter: Filter = everything): string {
  const to = new URLSearchParams({ from, through });
  writeFilter(filter, to);
  return to.toString();
}

/** A filter that leaves one service. */
export function ofService(service: string): Filter {
  return narrow(everything, 'service', service, '');
}
