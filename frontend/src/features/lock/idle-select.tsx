import { Select } from '@mantine/core';
import { formatCount } from '../../format/numbers';
import { t } from '../../words';

const offered = [1, 5, 10, 15, 30, 60];

/** After how many minutes without use the window locks, 0 for never. */
export function IdleSelect({ minutes, choose }: { minutes: number; choose: (minutes: number) => void }) {
  const known = offered.includes(minutes) || minutes === 0 ? offered : [...offered, minutes];
  const data = [...known.map((count) => ({ value: String(count), label: t('lock.after', { count, n: formatCount(count) }) })), { value: '0', label: t('lock.never') }];
  return <Select className="lock-fields" label={t('lock.idle')} description={t('lock.idleHelp')} data={data} value={String(minutes)} allowDeselect={false} onChange={(to) => to && choose(Number(to))} />;
}
