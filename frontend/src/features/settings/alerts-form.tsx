import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { backend, type settings } from '../../api/backend';
import { Notice } from '../../ui/notice';
import { Panel } from '../../ui/panel';
import { t } from '../../words';

/** What is typed. */
interface Typed {
  from: string;
  until: string;
  floor: string;
}

/** When notifications keep quiet, and from what on a day can be a runaway. */
export function AlertsForm({ chosen }: { chosen: settings.Settings }) {
  const [changes, setChanges] = useState<Partial<Typed>>({});
  const stored: Typed = { from: chosen.quiet_from, until: chosen.quiet_until, floor: chosen.runaway_floor };
  const typed = { ...stored, ...changes };
  const [from, until] = [clock(typed.from), clock(typed.until)];
  const wrong = wrongIn(typed);
  const same = typed.from === stored.from && typed.until === stored.until && typed.floor === stored.floor;
  const save = useMutation({
    mutationFn: () => backend.saveSettings({ ...chosen, quiet_from: from ?? '', quiet_until: until ?? '', runaway_floor: typed.floor }),
    onSuccess: () => setChanges({}),
  });
  const change = (part: Partial<Typed>) => {
    if (!save.isPending) save.reset();
    setChanges({ ...changes, ...part });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Panel title={t('settings.alerts.title')}>
      <form onSubmit={submit} className="stack" noValidate>
        <p>{t('settings.alerts.quiet')}</p>
        <div className="settings-hours">
          <TextInput label={t('settings.alerts.from')} placeholder="22:00" autoComplete="off" value={typed.from} error={wrong.from} onChange={(e) => change({ from: e.currentTarget.value.trim() })} />
          <TextInput label={t('settings.alerts.until')} placeholder="07:00" autoComplete="off" value={typed.until} error={wrong.until} onChange={(e) => change({ until: e.currentTarget.value.trim() })} />
        </div>
        <TextInput
          className="settings-form"
          label={t('settings.alerts.floor')}
          description={t('settings.alerts.floorHelp')}
          inputMode="decimal"
          placeholder="5"
          autoComplete="off"
          value={typed.floor}
          error={wrong.floor}
          onChange={(e) => change({ floor: e.currentTarget.value.trim() })}
        />
        {save.error && <Notice tone="reached">{save.error.message}</Notice>}
        <div className="row">
          <Button type="submit" variant="default" disabled={same || Object.values(wrong).some(Boolean)} loading={save.isPending}>
            {t('settings.alerts.save')}
          </Button>
          <span role="status" className="quiet">
            {save.isSuccess && same ? t('settings.alerts.saved') : ''}
          </span>
        </div>
      </form>
    </Panel>
  );
}

/** "7:00" as it is kept: "07:00"; nothing where it is no time of day. A text field, for not every web view can pick times. */
function clock(typed: string): string | undefined {
  if (typed === '') return '';
  return /^([01]?\d|2[0-3]):[0-5]\d$/.test(typed) ? typed.padStart(5, '0') : undefined;
}

function wrongIn({ from, until, floor }: Typed): Partial<Typed> {
  const time = (typed: string, other: string) => {
    if (clock(typed) === undefined) return t('settings.alerts.badTime');
    return typed === '' && other !== '' ? t('settings.alerts.bothTimes') : undefined;
  };
  const amount = /^\d{1,9}(\.\d{1,9})?$/.test(floor) ? undefined : t('settings.alerts.badFloor');
  return { from: time(from, until), until: time(until, from), floor: amount };
}
