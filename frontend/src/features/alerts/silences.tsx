import { Button } from '@mantine/core';
import { useMutation, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { type alert, backend } from '../../api/backend';
import { queries } from '../../api/queries';
import { Notice } from '../../ui/notice';
import { Panel } from '../../ui/panel';
import { t } from '../../words';
import { silencedWords } from './words';

/** What is snoozed or muted; nothing where nothing is. */
export function Silences() {
  const silences = useSuspenseQuery(queries.silences).data;
  const budgets = useQuery(queries.budgets).data ?? [];
  if (silences.length === 0) return null;
  return (
    <Panel title={t('alerts.silences.title')}>
      <p className="quiet">{t('alerts.silences.why')}</p>
      <ul className="silences">
        {silences.map((s) => (
          <Row key={`${s.kind} ${s.subject}`} silence={{ ...s, label: budgets.find((b) => b.budget.id === s.subject)?.title ?? s.label }} />
        ))}
      </ul>
    </Panel>
  );
}

function Row({ silence: s }: { silence: alert.Silence }) {
  const end = useMutation({ mutationFn: () => backend.unsilence(s.subject, s.kind) });
  const words = silencedWords(s);
  return (
    <li>
      <div className="row apart silence">
        <span className="alert-words">{words}</span>
        <Button size="xs" variant="default" loading={end.isPending} aria-label={t('alerts.silences.endOf', { words })} onClick={() => end.mutate()}>
          {t('alerts.silences.end')}
        </Button>
      </div>
      {end.error && <Notice tone="reached">{end.error.message}</Notice>}
    </li>
  );
}
