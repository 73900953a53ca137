import { Progress } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../../api/queries';

/** How far a long sync is, account by account. */
export function SyncProgress() {
  const accounts = useQuery(queries.sync).data?.accounts ?? [];
  return (
    <div role="status" className="stack-tight">
      {accounts.map((a) => (
        <div key={a.account} className="stack-tight">
          <p className="quiet cut">{`Reading ${a.label}: ${a.done} of ${a.total} days`}</p>
          <Progress value={(100 * a.done) / Math.max(1, a.total)} aria-label={`Reading ${a.label}`} size="sm" />
        </div>
      ))}
    </div>
  );
}
