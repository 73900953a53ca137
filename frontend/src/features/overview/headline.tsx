import { Tooltip } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { forecast, money, report } from '../../api/backend';
import { queries } from '../../api/queries';
import { useNow } from '../../ui/use-now';
import { formatAgo, formatDay, formatMoment, lastDay } from '../../format/days';
import { exactMoney, formatAll, formatMoney } from '../../format/money';
import { asLevel, basisWords, levelWords } from '../../format/words';
import { LevelBadge } from '../../ui/badge';
import { Meter } from '../../ui/meter';
import { Money, Moneys } from '../../ui/money';

/** The month's total and what is known about it. */
export function Headline({ overview }: { overview: report.Overview }) {
  const exact = overview.month_to_date.map(exactMoney).join(' + ') || 'no data';
  const atLeast = overview.at_least && overview.month_to_date.length > 0;
  const budgets = useSuspenseQuery(queries.budgets).data;
  const whole = budgets.find((b) => b.budget.scope === 'everything' && b.budget.every === 'month');
  const left = overview.left ?? whole?.state.left;
  const atMost = overview.left ? overview.at_least : (whole?.lacking.length ?? 0) > 0;
  return (
    <section className="headline" aria-label="This month">
      <div className="headline-total">
        <p className="quiet">Spent this month</p>
        <p className="headline-figure money">
          {atLeast && <span className="headline-least">at least </span>}
          <span title={exact}>{formatAll(overview.month_to_date)}</span>
          <span className="spoken-only">{`Spent this month, exactly ${exact}`}</span>
        </p>
        {overview.limit && <Against overview={overview} />}
        {!overview.limit && budgets.length === 0 && <p className="quiet">No limit is set. Set one at an account or in Budgets to be warned at 80 % and at 100 %.</p>}
        <Basis overview={overview} />
      </div>
      <dl className="headline-facts">
        <Fact term="Today">
          <Moneys amounts={overview.today_spend} />
        </Fact>
        {overview.forecasts.map((f) => (
          <Fact key={f.currency} term={`Month end${overview.forecasts.length > 1 ? `, ${f.currency}` : ''}`}>
            <Outlook forecast={f} />
          </Fact>
        ))}
        <Fact term="Budget left">{left ? <Left atMost={atMost} left={left} /> : <span className="quiet">{budgets.length > 0 ? 'of each: below' : 'no limit'}</span>}</Fact>
      </dl>
    </section>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt className="quiet">{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Against({ overview }: { overview: report.Overview }) {
  const level = asLevel(overview.level);
  if (!overview.limit) return null;
  return (
    <div className="stack-tight">
      <Meter percent={overview.percent} level={level} label={`${overview.percent} % of the limit of ${formatMoney(overview.limit)}: ${levelWords[level]}`} />
      <p className="row">
        <LevelBadge level={overview.level} />
        <span className="quiet">
          {overview.at_least && 'at least '}
          {overview.percent} % of <Money amount={overview.limit} />
        </span>
      </p>
    </div>
  );
}

/** What is left of the limits; less than that where the total lacks something. */
function Left({ atMost, left }: { atMost: boolean; left: money.Amount }) {
  return (
    <>
      {atMost && <span className="quiet">at most </span>}
      <Money amount={left} />
    </>
  );
}

function Outlook({ forecast: f }: { forecast: forecast.Forecast }) {
  if (!f.amount || !f.low || !f.high) {
    const words = f.withheld === 'too_few_days' ? `needs 5 settled days; ${f.days_used} so far` : 'not known';
    return <span className="quiet">{words}</span>;
  }
  const how = `What is spent so far, and what the ${f.days_left} days after today usually cost, by the last ${f.days_used} settled days: their rhythm, their trend, runaway days damped. The truth falls in the range in at least eight months of ten.`;
  return (
    <Tooltip label={how} multiline w="var(--card)">
      {/* The explanation must be reachable by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <span tabIndex={0}>
        about <Money amount={f.amount} />
        <span className="quiet money fact-range">
          {formatMoney(f.low)} – {formatMoney(f.high)}
        </span>
        <span className="spoken-only">{`by ${formatDay(lastDay(f.period.end))}`}</span>
      </span>
    </Tooltip>
  );
}

function Basis({ overview }: { overview: report.Overview }) {
  const now = useNow();
  const parts = [
    overview.bases.map((b) => basisWords[b] ?? b).join(', '),
    overview.settled_through ? `settled through ${formatDay(overview.settled_through)}` : '',
    overview.last_synced ? `last synced ${formatAgo(overview.last_synced, now)}` : '',
  ].filter(Boolean);
  if (parts.length === 0) return null;
  const meaning = 'Settled days no longer change. Younger days are read again on every sync, because vendors revise them.';
  return (
    <Tooltip label={overview.last_synced ? `${meaning} Last synced ${formatMoment(overview.last_synced)}.` : meaning} multiline w="var(--card)">
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <p className="quiet headline-basis" tabIndex={0}>
        {parts.join(' · ')}
      </p>
    </Tooltip>
  );
}
