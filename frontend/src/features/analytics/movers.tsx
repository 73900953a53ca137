import type { report } from '../../api/backend';
import { formatSmallMoney, isZero } from '../../format/money';
import { counted } from '../../format/numbers';
import { Panel } from '../../ui/panel';
import { changeWords, idOf, spanWords } from './words';

interface Props {
  a: report.Analytics;
  before: report.Before;
  pick: (mover: report.Mover) => void;
}

/** The contributions that explain the difference, to the last digit. */
export function Movers({ a, before, pick }: Props) {
  return (
    <Panel title="What changed?">
      {a.movers ? <Explained movers={a.movers} by={a.by} before={spanWords(before.from, before.through, a.today)} pick={pick} /> : <p className="quiet">Neither these days nor those before are known well enough to tell.</p>}
    </Panel>
  );
}

function Explained({ movers, by, before, pick }: { movers: report.Movers; by: string; before: string; pick: Props['pick'] }) {
  if (isZero(movers.change) && movers.top.length === 0) return <p className="quiet">{`Nothing: as much was spent as in ${before}.`}</p>;
  return (
    <>
      <p>
        <strong>{changeWords(movers.change, '')}</strong>
        <span className="quiet">{` against ${before}. The largest contributions:`}</span>
      </p>
      <ul className="movers" aria-label="Largest contributions">
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
            <span className="quiet">{`from ${formatSmallMoney(m.before)} to ${formatSmallMoney(m.amount)}`}</span>
          </li>
        ))}
        {movers.rest_count > 0 && (
          <li>
            <span>{counted(movers.rest_count, 'other')}</span>
            <span className="money">{changeWords(movers.rest, '')}</span>
          </li>
        )}
      </ul>
    </>
  );
}
