import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { backend, type settings } from '../../api/backend';
import { Notice } from '../../ui/notice';
import { Panel } from '../../ui/panel';

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
    <Panel title="Alerts">
      <form onSubmit={submit} className="stack" noValidate>
        <p>In the quiet hours this desktop shows no notification; what came up waits until they end. E-mail and webhooks are sent all the same. Leave both empty for none.</p>
        <div className="settings-hours">
          <TextInput label="Quiet from" placeholder="22:00" autoComplete="off" value={typed.from} error={wrong.from} onChange={(e) => change({ from: e.currentTarget.value.trim() })} />
          <TextInput label="Quiet until" placeholder="07:00" autoComplete="off" value={typed.until} error={wrong.until} onChange={(e) => change({ until: e.currentTarget.value.trim() })} />
        </div>
        <TextInput
          className="settings-form"
          label="A runaway day costs at least"
          description="In USD, or in the currency of its spend. Days below are never called a runaway, however unusual."
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
            Save
          </Button>
          <span role="status" className="quiet">
            {save.isSuccess && same ? 'Saved.' : ''}
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
    if (clock(typed) === undefined) return 'Write hours and minutes, such as 22:00.';
    return typed === '' && other !== '' ? 'Write both hours, or neither.' : undefined;
  };
  const amount = /^\d{1,9}(\.\d{1,9})?$/.test(floor) ? undefined : 'Write digits and a point, such as 5 or 2.50.';
  return { from: time(from, until), until: time(until, from), floor: amount };
}
