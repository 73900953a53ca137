import { Tooltip } from '@mantine/core';
import type { report } from '../../api/backend';
import { formatAgo, formatDay, formatMoment } from '../../format/days';
import { formatCount } from '../../format/numbers';
import { basisWords } from '../../format/words';
import { useNow } from '../../ui/use-now';
import { locale, t } from '../../words';

/** In one line: what the total is made of, how settled and how fresh it is, and how many accounts it lacks. */
export function Basis({ overview }: { overview: report.Overview }) {
  const now = useNow();
  const { bases, settled_through: settled, last_synced: read } = overview;
  const lacking = new Set(overview.gaps.map((g) => g.account)).size;
  const parts = [
    new Intl.ListFormat(locale(), { type: 'unit' }).format(bases.map((b) => basisWords[b] ?? b)),
    settled ? t('overview.basis.settled', { day: formatDay(settled) }) : '',
    read ? t('overview.basis.read', { ago: formatAgo(read, now) }) : '',
    lacking > 0 ? t('overview.basis.lacks', { count: lacking, n: formatCount(lacking) }) : '',
  ].filter(Boolean);
  if (parts.length === 0) return null;
  return (
    <Tooltip label={read ? `${t('overview.basis.means')} ${t('overview.basis.readAt', { moment: formatMoment(read) })}` : t('overview.basis.means')} multiline w="var(--card)">
      {/* The explanation must be reachable by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <p className="quiet headline-basis" tabIndex={0}>
        {parts.join(' · ')}
      </p>
    </Tooltip>
  );
}
