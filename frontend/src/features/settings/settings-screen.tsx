import { Button, SegmentedControl, Select, Switch } from '@mantine/core';
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { backend, type settings } from '../../api/backend';
import { queries } from '../../api/queries';
import { Notice } from '../../ui/notice';
import { Panel } from '../../ui/panel';
import { themes } from '../../ui/themes';
import { AlertsForm } from './alerts-form';
import { Keys } from './keys';
import './settings.css';

const intervals = [
  { value: '5', label: 'every 5 minutes' },
  { value: '15', label: 'every 15 minutes' },
  { value: '30', label: 'every 30 minutes' },
  { value: '60', label: 'every hour' },
  { value: '120', label: 'every 2 hours' },
  { value: '240', label: 'every 4 hours' },
  { value: '360', label: 'every 6 hours' },
  { value: '720', label: 'every 12 hours' },
  { value: '1440', label: 'once a day' },
];

/** What the user chooses about the app itself; each choice is stored at once. */
export function SettingsScreen() {
  const chosen = useSuspenseQuery(queries.settings).data;
  const status = useSuspenseQuery(queries.status).data;
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: (change: Partial<settings.Settings>) => backend.saveSettings({ ...chosen, ...change }),
    onSettled: () => client.invalidateQueries(),
  });
  const shown = { ...chosen, ...(save.isPending ? save.variables : {}) };
  return (
    <div className="stack settings">
      <h1>Settings</h1>
      {save.error && <Notice tone="reached">{save.error.message}</Notice>}
      <Panel title="Syncing">
        <Select label="Read the bills" data={withCustom(shown.interval_minutes)} value={String(shown.interval_minutes)} allowDeselect={false} onChange={(v) => save.mutate({ interval_minutes: Number(v) })} />
        <Switch label="Pause syncing" description="“Sync now” works all the same." checked={shown.sync_paused} onChange={(e) => save.mutate({ sync_paused: e.currentTarget.checked })} />
        <Switch
          label="Keep running in the tray"
          description="A small program syncs and warns you while this window is closed. Without it, both happen only while the window is open."
          checked={shown.keep_in_tray}
          onChange={(e) => save.mutate({ keep_in_tray: e.currentTarget.checked })}
        />
        {!status.tray_host && <p className="quiet">This desktop shows no tray icons. Outlay then runs without one; warnings arrive all the same.</p>}
        <Switch label="Start at login" description="The tray program starts with your session." checked={shown.start_at_login} onChange={(e) => save.mutate({ start_at_login: e.currentTarget.checked })} />
      </Panel>
      <AlertsForm chosen={chosen} />
      <Panel title="Look">
        <div className="row">
          <span id="theme-label">Theme</span>
          <SegmentedControl
            aria-labelledby="theme-label"
            value={shown.theme}
            onChange={(theme) => save.mutate({ theme })}
            data={themes()}
          />
        </div>
      </Panel>
      <Keys status={status} />
      <Panel title="Your data">
        <p className="cut" title={status.data_folder}>
          {status.data_folder}
        </p>
        <div>
          <Button variant="default" onClick={() => void backend.openDataFolder()}>
            Open folder
          </Button>
        </div>
      </Panel>
      <Panel title="Which dollars count">
        <p>
          For each account and day exactly one source counts: what the vendor billed, else what you imported, else what the gateway metered, else an
          estimate from tokens. Subscriptions are a cost of their own and always add. The others stay visible as a cross-check and are never added.
        </p>
      </Panel>
      <Panel title="About">
        <p>Outlay {status.version}. Free software under the MIT licence.</p>
      </Panel>
    </div>
  );
}

function withCustom(minutes: number) {
  const value = String(minutes);
  return intervals.some((i) => i.value === value) ? intervals : [...intervals, { value, label: `every ${value} minutes` }];
}
