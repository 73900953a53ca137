import type { outlook, report } from '../../api/backend';
import { exactMoney, formatAll, formatMoney } from '../../format/money';
import { asLevel, levelWords } from '../../format/words';
import { LevelBadge } from '../../ui/badge';
import { Meter } from '../../ui/meter';
import { Money } from '../../ui/money';
import { Say } from '../../ui/say';
import { t } from '../../words';
import { Basis } from './basis';
import { Conversion } from './conversion';
import { Facts } from './facts';

interface Props {
  overview: report.Overview;
  /** Undefined while they are not known. */
  budgets?: outlook.State[];
  reading: boolean;
  goToBudgets?: () => void;
}

/** The month's total and what is known about it. */
export function Headline({ overview, budgets, reading, goToBudgets }: Props) {
  return (
    <section className="headline" aria-label={t('overview.month')}>
      <div className="headline-total">
        <p className="quiet">{t('overview.spent')}</p>
        <Figure overview={overview} />
        {overview.converted && <Conversion converted={overview.converted} />}
        {overview.month_to_date.length === 0 && <p className="quiet">{reading ? t('overview.first') : t('overview.unknown')}</p>}
        {overview.limit && <Against overview={overview} />}
        {!overview.limit && budgets?.length === 0 && <p className="quiet">{t('overview.noLimit')}</p>}
        <Basis overview={overview} />
      </div>
      <Facts overview={overview} budgets={budgets} goToBudgets={goToBudgets} />
    </section>
  );
}

/** The total, in the display currency where one can be had; its exact value is said and a hover away. */
function Figure({ overview }: { overview: report.Overview }) {
  const { month_to_date: sums, converted, at_least } = overview;
  const exact = sums.map(exactMoney).join(' + ') || t('format.noData');
  const atLeast = converted?.amount ? at_least || leftOut(converted) : at_least && sums.length > 0;
  return (
    <p className="headline-figure money">
      {atLeast && <span className="headline-least">{t('ui.spent.atLeast')} </span>}
      <span title={converted?.amount ? exactMoney(converted.amount) : exact}>{converted?.amount ? formatMoney(converted.amount) : formatAll(sums)}</span>
      <span className="spoken-only">{t('overview.exactly', { exact })}</span>
    </p>
  );
}

type Converted = NonNullable<report.Overview['converted']>;

/** Whether a conversion lacks spend, which a credit is not. */
function leftOut({ parts }: Converted): boolean {
  return parts.some(({ left }) => left && !left.value.startsWith('-'));
}

function Against({ overview }: { overview: report.Overview }) {
  const { limit, percent } = overview;
  const level = asLevel(overview.level);
  if (!limit) return null;
  return (
    <div className="stack-tight">
      <Meter percent={percent} level={level} label={t('overview.limitMeter', { percent, limit: formatMoney(limit), words: levelWords[level] })} />
      <p className="row">
        <LevelBadge level={overview.level} />
        <span className="quiet">
          {overview.at_least && `${t('ui.spent.atLeast')} `}
          <Say text={t('overview.ofLimit', { percent })} parts={{ limit: <Money amount={limit} /> }} />
        </span>
      </p>
    </div>
  );
}
