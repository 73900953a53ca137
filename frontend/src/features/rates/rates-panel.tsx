import { Select } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { backend } from '../../api/backend';
import { queries } from '../../api/queries';
import { currencies, formatCurrency } from '../../format/currencies';
import { Notice } from '../../ui/notice';
import { Panel } from '../../ui/panel';
import { t } from '../../words';
import { AddRate } from './add-rate';
import { ImportRates } from './import-rates';
import { RateTable } from './rate-table';
import './rates.css';

/** What currencies are worth in one another, and in which one totals are shown, as a part of the settings. */
export function RatesPanel() {
  const listing = useQuery(queries.rates);
  const display = useQuery(queries.settings).data?.display_currency;
  const [said, setSaid] = useState('');
  return (
    <Panel title={t('rates.title')}>
      <div className="stack">
        <p>{t('rates.stay')}</p>
        {display !== undefined && <Display currency={display} />}
        <p className="quiet">{t('rates.nothingFetched')}</p>
        {listing.error && <Notice tone="reached">{listing.error.message}</Notice>}
        {listing.data && <RateTable listing={listing.data} removed={setSaid} />}
        {listing.data && display !== undefined && <AddRate newest={listing.data.rates[0]} display={display} added={setSaid} />}
        <ImportRates imported={setSaid} />
        <p role="status" className={said ? 'quiet' : 'spoken-only'}>
          {said}
        </p>
      </div>
    </Panel>
  );
}

/** The currency in which totals of several are shown, too; it is stored at once. */
function Display({ currency }: { currency: string }) {
  const save = useMutation({ mutationFn: (to: string) => backend.setDisplayCurrency(to) });
  const shown = save.isPending ? save.variables : currency;
  const data = [{ value: '', label: t('rates.none') }, ...currencies(shown ? [shown] : []).map((code) => ({ value: code, label: formatCurrency(code) }))];
  return (
    <>
      <Select
        className="rates-display"
        label={t('rates.display')}
        description={t('rates.displayHelp')}
        data={data}
        value={shown}
        searchable
        selectFirstOptionOnChange
        nothingFoundMessage={t('rates.noSuch')}
        allowDeselect={false}
        onChange={(to) => to !== null && save.mutate(to)}
      />
      {save.error && <Notice tone="reached">{save.error.message}</Notice>}
    </>
  );
}
