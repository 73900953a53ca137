import type { report } from '../../api/backend';
import { formatDate } from '../../format/days';
import { formatAll } from '../../format/money';
import { locale, t } from '../../words';

/** What a converted total is made of: the currencies as they were billed, how old the rates are, and what has none. */
export function Conversion({ converted }: { converted: NonNullable<report.Overview['converted']> }) {
  const billed = formatAll(converted.parts.map((p) => p.amount));
  const left = converted.parts.flatMap((p) => p.left ?? []);
  const { amount, rates_from: day, stale } = converted;
  return (
    <div className="headline-conversion">
      {amount && <p className="money">{day ? t('overview.converted.at', { billed, day: formatDate(day) }) : t('overview.converted.of', { billed })}</p>}
      {left.length > 0 && <p className="quiet">{t('overview.converted.left', { left: formatAll(left) })}</p>}
      {stale.length > 0 && <p className="quiet">{t('overview.converted.stale', { currencies: new Intl.ListFormat(locale()).format(stale) })}</p>}
    </div>
  );
}
