import { Button } from '@mantine/core';
import { IconDownload, IconRefresh } from '@tabler/icons-react';
import { useMutation, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { backend, type report } from '../../api/backend';
import { queries } from '../../api/queries';
import { Ranked } from '../../charts/ranked';
import { ShareDoughnut, type Slice } from '../../charts/share-doughnut';
import { formatMonth } from '../../format/days';
import { everything } from '../../format/filter';
import { useExportable, useExporter } from '../../ui/exporter';
import { Panel } from '../../ui/panel';
import { locale, t } from '../../words';
import { AccountHealth } from './account-health';
import { AlertsPanel } from './alerts-panel';
import { BudgetsPanel } from './budgets-panel';
import { Daily } from './daily';
import { entriesOf, ofService } from './entries';
import { Gaps } from './gaps';
import { Headline } from './headline';
import { OverviewLoading } from './loading';
import { ServicesPanel } from './services-panel';
import { SyncProgress } from './sync-progress';
import './overview.css';

interface Props {
  goToAccounts: () => void;
  goToAccount?: (id: string) => void;
  goToBudgets?: () => void;
  goToAlerts?: () => void;
  goToEntries?: (state: string) => void;
  importInto?: (account: string) => void;
}

const nowhere = () => undefined;

/** What was spent, where the month will end, and what the total lacks. */
export function OverviewScreen({ goToAccounts, goToAccount = goToAccounts, goToBudgets, goToAlerts, goToEntries = nowhere, importInto }: Props) {
  const overview = useSuspenseQuery(queries.overview).data;
  const budgets = useQuery(queries.budgets);
  const reading = useQuery(queries.sync).data?.running ?? false;
  if (!budgets.isFetched) return <OverviewLoading />; // the total says something of them, and would jump
  const main = overview.bars.currency;
  const inMain = overview.services.filter((s) => s.amount.currency === main);
  return (
    <div className="stack">
      <header className="row apart">
        <h1>{formatMonth(overview.today)}</h1>
        <Actions overview={overview} running={reading} />
      </header>
      <SyncProgress />
      <Headline overview={overview} budgets={budgets.data} reading={reading} goToBudgets={goToBudgets} />
      <Gaps gaps={overview.gaps} goToAccounts={goToAccounts} goToAccount={goToAccount} importInto={importInto} />
      <BudgetsPanel asked={budgets} goToBudgets={goToBudgets} />
      <div className="overview-charts">
        <Daily bars={overview.bars} largest={inMain.map((s) => s.key)} goToEntries={goToEntries} />
        <Shares title={t('overview.services.share', { currency: main })} slices={inMain} pick={({ key }) => goToEntries(entriesOf(overview.month.start, overview.today, ofService(key)))} />
      </div>
      <OtherCurrencies overview={overview} />
      <div className="overview-charts">
        <ServicesPanel overview={overview} goToEntries={goToEntries} />
        <AlertsPanel goToAlerts={goToAlerts} />
      </div>
      <AccountHealth cards={overview.accounts} goToAccounts={goToAccounts} goToAccount={goToAccount} />
      <div className="overview-lists">
        <Panel title={t('overview.models')}>
          <Ranked slices={overview.models} />
        </Panel>
        <Panel title={t('overview.projects')}>
          <Ranked slices={overview.projects} />
        </Panel>
      </div>
    </div>
  );
}

function Shares({ title, slices, pick }: { title: string; slices: report.Slice[]; pick: (slice: Slice) => void }) {
  if (slices.length > 0) return <ShareDoughnut title={title} slices={slices} pick={pick} />;
  return (
    <Panel title={title}>
      <p className="quiet overview-nothing">{t('overview.services.nothing')}</p>
    </Panel>
  );
}

/** Says that the charts are of one currency, where there are others. */
function OtherCurrencies({ overview }: { overview: report.Overview }) {
  const main = overview.bars.currency;
  const others = overview.month_to_date.map((a) => a.currency).filter((c) => c !== main);
  if (others.length === 0) return null;
  return <p className="quiet">{t('overview.oneCurrency', { currency: main, others: new Intl.ListFormat(locale()).format(others) })}</p>;
}

function Actions({ overview, running }: { overview: report.Overview; running: boolean }) {
  const sync = useMutation({ mutationFn: backend.syncNow });
  const ask = useExporter();
  useExportable({ from: overview.bars.days[0] ?? overview.today, through: overview.today, filter: everything, text: '' });
  return (
    <div className="row">
      <span role="status" className="quiet">
        {sync.error?.message}
      </span>
      <Button variant="default" aria-haspopup="dialog" leftSection={<IconDownload aria-hidden />} onClick={() => ask()}>
        {t('overview.export')}
      </Button>
      <Button aria-keyshortcuts="R" leftSection={<IconRefresh aria-hidden />} loading={running || sync.isPending} onClick={() => sync.mutate()}>
        {t('overview.sync')}
      </Button>
    </div>
  );
}
