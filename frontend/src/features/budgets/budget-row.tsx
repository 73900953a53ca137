import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef } from 'react';
import { type alert, backend, type outlook } from '../../api/backend';
import { formatDay, lastDay } from '../../format/days';
import { crossingWords, nearWords } from '../../format/limit';
import { formatMoney } from '../../format/money';
import { asLevel } from '../../format/words';
import { LevelBadge } from '../../ui/badge';
import { Meter } from '../../ui/meter';
import { Money, Moneys } from '../../ui/money';
import { Notice } from '../../ui/notice';
import { SilenceMenu } from '../../ui/silence-menu';
import { Say } from '../../ui/say';
import { locale, t } from '../../words';
import type { Open } from './budgets-screen';
import { periodWords, rhythmWords, silencedWords } from './words';

interface Props {
  state: outlook.State;
  silences: alert.Silence[];
  chosen: boolean;
  open: (dialog: Open) => void;
}

/** One budget: what of it is spent, where it is going, and what can be done with it. */
export function BudgetRow({ state, silences, chosen, open }: Props) {
  const { budget, title, of } = state;
  const place = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (!chosen) return;
    place.current?.focus({ preventScroll: true });
    place.current?.scrollIntoView({ block: 'start' });
  }, [chosen]);
  const silence = useMutation({ mutationFn: (s: alert.Silence) => backend.silence(s) });
  const level = asLevel(state.state.level);
  return (
    <li ref={place} tabIndex={-1} className="budget" aria-label={title}>
      <div className="row apart budget-head">
        <div className="budget-title">
          <h2 className="cut" title={title}>
            {title}
          </h2>
          <p className="quiet budget-of">{[title === of ? '' : of, rhythmWords(budget)].filter(Boolean).join(' · ')}</p>
        </div>
        <LevelBadge level={state.state.level} words={nearWords(state)} />
      </div>
      <SpentLine state={state} />
      <Meter percent={state.state.percent} level={level} label={t('budgets.meter', { title, percent: state.state.percent, limit: formatMoney(budget.limit), words: nearWords(state) })} />
      <p className="budget-crossing">{crossingWords(state)}</p>
      {state.gone && <Notice>{t('budgets.gone')}</Notice>}
      {state.lacking.length > 0 && (
        <Notice title={t('budgets.lacking.title')}>{t('budgets.lacking.text', { names: listed(state.lacking) })}</Notice>
      )}
      <Facts state={state} />
      {silences.map((s) =>
        s.subject === '' ? (
          <p key={`all ${s.kind}`} className="quiet">{t('budgets.everyBudget', { silenced: silencedWords(s) })}</p>
        ) : (
          <Silenced key={s.kind} silence={s} title={title} ended={() => place.current?.focus()} />
        ),
      )}
      {silence.error && <Notice tone="reached">{silence.error.message}</Notice>}
      <div className="row budget-actions">
        <Button size="xs" variant="default" aria-label={t('budgets.editOf', { title })} onClick={() => open({ kind: 'edit', state })}>
          {t('budgets.edit')}
        </Button>
        <Button size="xs" variant="default" aria-label={t('budgets.history.of', { title })} onClick={() => open({ kind: 'history', state })}>
          {t('budgets.history.button')}
        </Button>
        <SilenceMenu
          label={title}
          groups={[
            { words: t('budgets.silence.all'), subject: budget.id, kind: '' },
            { words: t('budgets.silence.crossing'), subject: budget.id, kind: 'crossing' },
          ]}
          periodEnd={`${state.state.period.end}T00:00:00Z`}
          silence={({ subject, kind }, until) => silence.mutate({ subject, kind, label: title, until })}
        />
        <Button size="xs" variant="subtle" color="danger" aria-label={t('budgets.remove.title', { title })} onClick={() => open({ kind: 'remove', state })}>
          {t('budgets.remove.button')}
        </Button>
      </div>
    </li>
  );
}

function SpentLine({ state }: { state: outlook.State }) {
  const { spent, percent, period } = state.state;
  return (
    <p className="row">
      <span>
        {state.lacking.length > 0 && <span className="quiet">{t('ui.spent.atLeast')} </span>}
        <strong className="budget-figure">
          <Money amount={spent} />
        </strong>
        <span className="quiet">
          {' '}
          <Say text={t('ui.spent.of')} parts={{ limit: <Money amount={state.budget.limit} /> }} />
          {` · ${percent} % · ${periodWords(period)}`}
        </span>
      </span>
      {state.other.length > 0 && (
        <span className="quiet">
          <Say text={t('budgets.beside')} parts={{ others: <Moneys amounts={state.other} /> }} />
        </span>
      )}
    </p>
  );
}

function Facts({ state }: { state: outlook.State }) {
  const { forecast, budget, passed } = state;
  return (
    <dl className="budget-facts">
      <Fact term={t('budgets.by', { day: formatDay(lastDay(state.state.period.end)) })}>
        {forecast.amount && forecast.low && forecast.high ? (
          <>
            <Say text={t('budgets.about')} parts={{ amount: <Money amount={forecast.amount} /> }} />
            <span className="quiet money budget-under">{`${formatMoney(forecast.low)} – ${formatMoney(forecast.high)}`}</span>
          </>
        ) : (
          <span className="quiet">{t('budgets.unknown')}</span>
        )}
      </Fact>
      <Fact term={t('budgets.levels.label')}>
        <ul className="budget-levels">
          {budget.levels.map((level) => {
            const on = passed.find((p) => p.level === level)?.on;
            return (
              <li key={level} data-reached={on !== undefined || undefined}>
                {`${level} %`} <span className="quiet">{on ? t('budgets.reached', { day: formatDay(on) }) : t('budgets.notReached')}</span>
              </li>
            );
          })}
        </ul>
      </Fact>
      <Fact term={t('budgets.certainty.term')}>
        {state.settled ? t('budgets.certainty.settled') : t('budgets.certainty.provisional')}
        <span className="quiet budget-under">{state.settled ? t('budgets.certainty.never') : t('budgets.certainty.may')}</span>
      </Fact>
    </dl>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** That alerts of the budget are silenced, with a way to end it. */
function Silenced({ silence: s, title, ended }: { silence: alert.Silence; title: string; ended: () => void }) {
  const end = useMutation({ mutationFn: () => backend.unsilence(s.subject, s.kind), onSuccess: ended }); // its button is gone then
  const words = silencedWords(s);
  return (
    <Notice
      tone="info"
      action={
        <Button size="xs" variant="default" loading={end.isPending} aria-label={t('budgets.silence.endOf', { words, title })} onClick={() => end.mutate()}>
          {t('budgets.silence.end')}
        </Button>
      }
    >
      {end.error?.message ?? `${words}.`}
    </Notice>
  );
}

/** Names in a sentence: "a, b and c". */
function listed(names: string[]): string {
  return new Intl.ListFormat(locale(), { type: 'conjunction' }).format(names);
}
