import { Button, Skeleton } from '@mantine/core';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { memo, useCallback, useRef, useState } from 'react';
import { queries } from '../../api/queries';
import { everything } from '../../format/filter';
import { useExportable, useExporter } from '../../ui/exporter';
import { Notice } from '../../ui/notice';
import { Panel } from '../../ui/panel';
import { t } from '../../words';
import { Answer } from './answer';
import { Controls } from './controls';
import { questionOf, readView, type View, writeView } from './view';
import './analytics.css';

interface Props {
  /** The state in the address, "" for none. */
  state: string;
  /** Goes to the entries that an address of the activity names. */
  goToEntries: (state: string) => void;
  goToAccounts: () => void;
}

/** What was spent on what in a span, and what changed. */
export function AnalyticsScreen({ state, goToEntries, goToAccounts }: Props) {
  const [view, setView] = useState(() => readView(state));
  const cycleOf = view.filter.accounts.length === 1 ? (view.filter.accounts[0] ?? '') : '';
  const presets = useSuspenseQuery(queries.presets(''));
  const choices = useQuery({ ...queries.choices, throwOnError: true }).data; // the figures don't wait for them
  const own = useQuery({ ...queries.presets(cycleOf), enabled: cycleOf !== '' }).data ?? presets.data;
  const asked = questionOf(view, own);
  const [last, setLast] = useState(asked); // half a date asks nothing new
  if (asked && JSON.stringify(asked) !== JSON.stringify(last)) setLast(asked);
  const question = asked ?? last;
  const exportThis = useExporter();
  useExportable({ from: question?.from ?? '', through: question?.through ?? '', filter: view.filter, text: '' });
  const latest = useRef(view);
  const change = useCallback((part: Partial<View>) => {
    latest.current = { ...latest.current, ...part };
    setView(latest.current);
    window.history.replaceState(null, '', `#analytics/${writeView(latest.current)}`); // the screen stays: only its address changes
  }, []);
  return (
    <div className="stack">
      <header className="row apart">
        <h1>{t('analytics.title')}</h1>
        <Button variant="default" disabled={!question} onClick={() => exportThis()}>
          {t('analytics.export')}
        </Button>
      </header>
      <Controls view={view} presets={own} shown={question} choices={choices} change={change} />
      {!asked && (
        <Notice tone="info" title={`${t('analytics.halfSpan.title')} `}>
          {t('analytics.halfSpan.text')}
        </Notice>
      )}
      {question && <Asked view={view} question={question} change={change} goToEntries={goToEntries} goToAccounts={goToAccounts} known={choices && choices.first !== null} />}
    </div>
  );
}

type AskedProps = Omit<Props, 'state'> & { view: View; question: NonNullable<ReturnType<typeof questionOf>>; change: (part: Partial<View>) => void; known?: boolean };

const Answered = memo(Answer);

function Asked({ view, question, change, known, ...ways }: AskedProps) {
  const answer = useQuery(queries.analytics(question));
  const clear = useCallback(() => change({ filter: everything }), [change]);
  if (answer.error) {
    return (
      <Notice tone="reached" title={`${t('analytics.failed')} `} action={<Button onClick={() => void answer.refetch()}>{t('app.again')}</Button>}>
        {answer.error.message}
      </Notice>
    );
  }
  if (!answer.data) return <Loading />;
  const nothing = answer.data.totals.length === 0 && answer.data.rows.length === 0 && answer.data.stack.totals.every((total) => total === null);
  if (nothing && known === undefined) return <Loading />;
  if (nothing && !known) return <Nothing goToAccounts={ways.goToAccounts} />;
  return (
    <div className="stack analytics-answer" aria-busy={answer.isPlaceholderData}>
      <Answered a={answer.data} filter={view.filter} form={view.form} nothing={nothing} change={change} clear={clear} {...ways} />
    </div>
  );
}

/** What will be there, in its place: nothing jumps when it comes. */
function Loading() {
  return (
    <div className="stack" aria-busy="true" aria-label={t('app.loading')} role="status">
      <Skeleton height="calc(var(--chart) * 0.6)" />
      <Skeleton height="var(--chart)" />
      <Skeleton height="var(--chart)" />
    </div>
  );
}

function Nothing({ goToAccounts }: { goToAccounts: () => void }) {
  return (
    <Panel title={t('analytics.empty.title')}>
      <p className="analytics-words">{t('analytics.empty.text')}</p>
      <div>
        <Button onClick={goToAccounts}>{t('analytics.empty.connect')}</Button>
      </div>
    </Panel>
  );
}
