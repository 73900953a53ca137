import { type Amount, formatSmallMoney, toPixels } from '../format/money';
import { t } from '../words';
import './ranked.css';

/** Parts of a total as bars with their amounts: a list that reads like a chart. */
export function Ranked({ slices }: { slices: { key: string; label: string; amount: Amount }[] }) {
  const most = Math.max(...slices.map((s) => toPixels(s.amount)), 0);
  if (slices.length === 0) return <p className="quiet">{t('charts.nothing')}</p>;
  return (
    <ul className="ranked">
      {slices.map((s) => (
        <li key={s.key + s.amount.currency}>
          <span className="cut" title={s.label}>
            {s.label}
          </span>
          <span className="money">{formatSmallMoney(s.amount)}</span>
          <span className="ranked-bar" aria-hidden>
            <span style={{ width: `${most > 0 ? Math.max(0, (100 * toPixels(s.amount)) / most) : 0}%` }} />
          </span>
        </li>
      ))}
    </ul>
  );
}
