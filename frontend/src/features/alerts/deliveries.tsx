import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconClock } from '@tabler/icons-react';
import { useState } from 'react';
import { type alert, backend } from '../../api/backend';
import { formatMoment } from '../../format/days';
import { formatCount } from '../../format/numbers';
import { Badge } from '../../ui/badge';
import { Notice } from '../../ui/notice';
import { t } from '../../words';
import { PreviewDialog } from './preview-dialog';
import { hasFailed, statusWords } from './words';

/** What became of an alert on each channel. */
export function Deliveries({ alert: a, showChannels }: { alert: alert.Alert; showChannels: () => void }) {
  const [shown, setShown] = useState<alert.Delivery>();
  const retry = useMutation({ mutationFn: () => backend.retryAlert(a.id) });
  return (
    <section className="stack-tight" aria-label={t('alerts.delivery.of', { title: a.title })}>
      <div className="row apart">
        <h3>{t('alerts.delivery.title')}</h3>
        {hasFailed(a) && (
          <Button size="xs" loading={retry.isPending} onClick={() => retry.mutate()}>
            {t('alerts.delivery.again')}
          </Button>
        )}
      </div>
      {a.deliveries.length === 0 && (
        <div className="row">
          <p className="quiet">{t('alerts.delivery.nowhere')}</p>
          <Button size="xs" variant="default" onClick={showChannels}>
            {t('alerts.delivery.setUp')}
          </Button>
        </div>
      )}
      <ul className="deliveries">
        {a.deliveries.map((d) => (
          <li key={d.channel} className="delivery" aria-label={d.name}>
            <div className="row apart">
              <span className="row">
                <strong className="alert-words">{d.name}</strong>
                <Status status={d.status} />
              </span>
              <Button size="xs" variant="subtle" aria-label={t('alerts.preview.title', { name: d.name })} onClick={() => setShown(d)}>
                {t('alerts.delivery.preview')}
              </Button>
            </div>
            <p className="quiet">{when(d)}</p>
            {d.error && d.status !== 'sent' && <p className="alert-words">{d.error}</p>}
          </li>
        ))}
      </ul>
      <p role="status" className="quiet">
        {retry.isSuccess ? t('alerts.delivery.going') : ''}
      </p>
      {retry.error && <Notice tone="reached">{retry.error.message}</Notice>}
      {shown && <PreviewDialog alert={a} delivery={shown} close={() => setShown(undefined)} />}
    </section>
  );
}

function Status({ status }: { status: string }) {
  const words = statusWords(status);
  if (status === 'sent') return <Badge tone="calm" icon={<IconCircleCheck aria-hidden />}>{words}</Badge>;
  if (status === 'failed') return <Badge tone="reached" icon={<IconAlertTriangle aria-hidden />}>{words}</Badge>;
  if (status === 'withdrawn') return <Badge tone="quiet" icon={<IconCircleDashed aria-hidden />}>{words}</Badge>;
  return <Badge tone="near" icon={<IconClock aria-hidden />}>{words}</Badge>;
}

/** How often it was tried, and when it was or will be sent. */
function when({ status, attempts, next_try, sent_at }: alert.Delivery): string {
  const words = [
    t('alerts.delivery.tries', { count: attempts, n: formatCount(attempts) }),
    sent_at && t('alerts.delivery.sentAt', { when: formatMoment(sent_at) }),
    status === 'pending' && next_try && t('alerts.delivery.next', { when: formatMoment(next_try) }),
    status === 'failed' && t('alerts.delivery.givenUp'),
    status === 'withdrawn' && t('alerts.delivery.untrue'),
  ];
  return words.filter(Boolean).join(' · ');
}
