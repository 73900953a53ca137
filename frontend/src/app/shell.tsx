import { Button, Skeleton } from '@mantine/core';
import { useMutation, useSuspenseQuery } from '@tanstack/react-query';
import { Suspense, useEffect, useRef, useState } from 'react';
import type { bind } from '../api/backend';
import { useChanges } from '../api/changes';
import { queries } from '../api/queries';
import { AccountsScreen } from '../features/accounts/accounts-screen';
import { Onboarding } from '../features/accounts/onboarding/onboarding';
import { ActivityScreen } from '../features/activity/activity-screen';
import { AlertsScreen } from '../features/alerts/alerts-screen';
import { AnalyticsScreen } from '../features/analytics/analytics-screen';
import { BudgetsScreen } from '../features/budgets/budgets-screen';
import { ExportDialog } from '../features/exports/export-dialog';
import { ExportKeys } from '../features/exports/export-keys';
import { ExportNotice } from '../features/exports/export-notice';
import { useExporting } from '../features/exports/use-exporting';
import { GatewayScreen } from '../features/gateway/gateway-screen';
import { SampleBanner } from '../features/house/sample-banner';
import { Trouble } from '../features/house/trouble';
import { VaultNotice } from '../features/house/vault-notice';
import { ImportsScreen } from '../features/imports/imports-screen';
import { InvoicesScreen } from '../features/invoices/invoices-screen';
import { LockPanel } from '../features/lock/lock-panel';
import { LockScreen } from '../features/lock/lock-screen';
import { useRefusals } from '../features/lock/locking';
import { useKeeper } from '../features/lock/use-keeper';
import { OverviewLoading } from '../features/overview/loading';
import { OverviewScreen } from '../features/overview/overview-screen';
import { RatesPanel } from '../features/rates/rates-panel';
import { SettingsScreen } from '../features/settings/settings-screen';
import { TagsScreen } from '../features/tags/tags-screen';
import { WelcomeScreen } from '../features/welcome/welcome-screen';
import { able, type Command, useCommands, useOffered } from '../ui/commands';
import { Exporter } from '../ui/exporter';
import { Notice } from '../ui/notice';
import { useViewState } from '../ui/view-state';
import { t } from '../words';
import { Boundary } from './boundary';
import { useKeys } from './keys';
import { KeysDialog } from './keys-dialog';
import { Palette } from './palette';
import { usePlace } from './place';
import { nameOf, screens } from './screens';
import { useShellCommands } from './shell-commands';
import { Sidebar } from './sidebar';
import { useTheme } from './use-theme';
import './shell.css';

/** The window: where you are, and the screen itself. */
export function Shell() {
  useChanges();
  useRefusals();
  const { data: status, refetch } = useSuspenseQuery(queries.status);
  if (status.fault) return <Trouble status={status} retry={() => void refetch()} />;
  if (status.locked) return <Locked />;
  return <Open status={status} />;
}

function Locked() {
  useTheme(false);
  return <LockScreen />;
}

function Open({ status }: { status: bind.Status }) {
  useTheme();
  useKeeper();
  const { screen, part, go: show } = usePlace(screens, status.sample);
  const [visit, setVisit] = useState({ count: 0, adding: '' });
  const [dialog, setDialog] = useState<'palette' | 'keys'>();
  const [single, setSingle] = useViewState('keys.single', true);
  const doing = useMutation({ mutationFn: ({ work }: { name: string; work: Promise<unknown> }) => work });
  const exporting = useExporting();
  const page = useRef<HTMLElement>(null);
  const arriving = useRef(false); // by the keyboard alone: what had the focus is gone with its screen
  useEffect(() => {
    if (arriving.current) page.current?.focus({ preventScroll: true });
    arriving.current = false;
  }, [visit]);
  const go = (to: string, adding = false, anew = adding) => {
    setVisit(({ count }) => ({ count: anew ? count + 1 : count, adding: adding ? to : '' }));
    show(to);
  };
  const jump = (to: string, adding = false) => {
    const whole = !adding && !to.includes('/'); // a form and a part of a screen take the focus themselves
    arriving.current = whole;
    go(to, adding, !whole);
  };
  useCommands(useShellCommands({ sample: status.sample, jump, openKeys: () => setDialog('keys') }));
  const offered = useOffered();
  const run = ({ name, run }: Command) => {
    doing.reset();
    const work = run();
    if (work instanceof Promise) doing.mutate({ name, work });
  };
  useKeys(() => able(offered()), run, () => setDialog('palette'), single);
  const close = () => setDialog(undefined);
  const importInto = (id: string) => go(`imports/${id}`);
  return (
    <Exporter open={exporting.ask}>
      <div className="shell">
        <Sidebar screen={screen} go={go} openPalette={() => setDialog('palette')} doing={doing.isPending ? doing.variables.name : ''} single={single} />
        <main ref={page} tabIndex={-1} className="page" aria-label={nameOf(screen)} key={`${screen} ${part} ${status.sample} ${visit.count}`}>
          <div className="page-inner">
            {status.sample && <SampleBanner />}
            {!status.sample && <VaultNotice status={status} />}
            <Boundary>
              <Suspense fallback={<Loading />}>
                {screen === 'overview' && (
                  <Suspense fallback={<OverviewLoading />}>
                    <Home sample={status.sample} go={go} importInto={importInto} />
                  </Suspense>
                )}
                {screen === 'analytics' && <AnalyticsScreen state={part} goToEntries={(state) => go(`activity/${state}`)} goToAccounts={() => go('accounts')} />}
                {screen === 'activity' && <ActivityScreen state={part} goToAccounts={() => go('accounts')} />}
                {screen === 'accounts' && <AccountsScreen chosen={part} adding={visit.adding === screen} sample={status.sample} importInto={importInto} route={(id) => go(`gateway/${id}`)} />}
                {screen === 'budgets' && <BudgetsScreen chosen={part} adding={visit.adding === screen} sample={status.sample} />}
                {screen === 'alerts' && <AlertsScreen chosen={part} sample={status.sample} goToBudget={(id) => go(`budgets/${id}`)} />}
                {screen === 'gateway' && <GatewayScreen account={part} sample={status.sample} goToAccounts={() => go('accounts')} />}
                {screen === 'tags' && <TagsScreen adding={visit.adding === screen} goToAnalytics={(state) => go(`analytics/${state}`)} goToBudget={(id) => go(`budgets/${id}`)} goToAccounts={() => go('accounts')} />}
                {screen === 'imports' && <ImportsScreen account={part} sample={status.sample} goToOverview={() => go('overview')} addAccount={() => go('accounts', !status.sample)} />}
                {screen === 'invoices' && <InvoicesScreen sample={status.sample} goToAccounts={() => go('accounts')} />}
                {screen === 'settings' && <SettingsScreen chosen={part} currencies={<RatesPanel />} lock={<LockPanel sample={status.sample} />} />}
              </Suspense>
            </Boundary>
          </div>
        </main>
        <div className="outcome stack-tight">
          <Outcome failure={doing.error?.message} said={typeof doing.data === 'string' ? doing.data : ''} close={doing.reset} />
          <ExportNotice exporting={exporting} />
        </div>
        <ExportDialog exporting={exporting} />
        <ExportKeys />
        {dialog === 'palette' && <Palette commands={able(offered())} run={run} close={close} />}
        {dialog === 'keys' && <KeysDialog commands={offered()} single={single} setSingle={setSingle} close={close} />}
      </div>
    </Exporter>
  );
}

/** What came of a command that was run by name or key. */
function Outcome({ failure, said, close }: { failure?: string; said: string; close: () => void }) {
  if (!failure && !said) return null;
  return (
    <Notice
      tone={failure ? 'reached' : 'info'}
      action={
        <Button variant="default" size="xs" onClick={close}>
          {t('ui.close')}
        </Button>
      }
    >
      {failure ?? said}
    </Notice>
  );
}

interface HomeProps {
  sample: boolean;
  go: (to: string, add?: boolean) => void;
  importInto: (account: string) => void;
}

function Home({ sample, go, importInto }: HomeProps) {
  const overview = useSuspenseQuery(queries.overview).data;
  const [connecting, setConnecting] = useState(false); // goes on when the first account is there
  const fresh = overview.accounts.length === 0 && overview.month_to_date.length === 0 && !sample;
  if (connecting) return <Onboarding done={() => setConnecting(false)} />;
  if (fresh) return <WelcomeScreen connect={() => setConnecting(true)} />;
  return (
    <OverviewScreen
      goToAccounts={() => go('accounts')}
      goToAccount={(id) => go(`accounts/${id}`)}
      goToBudgets={() => go('budgets')}
      goToAlerts={() => go('alerts')}
      goToEntries={(state) => go(`activity/${state}`)}
      importInto={importInto}
    />
  );
}

/** What will be there, in its place: nothing jumps when it comes. */
function Loading() {
  return (
    <div className="stack" aria-busy="true" aria-label={t('app.loading')}>
      <Skeleton height="var(--size-headline)" width="var(--column)" />
      <Skeleton height="calc(var(--chart) * 0.7)" />
      <Skeleton height="var(--chart)" />
    </div>
  );
}
