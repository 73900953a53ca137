import { Button } from '@mantine/core';
import { useMutation, useSuspenseQuery } from '@tanstack/react-query';
import { backend } from '../../api/backend';
import { queries } from '../../api/queries';
import { formatAgo } from '../../format/days';
import { Panel } from '../../ui/panel';
import { useNow } from '../../ui/use-now';

const shown = 5;

/** The freshest alerts, those not yet read first. */
export function AlertsPanel({ goToAlerts }: { goToAlerts?: () => void }) {
  const now = useNow();
  const alerts = useSuspenseQuery(queries.alerts).data;
  const unseen = alerts.filter((a) => !a.seen);
  const markSeen = useMutation({ mutationFn: () => backend.markSeen(unseen.map((a) => a.id)) });
  const listed = [...unseen, ...alerts.filter((a) => a.seen)].slice(0, shown);
  const aside = unseen.length > 0 && (
    <Button variant="subtle" size="xs" loading={markSeen.isPending} onClick={() => markSeen.mutate()}>
      Mark as read
    </Button>
  );
  return (
    <Panel title="Alerts" aside={aside}>
      {listed.length === 0 && <p className="quiet">None. You hear from Outlay at each level of a limit: at 80 % and at 100 %, unless you choose others.</p>}
      <ul className="alerts">
        {listed.map((a) => (
          <li key={a.id} data-unseen={!a.seen || undefined}>
            <p className="row apart">
              <strong className="alert-title">{a.title}</strong>
              <span className="quiet">{formatAgo(a.created_at, now)}</span>
            </p>
            <p className="quiet alert-body">{a.body}</p>
          </li>
        ))}
      </ul>
      {goToAlerts && (
        <div>
          <Button variant="subtle" size="xs" onClick={goToAlerts}>
            All alerts
          </Button>
        </div>
      )}
    </Panel>
  );
}
