import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { IconAlertTriangle, IconBell, IconMail, IconOctagon } from '@tabler/icons-react';
import { useEffect, useId, useRef } from 'react';
import { type alert, backend } from '../../api/backend';
import { formatAgo, formatMoment } from '../../format/days';
import { Badge } from '../../ui/badge';
import { Notice } from '../../ui/notice';
import { SilenceMenu } from '../../ui/silence-menu';
import { useNow } from '../../ui/use-now';
import { t } from '../../words';
import { Deliveries } from './deliveries';
import { everywhere, hasFailed, kindWords } from './words';

interface Props {
  alert: alert.Alert;
  /** It was asked for by name. */
  chosen: boolean;
  expanded: boolean;
  expand: (on: boolean) => void;
  goToBudget: (id: string) => void;
  showChannels: () => void;
}

/** One piece of news: what happened, and behind a click how sure, what to do and what became of it. */
export function AlertRow({ alert: a, chosen, expanded, expand, goToBudget, showChannels }: Props) {
  const now = useNow();
  const details = useId();
  const place = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (!chosen) return;
    place.current?.focus({ preventScroll: true });
    place.current?.scrollIntoView({ block: 'start' });
  }, [chosen]);
  const seen = useMutation({ mutationFn: () => backend.markSeen([a.id]), onSuccess: () => place.current?.focus() }); // its button is gone then
  const silence = useMutation({ mutationFn: (s: alert.Silence) => backend.silence(s) });
  const failure = seen.error ?? silence.error;
  const kind = kindWords(a.kind);
  return (
    <li ref={place} tabIndex={-1} className="alert" data-unseen={!a.seen || undefined} aria-label={a.title}>
      <div className="row apart alert-top">
        <h2 className="alert-words">{a.title}</h2>
        <span className="quiet alert-time" title={formatMoment(a.created_at)}>
          {formatAgo(a.created_at, now)}
        </span>
      </div>
      <p className="row">
        {!a.seen && <Badge tone="near" icon={<IconMail aria-hidden />}>{t('alerts.row.unread')}</Badge>}
        <Badge tone={a.urgent ? 'reached' : 'quiet'} icon={a.urgent ? <IconOctagon aria-hidden /> : <IconBell aria-hidden />}>{kind}</Badge>
        {hasFailed(a) && <Badge tone="reached" icon={<IconAlertTriangle aria-hidden />}>{t('alerts.row.undelivered')}</Badge>}
        {a.withdrawn && <span className="quiet">{t('alerts.row.withdrawn')}</span>}
      </p>
      <p className="alert-words">{a.body}</p>
      <div className="row alert-actions">
        <Button size="xs" variant="default" aria-expanded={expanded} aria-controls={expanded ? details : undefined} aria-label={t('alerts.row.detailsOf', { title: a.title })} onClick={() => expand(!expanded)}>
          {expanded ? t('alerts.row.fewer') : t('alerts.row.details')}
        </Button>
        {!a.seen && (
          <Button size="xs" variant="default" loading={seen.isPending} aria-label={t('alerts.row.markOf', { title: a.title })} onClick={() => seen.mutate()}>
            {t('alerts.row.mark')}
          </Button>
        )}
        <SilenceMenu
          label={a.label}
          groups={[
            { words: t('alerts.row.kindOf', { kind, label: a.label }), subject: a.subject, kind: a.kind },
            { words: t('alerts.row.allOf', { label: a.label }), subject: a.subject, kind: '' },
            { words: everywhere(a.kind), subject: '', kind: a.kind },
          ]}
          silence={(what, until) => silence.mutate({ subject: what.subject, kind: what.kind, label: what.subject ? a.label : '', until })}
        />
        {(a.kind === 'level' || a.kind === 'crossing') && (
          <Button size="xs" variant="subtle" aria-label={t('alerts.row.budgetOf', { title: a.title })} onClick={() => goToBudget(a.subject)}>
            {t('alerts.row.budget')}
          </Button>
        )}
        <span role="status" className="quiet">
          {silence.isSuccess ? t('alerts.row.silenced') : ''}
        </span>
      </div>
      {failure && <Notice tone="reached">{failure.message}</Notice>}
      {expanded && (
        <div id={details} className="alert-details">
          <Facts alert={a} />
          <Deliveries alert={a} showChannels={showChannels} />
        </div>
      )}
    </li>
  );
}

function Facts({ alert: { advice, facts, created_at } }: { alert: alert.Alert }) {
  return (
    <>
      {advice && (
        <section className="stack-tight" aria-label={t('alerts.row.advice')}>
          <h3>{t('alerts.row.advice')}</h3>
          <p className="alert-words">{advice}</p>
        </section>
      )}
      <dl className="alert-facts">
        {facts.map(({ label, value }) => (
          <div key={`${label} ${value}`}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <div>
          <dt>{t('alerts.row.noticed')}</dt>
          <dd>{formatMoment(created_at)}</dd>
        </div>
      </dl>
    </>
  );
}
