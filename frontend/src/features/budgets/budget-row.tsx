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
      <Meter percent={state.state.percent} level={level} label={`${title}: ${state.state.percent} % of ${formatMoney(budget.limit)}, ${nearWords(state)}`} />
      <p className="budget-crossing">{crossingWords(state)}</p>
      {state.gone && <Notice>What this budget is of is no longer there, so it counts nothing new. Remove it, or make another one.</Notice>}
      {state.lacking.length > 0 && (
        <Notice title="Some of the spend is not known.">{`${listed(state.lacking)} could not be read, so more may be spent than is shown. Look in Accounts for the reason.`}</Notice>
      )}
      <Facts state={state} />
      {silences.map((s) =>
        s.subject === '' ? (
          <p key={`all ${s.kind}`} className="quiet">{`${silencedWords(s)}, as for every budget. Alerts has a way to end it.`}</p>
        ) : (
          <Silenced key={s.kind} silence={s} title={title} ended={() => place.current?.focus()} />
        ),
      )}
      {silence.error && <Notice tone="reached">{silence.error.message}</Notice>}
      <div className="row budget-actions">
        <Button size="xs" variant="default" aria-label={`Edit ${title}`} onClick={() => open({ kind: 'edit', state })}>
          Edit
        </Button>
        <Button size="xs" variant="default" aria-label={`History of ${title}`} onClick={() => open({ kind: 'history', state })}>
          History
        </Button>
        <SilenceMenu
          label={title}
          groups={[
            { words: 'All its alerts', subject: budget.id, kind: '' },
            { words: 'Only those of its forecast', subject: budget.id, kind: 'crossing' },
          ]}
          periodEnd={`${state.state.period.end}T00:00:00Z`}
          silence={({ subject, kind }, until) => silence.mutate({ subject, kind, label: title, until })}
        />
        <Button size="xs" variant="subtle" color="danger" aria-label={`Remove ${title}`} onClick={() => open({ kind: 'remove', state })}>
          Remove
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
        {state.lacking.length > 0 && <span className="quiet">at least </span>}
        <strong className="budget-figure">
          <Money amount={spent} />
        </strong>
        <span className="quiet">
          {' of '}
          <Money amount={state.budget.limit} />
          {` · ${percent} % · ${periodWords(period)}`}
        </span>
      </span>
      {state.other.length > 0 && (
        <span className="quiet">
          and <Moneys amounts={state.other} />, which the limit does not count
        </span>
      )}
    </p>
  );
}

function Facts({ state }: { state: outlook.State }) {
  const { forecast, budget, passed } = state;
  return (
    <dl className="budget-facts">
      <Fact term={`By ${formatDay(lastDay(state.state.period.end))}`}>
        {forecast.amount && forecast.low && forecast.high ? (
          <>
            about <Money amount={forecast.amount} />
            <span className="quiet money budget-under">{`${formatMoney(forecast.low)} – ${formatMoney(forecast.high)}`}</span>
          </>
        ) : (
          <span className="quiet">not known yet</span>
        )}
      </Fact>
      <Fact term="Levels">
        <ul className="budget-levels">
          {budget.levels.map((level) => {
            const on = passed.find((p) => p.level === level)?.on;
            return (
              <li key={level} data-reached={on !== undefined || undefined}>
                {`${level} %`} <span className="quiet">{on ? `reached ${formatDay(on)}` : 'not reached'}</span>
              </li>
            );
          })}
        </ul>
      </Fact>
      <Fact term="Certainty">
        {state.settled ? 'settled' : 'provisional'}
        <span className="quiet budget-under">{state.settled ? 'No day of it can change any more.' : 'Recent days may still change.'}</span>
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
        <Button size="xs" variant="default" loading={end.isPending} aria-label={`End: ${words}, ${title}`} onClick={() => end.mutate()}>
          End
        </Button>
      }
    >
      {end.error?.message ?? `${words}.`}
    </Notice>
  );
}

/** Names in a sentence: "a, b and c". */
function listed(names: string[]): string {
  return new Intl.ListFormat('en', { type: 'conjunction' }).format(names);
}
