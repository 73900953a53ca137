import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconClock } from '@tabler/icons-react';
import { useState } from 'react';
import { type alert, backend } from '../../api/backend';
import { formatMoment } from '../../format/days';
import { Badge } from '../../ui/badge';
import { Notice } from '../../ui/notice';
import { PreviewDialog } from './preview-dialog';
import { count, hasFailed, statusWords } from './words';

/** What became of an alert on each channel. */
export function Deliveries({ alert: a, showChannels }: { alert: alert.Alert; showChannels: () => void }) {
  const [shown, setShown] = useState<alert.Delivery>();
  const retry = useMutation({ mutationFn: () => backend.retryAlert(a.id) });
  return (
    <section className="stack-tight" aria-label={`Deliveries of ${a.title}`}>
      <div className="row apart">
        <h3>Deliveries</h3>
        {hasFailed(a) && (
          <Button size="xs" loading={retry.isPending} onClick={() => retry.mutate()}>
            Try again
          </Button>
        )}
      </div>
      {a.deliveries.length === 0 && (
        <div className="row">
          <p className="quiet">It was sent nowhere: no channel was on.</p>
          <Button size="xs" variant="default" onClick={showChannels}>
            Set up a channel
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
              <Button size="xs" variant="subtle" aria-label={`What ${d.name} gets`} onClick={() => setShown(d)}>
                Preview
              </Button>
            </div>
            <p className="quiet">{when(d)}</p>
            {d.error && d.status !== 'sent' && <p className="alert-words">{d.error}</p>}
          </li>
        ))}
      </ul>
      <p role="status" className="quiet">
        {retry.isSuccess ? 'It is sent again now.' : ''}
      </p>
      {retry.error && <Notice tone="reached">{retry.error.message}</Notice>}
      {shown && <PreviewDialog alert={a} delivery={shown} close={() => setShown(undefined)} />}
    </section>
  );
}

function Status({ status }: { status: string }) {
  const words = statusWords[status] ?? status;
  if (status === 'sent') return <Badge tone="calm" icon={<IconCircleCheck aria-hidden />}>{words}</Badge>;
  if (status === 'failed') return <Badge tone="reached" icon={<IconAlertTriangle aria-hidden />}>{words}</Badge>;
  if (status === 'withdrawn') return <Badge tone="quiet" icon={<IconCircleDashed aria-hidden />}>{words}</Badge>;
  return <Badge tone="near" icon={<IconClock aria-hidden />}>{words}</Badge>;
}

/** How often it was tried, and when it was or will be sent. */
function when({ status, attempts, next_try, sent_at }: alert.Delivery): string {
  const words = [
    count(attempts, 'try', 'tries'),
    sent_at && `sent ${formatMoment(sent_at)}`,
    status === 'pending' && next_try && `next try ${formatMoment(next_try)}`,
    status === 'failed' && 'given up',
    status === 'withdrawn' && 'no longer true before it was sent',
  ];
  return words.filter(Boolean).join(' · ');
}
