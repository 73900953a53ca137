import type { Amount } from '../format/money';
import type { Knowledge } from '../format/spend';
import { Money } from './money';

/** What an account spent, or that it is not known: never $0 where nothing was read. */
export function Spent({ amount, limit, known, published }: { amount: Amount; limit?: Amount | null; known: Knowledge; published: boolean }) {
  if (known === 'unknown') {
    return (
      <span>
        <strong>{published ? 'Not known yet' : 'Spend unknown'}</strong>
        {limit && (
          <span className="quiet">
            {', so its limit of '}
            <Money amount={limit} />
            {' cannot be watched'}
          </span>
        )}
      </span>
    );
  }
  return (
    <span>
      {known === 'at least' && <span className="quiet">at least </span>}
      <strong>
        <Money amount={amount} />
      </strong>
      {limit && (
        <span className="quiet">
          {' of '}
          <Money amount={limit} />
        </span>
      )}
    </span>
  );
}
