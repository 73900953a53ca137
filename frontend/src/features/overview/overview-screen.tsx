import { Button, Tooltip } from '@mantine/core';
import { IconDownload, IconRefresh } from '@tabler/icons-react';
import { useMutation, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { backend, type report } from '../../api/backend';
import { queries } from '../../api/queries';
import { DailyBars } from '../../charts/daily-bars';
import { Ranked } from '../../charts/ranked';
import { ShareDoughnut } from '../../charts/share-doughnut';
import { formatMonth } from '../../format/days';
import { Panel } from '../../ui/panel';
import { AccountCards } from './account-cards';
import { AlertsPanel } from './alerts-panel';
import { BudgetsPanel } from './budgets-panel';
import { Gaps } from './gaps';
import { Headline } from './headline';
import { SyncProgress } from './sync-progress';
import './overview.css';

interface Props {
  goToAccounts: () => void;
  goToBudgets?: () => void;
  goToAlerts?: () => void;
  importInto?: (account: string) => void;
}

/** What was spent, where the month will end, and what the total lacks. */
export function OverviewScreen({ goToAccounts, goToBudgets, goToAlerts, importInto }: Props) {
  const overview = useSuspenseQuery(queries.overview).data;
  const main = overview.bars.currency;
  const inMain = (slices: report.Slice[]) => slices.filter((s) => s.amount.currency === main);
  return (
    <div className="stack">
      <header className="row apart">
        <h1>{formatMonth(overview.today)}</h1>
        <Actions overview={overview} />
      </header>
      <SyncProgress />
      <Gaps gaps={overview.gaps} goToAccounts={goToAccounts} importInto={importInto} />
      <Headline overview={overview} />
      <BudgetsPanel goToBudgets={goToBudgets} />
      <div className="overview-charts">
        <DailyBars bars={overview.bars} largest={inMain(overview.services).map((s) => s.key)} />
        <ShareDoughnut title={`By service, ${main}`} slices={inMain(overview.services)} />
      </div>
      <div className="overview-lists">
        <Panel title="Models this month">
          <Ranked slices={overview.models} />
        </Panel>
        <Panel title="Projects this month">
          <Ranked slices={overview.projects} />
        </Panel>
        <AlertsPanel goToAlerts={goToAlerts} />
      </div>
      <AccountCards cards={overview.accounts} />
    </div>
  );
}

function Actions({ overview }: { overview: report.Overview }) {
  const sync = useMutation({ mutationFn: backend.syncNow });
  const running = useQuery(queries.sync).data?.running ?? false;
  const days = overview.bars.days;
  const save = useMutation({ mutationFn: () => backend.exportCSV(days[0] ?? overview.today, overview.today) });
  return (
    <div className="row">
      <span role="status" className="quiet">
        {save.error?.message ?? sync.error?.message ?? (save.data ? `Saved: ${save.data}` : '')}
      </span>
      <Tooltip label="The counted entries of the last 30 days, as a file for spreadsheets">
        <Button variant="default" leftSection={<IconDownload aria-hidden />} loading={save.isPending} onClick={() => save.mutate()}>
          Export CSV
        </Button>
      </Tooltip>
      <Button aria-keyshortcuts="R" leftSection={<IconRefresh aria-hidden />} loading={running || sync.isPending} onClick={() => sync.mutate()}>
        Sync now
      </Button>
    </div>
  );
}
