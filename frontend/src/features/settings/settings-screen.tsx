import { Button, SegmentedControl, Select, Switch } from '@mantine/core';
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { backend, type settings } from '../../api/backend';
import { queries } from '../../api/queries';
import { formatCount } from '../../format/numbers';
import { Notice } from '../../ui/notice';
import { Panel } from '../../ui/panel';
import { useSoon } from '../../ui/soon';
import { themes } from '../../ui/themes';
import { t } from '../../words';
import { AlertsForm } from './alerts-form';
import { Keys } from './keys';
import { LanguageSelect } from './language-select';
import './settings.css';

const intervals = [5, 15, 30, 60, 120, 240, 360, 720, 1440]; // minutes

interface Props {
  /** The part that was asked for, "lock" or "currencies"; "" for none. */
  chosen?: string;
  /** The parts that other rooms put here. */
  currencies?: ReactNode;
  lock?: ReactNode;
}

/** What the user chooses about the app itself; each choice is stored at once. */
export function SettingsScreen({ chosen: part = '', currencies, lock }: Props) {
  const chosen = useSuspenseQuery(queries.settings).data;
  const status = useSuspenseQuery(queries.status).data;
  const moving = [useQuery(queries.rates).isPending, useQuery(queries.lock).isPending].some(Boolean); // they would push down what stands below
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: (change: Partial<settings.Settings>) => backend.saveSettings({ ...chosen, ...change }),
    onSettled: () => client.invalidateQueries(),
  });
  const soon = useSoon();
  const shown = { ...chosen, ...(save.isPending ? save.variables : {}) };
  const below = (
    <>
      <Panel title={t('settings.look.title')}>
        <div className="stack">
          <div className="row">
            <span id="theme-label">{t('settings.look.theme')}</span>
            <SegmentedControl aria-labelledby="theme-label" value={shown.theme} onChange={(theme) => save.mutate({ theme })} data={themes()} />
          </div>
          <LanguageSelect />
        </div>
      </Panel>
      <Part name="currencies" chosen={!moving && part === 'currencies'}>
        {currencies}
      </Part>
      <Part name="lock" chosen={!moving && part === 'lock'}>
        {lock}
      </Part>
      <Keys status={status} />
      <Panel title={t('settings.data.title')}>
        <div className="stack">
          <p className="cut" title={status.data_folder}>
            {status.data_folder}
          </p>
          <div>
            <Button variant="default" onClick={() => void backend.openDataFolder()}>
              {t('settings.data.open')}
            </Button>
          </div>
        </div>
      </Panel>
      <Panel title={t('settings.counts.title')}>
        <p>{t('settings.counts.text')}</p>
      </Panel>
      <Panel title={t('settings.about.title')}>
        <p>{t('settings.about.text', { version: status.version })}</p>
      </Panel>
    </>
  );
  return (
    <div className="settings">
      <h1>{t('settings.title')}</h1>
      {save.error && <Notice tone="reached">{save.error.message}</Notice>}
      <Panel title={t('settings.syncing.title')}>
        <div className="stack">
          <Select
            className="settings-form"
            label={t('settings.syncing.interval')}
            data={withCustom(shown.interval_minutes).map((minutes) => ({ value: String(minutes), label: every(minutes) }))}
            value={String(shown.interval_minutes)}
            allowDeselect={false}
            onChange={(v) => save.mutate({ interval_minutes: Number(v) })}
          />
          <Switch label={t('settings.syncing.pause')} description={t('settings.syncing.pauseHelp')} checked={shown.sync_paused} onChange={(e) => save.mutate({ sync_paused: e.currentTarget.checked })} />
          <Switch label={t('settings.syncing.tray')} description={t('settings.syncing.trayHelp')} checked={shown.keep_in_tray} onChange={(e) => save.mutate({ keep_in_tray: e.currentTarget.checked })} />
          {!status.tray_host && <p className="quiet">{t('settings.syncing.noTray')}</p>}
          <Switch label={t('settings.syncing.login')} description={t('settings.syncing.loginHelp')} checked={shown.start_at_login} onChange={(e) => save.mutate({ start_at_login: e.currentTarget.checked })} />
        </div>
      </Panel>
      <AlertsForm chosen={chosen} />
      {soon && below}
    </div>
  );
}

/** A part that can be gone to by its name. */
function Part({ name, chosen, children }: { name: string; chosen: boolean; children: ReactNode }) {
  const id = `settings-${name}`;
  useEffect(() => {
    if (!chosen) return;
    const part = document.getElementById(id);
    part?.scrollIntoView({ block: 'start' });
    part?.focus({ preventScroll: true });
  }, [chosen, id]);
  return (
    <div id={id} tabIndex={-1} className="settings-part">
      {children}
    </div>
  );
}

function withCustom(minutes: number): number[] {
  return intervals.includes(minutes) ? intervals : [...intervals, minutes];
}

function every(minutes: number): string {
  if (minutes === 1440) return t('settings.syncing.daily');
  if (minutes % 60) return t('settings.syncing.minutes', { count: minutes, n: formatCount(minutes) });
  return t('settings.syncing.hours', { count: minutes / 60, n: formatCount(minutes / 60) });
}
