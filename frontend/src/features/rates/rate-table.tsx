import { Button } from '@mantine/core';
import { useState } from 'react';
import { backend, type rates } from '../../api/backend';
import { formatDate } from '../../format/days';
import { formatCount } from '../../format/numbers';
import { Confirm } from '../../ui/confirm';
import { ScrollBox } from '../../ui/scroll-box';
import { t } from '../../words';
import { rateWords } from './words';

const first = 20;
const more = 100;

/** The rates that are known, the newest first: a few, and more where they are asked for. */
export function RateTable({ listing, removed }: { listing: rates.Listing; removed: (sentence: string) => void }) {
  const [shown, setShown] = useState(first);
  const [removing, setRemoving] = useState<rates.Rate>();
  const { rates: known, total } = listing;
  if (known.length === 0) return <p>{t('rates.empty')}</p>;
  const list = known.slice(0, shown);
  return (
    <div className="stack-tight">
      <ScrollBox label={t('rates.list')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('rates.from')}</th>
              <th scope="col">{t('rates.rate')}</th>
              <th scope="col">
                <span className="spoken-only">{t('rates.remove')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {list.map((rate) => (
              <tr key={`${rate.day} ${rate.currency} ${rate.quote}`}>
                <td>{formatDate(rate.day)}</td>
                <td>{rateWords(rate)}</td>
                <td data-number>
                  <Button variant="subtle" size="compact-xs" aria-label={t('rates.removeOne', { rate: rateWords(rate), day: formatDate(rate.day) })} onClick={() => setRemoving(rate)}>
                    {t('rates.remove')}
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      <div className="row quiet">
        {total > list.length && <span>{t('rates.newest', { shown: formatCount(list.length), total: formatCount(total) })}</span>}
        {known.length > list.length && (
          <Button variant="subtle" size="xs" onClick={() => setShown(shown + more)}>
            {t('rates.more')}
          </Button>
        )}
      </div>
      {removing && (
        <Confirm
          title={t('rates.removal', { rate: rateWords(removing) })}
          verb={t('rates.removeRate')}
          act={async () => {
            await backend.removeRate(removing.currency, removing.quote, removing.day);
            removed(t('rates.removed', { rate: rateWords(removing), day: formatDate(removing.day) }));
          }}
          close={() => setRemoving(undefined)}
        >
          {t('rates.removalMeans', { day: formatDate(removing.day) })}
        </Confirm>
      )}
    </div>
  );
}
