import { type Amount, exactMoney, formatAll, formatSmallMoney } from '../format/money';

/** An amount; its exact value is a hover away. */
export function Money({ amount }: { amount: Amount }) {
  return (
    <span className="money" title={exactMoney(amount)}>
      {formatSmallMoney(amount)}
    </span>
  );
}

/** Amounts of several currencies; nothing known is said, not shown as zero. */
export function Moneys({ amounts }: { amounts: Amount[] }) {
  return (
    <span className="money" title={amounts.map(exactMoney).join(' + ')}>
      {formatAll(amounts)}
    </span>
  );
}
