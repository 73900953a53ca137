import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type alert, backend } from '../../api/backend';
import { queries } from '../../api/queries';
import { formatAgo } from '../../format/days';
import { Panel } from '../../ui/panel';
import { useNow } from '../../ui/use-now';
import { t } from '../../words';
import { PanelLoading } from './loading';
import { Unread } from './unread';

const shown = 5;

/** The freshest alerts, those not yet read first. */
export function AlertsPanel({ goToAlerts }: { goToAlerts?: () => void }) {
  const asked = useQuery(queries.alerts);
  if (asked.data) return <Listed alerts={asked.data} goToAlerts={goToAlerts} />;
  if (!asked.error) return <PanelLoading title={t('overview.alerts.title')} />;
  return (
    <Panel title={t('overview.alerts.title')}>
      <Unread what={t('overview.alerts.unread')} failure={asked.error.message} again={() => void asked.refetch()} busy={asked.isFetching} />
    </Panel>
  );
}

function Listed({ alerts, goToAlerts }: { alerts: alert.Alert[]; goToAlerts?: () => void }) {
  const now = useNow();
  const unseen = alerts.filter((a) => !a.seen);
  const markSeen = useMutation({ mutationFn: () => backend.markSeen(unseen.map((a) => a.id)) });
  const listed = [...unseen, ...alerts.filter((a) => a.seen)].slice(0, shown);
  const aside = unseen.length > 0 && (
    <Button variant="subtle" size="xs" loading={markSeen.isPending} onClick={() => markSeen.mutate()}>
      {t('overview.alerts.mark')}
    </Button>
  );
  return (
    <Panel title={t('overview.alerts.title')} aside={aside}>
      {listed.length === 0 && <p className="quiet">{t('overview.alerts.none')}</p>}
      {markSeen.error && (
        <p role="alert" className="quiet">
          {markSeen.error.message}
        </p>
      )}
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
            {t('overview.alerts.all')}
          </Button>
        </div>
      )}
    </Panel>
  );
}
