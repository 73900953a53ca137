import { formatAgo } from '../format/days';
import { formatLeft } from '../format/money';
import { t } from '../words';
import './balances.css';

interface Balance {
  name: string;
  value: string;
  unit: string;
  at: string;
}

/** What is left of something prepaid or allowed. It is said each time that this is no spend. */
export function Balances({ balances, now }: { balances: Balance[]; now: Date }) {
  if (balances.length === 0) return null;
  return (
    <ul className="balances">
      {balances.map((b) => (
        <li key={`${b.name} ${b.unit}`} className="quiet">
          {b.name} <span className="money balance-value">{formatLeft(b.value, b.unit)}</span>
          {t('ui.balance', { ago: formatAgo(b.at, now) })}
        </li>
      ))}
    </ul>
  );
}
