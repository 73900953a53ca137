import { Button, Switch } from '@mantine/core';
import { useMutation, useSuspenseQuery } from '@tanstack/react-query';
import { backend, type tariff } from '../../api/backend';
import { queries } from '../../api/queries';
import { formatDate } from '../../format/days';
import { formatCount } from '../../format/numbers';
import { Notice } from '../../ui/notice';
import { Panel } from '../../ui/panel';
import { Say } from '../../ui/say';
import { t } from '../../words';

/** By which prices calls are priced, how old these are, and what of them is the user's own. */
export function PricesPanel({ prices, sample }: { prices: tariff.State; sample: boolean }) {
  const settings = useSuspenseQuery(queries.settings).data;
  const fetch = useMutation({ mutationFn: backend.fetchPrices });
  const weekly = useMutation({ mutationFn: (on: boolean) => backend.saveSettings({ ...settings, fetch_prices: on }) });
  const failed = fetch.error ?? weekly.error;
  return (
    <Panel title={t('gateway.prices.title')}>
      <p>{t('gateway.prices.asOf', { day: formatDate(prices.as_of), source: prices.source })}</p>
      {prices.problem && <Notice tone="reached">{prices.problem}</Notice>}
      <p className="quiet gateway-why">
        <Say text={prices.own > 0 ? t('gateway.prices.own', { count: prices.own, n: formatCount(prices.own) }) : t('gateway.prices.noOwn')} parts={{ file: <code className="gateway-path">{prices.own_file}</code> }} />
      </p>
      <div className="row gateway-prices">
        <Button variant="default" disabled={sample} loading={fetch.isPending} onClick={() => fetch.mutate()}>
          {t('gateway.prices.fetch')}
        </Button>
        <Switch
          label={t('gateway.prices.weekly')}
          description={t('gateway.prices.weeklyHelp')}
          checked={weekly.isPending ? weekly.variables : settings.fetch_prices}
          disabled={sample || weekly.isPending}
          onChange={(e) => weekly.mutate(e.currentTarget.checked)}
        />
      </div>
      <p role="status" className="quiet">
        {fetch.isSuccess ? t('gateway.prices.fetched') : ''}
      </p>
      {failed && <Notice tone="reached">{failed.message}</Notice>}
    </Panel>
  );
}
