import type { Amount } from '../format/money';
import type { Knowledge } from '../format/spend';
import { t } from '../words';
import { Money } from './money';
import { Say } from './say';

/** What an account spent, or that it is not known: never $0 where nothing was read. */
export function Spent({ amount, limit, known, published }: { amount: Amount; limit?: Amount | null; known: Knowledge; published: boolean }) {
  if (known === 'unknown') {
    return (
      <span>
        <strong>{published ? t('ui.spent.notYet') : t('ui.spent.unknown')}</strong>
        {limit && (
          <span className="quiet">
            <Say text={t('ui.spent.unwatched')} parts={{ limit: <Money amount={limit} /> }} />
          </span>
        )}
      </span>
    );
  }
  return (
    <span>
      {known === 'at least' && <span className="quiet">{t('ui.spent.atLeast')} </span>}
      <strong>
        <Money amount={amount} />
      </strong>
      {limit && (
        <span className="quiet">
          {' '}
          <Say text={t('ui.spent.of')} parts={{ limit: <Money amount={limit} /> }} />
        </span>
      )}
    </span>
  );
}
