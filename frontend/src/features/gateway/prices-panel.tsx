import { Button, Switch } from '@mantine/core';
import { useMutation, useSuspenseQuery } from '@tanstack/react-query';
import { backend, type tariff } from '../../api/backend';
import { queries } from '../../api/queries';
import { formatDate } from '../../format/days';
import { Notice } from '../../ui/notice';
import { Panel } from '../../ui/panel';

/** By which prices calls are priced, how old these are, and what of them is the user's own. */
export function PricesPanel({ prices, sample }: { prices: tariff.State; sample: boolean }) {
  const settings = useSuspenseQuery(queries.settings).data;
  const fetch = useMutation({ mutationFn: backend.fetchPrices });
  const weekly = useMutation({ mutationFn: (on: boolean) => backend.saveSettings({ ...settings, fetch_prices: on }) });
  const failed = fetch.error ?? weekly.error;
  return (
    <Panel title="Prices">
      <p>{`Prices as of ${formatDate(prices.as_of)}, from ${prices.source}. What has no price there is shown without one, and is in no total.`}</p>
      {prices.problem && <Notice tone="reached">{prices.problem}</Notice>}
      <p className="quiet gateway-why">
        {prices.own > 0 ? `${prices.own === 1 ? 'One price' : `${prices.own} prices`} of your own from ` : 'Prices of your own would be read from '}
        <code className="gateway-path">{prices.own_file}</code>
      </p>
      <div className="row gateway-prices">
        <Button variant="default" disabled={sample} loading={fetch.isPending} onClick={() => fetch.mutate()}>
          Fetch newer prices
        </Button>
        <Switch
          label="Fetch them every week"
          description="From raw.githubusercontent.com. The request says nothing about you."
          checked={weekly.isPending ? weekly.variables : settings.fetch_prices}
          disabled={sample || weekly.isPending}
          onChange={(e) => weekly.mutate(e.currentTarget.checked)}
        />
      </div>
      <p role="status" className="quiet">
        {fetch.isSuccess ? 'These are the prices as they are published today.' : ''}
      </p>
      {failed && <Notice tone="reached">{failed.message}</Notice>}
    </Panel>
  );
}
