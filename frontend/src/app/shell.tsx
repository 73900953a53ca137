import { Button, Skeleton, useMantineColorScheme } from '@mantine/core';
import { useHash } from '@mantine/hooks';
import { IconBell, IconChartBar, IconChartDonut, IconFileImport, IconFileInvoice, IconListDetails, IconPlugConnected, IconPower, IconRoute, IconSettings, IconTarget } from '@tabler/icons-react';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { backend, type bind } from '../api/backend';
import { useChanges } from '../api/changes';
import { mostUnread, queries } from '../api/queries';
import { AccountsScreen } from '../features/accounts/accounts-screen';
import { AlertsScreen } from '../features/alerts/alerts-screen';
import { BudgetsScreen } from '../features/budgets/budgets-screen';
import { GatewayScreen } from '../features/gateway/gateway-screen';
import { SampleBanner } from '../features/house/sample-banner';
import { Trouble } from '../features/house/trouble';
import { VaultNotice } from '../features/house/vault-notice';
import { ImportsScreen } from '../features/imports/imports-screen';
import { InvoicesScreen } from '../features/invoices/invoices-screen';
import { OverviewScreen } from '../features/overview/overview-screen';
import { SettingsScreen } from '../features/settings/settings-screen';
import { WelcomeScreen } from '../features/welcome/welcome-screen';
import { formatAgo } from '../format/days';
import { useNow } from '../ui/use-now';
import { Boundary } from './boundary';
import './shell.css';

const AnalyticsScreen = lazy(async () => ({ default: (await import('../features/analytics/analytics-screen')).AnalyticsScreen }));
const ActivityScreen = lazy(async () => ({ default: (await import('../features/activity/activity-screen')).ActivityScreen }));

const screens = [
  { id: 'overview', name: 'Overview', icon: IconChartBar },
  { id: 'analytics', name: 'Analytics', icon: IconChartDonut },
  { id: 'activity', name: 'Activity', icon: IconListDetails },
  { id: 'accounts', name: 'Accounts', icon: IconPlugConnected },
  { id: 'budgets', name: 'Budgets', icon: IconTarget },
  { id: 'alerts', name: 'Alerts', icon: IconBell },
  { id: 'gateway', name: 'Gateway', icon: IconRoute },
  { id: 'imports', name: 'Import', icon: IconFileImport },
  { id: 'invoices', name: 'Invoices', icon: IconFileInvoice },
  { id: 'settings', name: 'Settings', icon: IconSettings },
] as const;

type Screen = (typeof screens)[number]['id'];

/** The window: where you are, and the screen itself. */
export function Shell() {
  useChanges();
  const { data: status, refetch } = useSuspenseQuery(queries.status);
  if (status.fault) return <Trouble status={status} retry={() => void refetch()} />;
  return <Open status={status} />;
}

function Open({ status }: { status: bind.Status }) {
  useTheme();
  const unread = useUnread();
  const [hash, setHash] = useHash({ getInitialValueInEffect: false });
  const [adding, setAdding] = useState(false);
  const [place, account = ''] = hash.slice(1).split('/'); // "#imports/ID" is the screen of one account, "#alerts/ID" that of one alert
  const screen = screens.find((s) => s.id === place)?.id ?? 'overview';
  const go = (to: Screen, add = false) => {
    setAdding(add);
    setHash(to);
  };
  const importInto = (id: string) => setHash(`imports/${id}`);
  return (
    <div className="shell">
      <nav className="sidebar" aria-label="Main">
        <p className="brand">Outlay</p>
        {screens.map(({ id, name, icon: Icon }) => {
          const count = id === 'alerts' ? unread : '';
          return (
            <Button
              key={id}
              variant={id === screen ? 'light' : 'subtle'}
              justify="start"
              fullWidth
              leftSection={<Icon className="nav-icon" aria-hidden />}
              rightSection={count && <span className="nav-count">{count}</span>}
              aria-label={count ? `${name}, ${count} unread` : undefined}
              aria-current={id === screen ? 'page' : undefined}
              onClick={() => go(id)}
            >
              {name}
            </Button>
          );
        })}
        <div className="sidebar-foot">
          <SyncLine />
          <Button variant="subtle" size="xs" justify="start" fullWidth leftSection={<IconPower className="nav-icon" aria-hidden />} onClick={() => void backend.quit()}>
            Quit Outlay
          </Button>
        </div>
      </nav>
      <main className="page" key={`${screen} ${account} ${status.sample}`}>
        <div className="page-inner">
          {status.sample && <SampleBanner />}
          {!status.sample && <VaultNotice status={status} />}
          <Boundary>
            <Suspense fallback={<Loading />}>
              {screen === 'overview' && <Home sample={status.sample} go={go} importInto={importInto} />}
              {screen === 'analytics' && <AnalyticsScreen state={account} goToEntries={(state) => setHash(`activity/${state}`)} goToAccounts={() => go('accounts')} />}
              {screen === 'activity' && <ActivityScreen state={account} goToAccounts={() => go('accounts')} />}
              {screen === 'accounts' && <AccountsScreen adding={adding} sample={status.sample} importInto={importInto} route={(id) => setHash(`gateway/${id}`)} />}
              {screen === 'budgets' && <BudgetsScreen chosen={account} sample={status.sample} />}
              {screen === 'alerts' && <AlertsScreen chosen={account} sample={status.sample} goToBudget={(id) => setHash(`budgets/${id}`)} />}
              {screen === 'gateway' && <GatewayScreen account={account} sample={status.sample} goToAccounts={() => go('accounts')} />}
              {screen === 'imports' && <ImportsScreen account={account} sample={status.sample} goToOverview={() => go('overview')} addAccount={() => go('accounts', !status.sample)} />}
              {screen === 'invoices' && <InvoicesScreen sample={status.sample} goToAccounts={() => go('accounts')} />}
              {screen === 'settings' && <SettingsScreen />}
            </Suspense>
          </Boundary>
        </div>
      </main>
    </div>
  );
}

/** How many alerts nobody has read, "" for none or where it is not known. */
function useUnread(): string {
  const count = useQuery(queries.unread).data?.length ?? 0;
  return count >= mostUnread ? `${mostUnread - 1}+` : count > 0 ? String(count) : '';
}

interface HomeProps {
  sample: boolean;
  go: (to: Screen, add?: boolean) => void;
  importInto: (account: string) => void;
}

function Home({ sample, go, importInto }: HomeProps) {
  const overview = useSuspenseQuery(queries.overview).data;
  const fresh = overview.accounts.length === 0 && overview.month_to_date.length === 0 && !sample;
  if (fresh) return <WelcomeScreen connect={() => go('accounts', true)} />;
  return <OverviewScreen goToAccounts={() => go('accounts')} goToBudgets={() => go('budgets')} goToAlerts={() => go('alerts')} importInto={importInto} />;
}

/** What will be there, in its place: nothing jumps when it comes. */
function Loading() {
  return (
    <div className="stack" aria-busy="true" aria-label="Loading">
      <Skeleton height="var(--size-headline)" width="var(--column)" />
      <Skeleton height="calc(var(--chart) * 0.7)" />
      <Skeleton height="var(--chart)" />
    </div>
  );
}

function SyncLine() {
  const now = useNow();
  const state = useQuery(queries.sync).data;
  const last = useQuery(queries.overview).data?.last_synced;
  const words = state?.running ? 'Syncing …' : state?.paused ? 'Syncing is paused' : last ? `Synced ${formatAgo(last, now)}` : '';
  return <p className="quiet sync-line">{words}</p>;
}

/** The theme of the settings, where they are known. */
function useTheme() {
  const { setColorScheme } = useMantineColorScheme();
  const chosen = useQuery(queries.settings).data?.theme;
  useEffect(() => {
    if (chosen) setColorScheme(chosen === 'light' || chosen === 'dark' ? chosen : 'auto');
  }, [chosen, setColorScheme]);
}
