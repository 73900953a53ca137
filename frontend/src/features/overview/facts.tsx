import { Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import type { forecast, money, outlook, report } from '../../api/backend';
import { formatDay, lastDay } from '../../format/days';
import { crossingWords } from '../../format/limit';
import { formatMoney } from '../../format/money';
import { formatCount } from '../../format/numbers';
import { Money, Moneys } from '../../ui/money';
import { Say } from '../../ui/say';
import { t } from '../../words';
import { nearest } from './nearest';

interface Props {
  overview: report.Overview;
  budgets?: outlook.State[];
  goToBudgets?: () => void;
}

/** The days just past, where the month will end, and which limit comes next. */
export function Facts({ overview, budgets = [], goToBudgets }: Props) {
  const whole = budgets.find((b) => b.budget.scope === 'everything' && b.budget.every === 'month');
  const left = overview.left ?? whole?.state.left;
  const atMost = overview.left ? overview.at_least : (whole?.lacking.length ?? 0) > 0;
  const next = nearest(budgets);
  return (
    <div className="headline-facts">
      <dl>
        <Fact term={t('overview.today')}>
          <Moneys amounts={overview.today_spend} />
        </Fact>
        <Fact term={t('overview.yesterday')}>
          <Moneys amounts={overview.yesterday_spend} />
        </Fact>
        {overview.forecasts.map((f) => (
          <Fact key={f.currency} term={overview.forecasts.length > 1 ? t('overview.endIn', { currency: f.currency }) : t('overview.end')}>
            <Outlook forecast={f} />
          </Fact>
        ))}
        <Fact term={t('overview.left')}>{left ? <Left atMost={atMost} left={left} /> : <span className="quiet">{budgets.length > 0 ? t('overview.leftEach') : t('overview.noLeft')}</span>}</Fact>
      </dl>
      {next && <Next state={next} goToBudgets={goToBudgets} />}
    </div>
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

/** What is left of the limits; less than that where the total lacks something. */
function Left({ atMost, left }: { atMost: boolean; left: money.Amount }) {
  return (
    <>
      {atMost && <span className="quiet">{t('overview.atMost')} </span>}
      <Money amount={left} />
    </>
  );
}

function Outlook({ forecast: f }: { forecast: forecast.Forecast }) {
  if (!f.amount || !f.low || !f.high) {
    return <span className="quiet">{f.withheld === 'too_few_days' ? t('overview.forecast.days', { n: formatCount(f.days_used) }) : t('overview.forecast.unknown')}</span>;
  }
  const how = t('overview.forecast.how', { left: formatCount(f.days_left), used: formatCount(f.days_used) });
  return (
    <Tooltip label={how} multiline w="var(--card)">
      {/* The explanation must be reachable by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <span tabIndex={0}>
        <Say text={t('overview.forecast.about')} parts={{ amount: <Money amount={f.amount} /> }} />
        <span className="quiet money fact-range">
          {formatMoney(f.low)} – {formatMoney(f.high)}
        </span>
        <span className="spoken-only">{t('overview.forecast.by', { day: formatDay(lastDay(f.period.end)) })}</span>
      </span>
    </Tooltip>
  );
}

/** The limit that comes next, with the day on which it is thought to be reached. */
function Next({ state, goToBudgets }: { state: outlook.State; goToBudgets?: () => void }) {
  return (
    <p className="headline-next">
      <span className="quiet">{t('overview.next')}</span>{' '}
      {goToBudgets ? (
        <button type="button" className="link" onClick={goToBudgets}>
          <bdi>{state.title}</bdi>
        </button>
      ) : (
        <bdi>{state.title}</bdi>
      )}
      <span className="headline-crossing">{crossingWords(state)}</span>
    </p>
  );
}
