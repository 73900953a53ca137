import { Progress } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../../api/queries';
import { formatCount } from '../../format/numbers';
import { t } from '../../words';

const few = 4;

/** How far a long sync is, account by account. */
export function SyncProgress() {
  const accounts = useQuery(queries.sync).data?.accounts ?? [];
  const more = accounts.length - few;
  return (
    <div role="status" className="stack-tight sync-progress">
      {accounts.slice(0, few).map((a) => (
        <div key={a.account} className="stack-tight">
          <p className="quiet cut">{t('overview.reading.days', { label: a.label, done: formatCount(a.done), total: formatCount(a.total) })}</p>
          <Progress value={(100 * a.done) / Math.max(1, a.total)} aria-label={t('overview.reading.label', { label: a.label })} size="sm" />
        </div>
      ))}
      {more > 0 && <p className="quiet">{t('overview.reading.more', { count: more, n: formatCount(more) })}</p>}
    </div>
  );
}
