import type { report } from '../../api/backend';
import { formatSmallMoney, isZero } from '../../format/money';
import { formatCount } from '../../format/numbers';
import { Panel } from '../../ui/panel';
import { t } from '../../words';
import { changeWords, idOf, spanWords } from './words';

interface Props {
  a: report.Analytics;
  before: report.Before;
  pick: (mover: report.Mover) => void;
}

/** What it was and is; an unknown is said, it is no $0. */
function fromTo({ before, amount, unread }: report.Mover): string {
  return t('analytics.movers.from', { before: before ? formatSmallMoney(before) : t('format.noData'), now: unread ? t('format.noData') : formatSmallMoney(amount) });
}

/** The contributions that explain the difference, to the last digit. */
export function Movers({ a, before, pick }: Props) {
  return (
    <Panel title={t('analytics.movers.title')}>
      {a.movers ? <Explained movers={a.movers} by={a.by} before={spanWords(before.from, before.through, a.today)} pick={pick} /> : <p className="quiet">{t('analytics.movers.unknown')}</p>}
    </Panel>
  );
}

function Explained({ movers, by, before, pick }: { movers: report.Movers; by: string; before: string; pick: Props['pick'] }) {
  if (isZero(movers.change) && movers.top.length === 0) return <p className="quiet">{t('analytics.movers.nothing', { before })}</p>;
  return (
    <>
      <p>
        <strong>{changeWords(movers.change, '')}</strong>
        <span className="quiet">{` ${t('analytics.movers.against', { before })}`}</span>
      </p>
      <ul className="movers" aria-label={t('analytics.movers.list')}>
        {movers.top.map((m) => (
          <li key={idOf(m)}>
            {by === 'tag' && m.key === '' ? (
              <span className="cut">{m.label}</span>
            ) : (
              <button type="button" className="analytics-link cut" title={m.label} onClick={() => pick(m)}>
                {m.label}
              </button>
            )}
            <span className="money">{changeWords(m.change, m.percent)}</span>
            <span className="quiet">{fromTo(m)}</span>
          </li>
        ))}
        {movers.rest_count > 0 && (
          <li>
            <span>{t('charts.others', { count: movers.rest_count, n: formatCount(movers.rest_count) })}</span>
            <span className="money">{changeWords(movers.rest, '')}</span>
          </li>
        )}
      </ul>
    </>
  );
}
