import { Button, Checkbox, TextInput } from '@mantine/core';
import type { UseMutationResult } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { gateway } from '../../api/backend';
import { typedMoney } from '../../format/money';
import { Notice } from '../../ui/notice';
import { t } from '../../words';

interface Props {
  guard: gateway.Guard;
  /** What stopping at the limit is called here, and what the limit is. */
  stop: string;
  limit: string;
  /** The currency of a limit of its own; without it, there is none. */
  currency?: string;
  save: UseMutationResult<unknown, Error, gateway.Guard>;
}

/** What is typed. */
interface Draft {
  stop: boolean;
  perMinute: string;
  limit: string;
}

/** What stops calls: a limit that is reached, or too many requests in a minute. */
export function GuardForm({ guard, stop, limit, currency, save }: Props) {
  const [changes, setChanges] = useState<Partial<Draft>>({});
  const stored: Draft = { stop: guard.stop, perMinute: guard.per_minute ? String(guard.per_minute) : '', limit: guard.limit ? typedMoney(guard.limit.value) : '' };
  const draft = { ...stored, ...changes };
  const unit = guard.limit?.currency ?? currency;
  const wrong = { perMinute: wrongCount(draft.perMinute), limit: wrongAmount(draft.limit) };
  const same = draft.stop === stored.stop && draft.perMinute === stored.perMinute && draft.limit === stored.limit;
  const change = (part: Partial<Draft>) => {
    if (!save.isPending) save.reset();
    setChanges({ ...changes, ...part });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const own = unit && draft.limit ? { value: draft.limit, currency: unit } : undefined;
    save.mutate({ stop: draft.stop, limit: own, per_minute: Number(draft.perMinute) }, { onSuccess: () => setChanges({}) });
  };
  return (
    <form onSubmit={submit} className="stack-tight" noValidate>
      <Checkbox label={stop} description={limit} checked={draft.stop} onChange={(e) => change({ stop: e.currentTarget.checked })} />
      <div className="gateway-fields">
        <TextInput label={t('gateway.guard.perMinute')} placeholder={t('gateway.guard.noCap')} inputMode="numeric" autoComplete="off" value={draft.perMinute} error={wrong.perMinute} onChange={(e) => change({ perMinute: e.currentTarget.value.trim() })} />
        {unit && <TextInput label={t('gateway.guard.own', { unit })} placeholder={t('gateway.guard.noOwn')} inputMode="decimal" autoComplete="off" value={draft.limit} error={wrong.limit} onChange={(e) => change({ limit: e.currentTarget.value.trim() })} />}
        <Button type="submit" variant="default" disabled={same || Boolean(wrong.perMinute ?? wrong.limit)} loading={save.isPending}>
          {t('gateway.guard.save')}
        </Button>
      </div>
      <span role="status" className="quiet">
        {save.isSuccess && same ? t('gateway.guard.saved') : ''}
      </span>
      {save.error && <Notice tone="reached">{save.error.message}</Notice>}
    </form>
  );
}

function wrongCount(typed: string): string | undefined {
  return typed === '' || /^[1-9]\d{0,5}$/.test(typed) ? undefined : t('gateway.guard.badCount');
}

function wrongAmount(typed: string): string | undefined {
  return typed === '' || (/^\d{1,9}(\.\d{1,9})?$/.test(typed) && /[1-9]/.test(typed)) ? undefined : t('gateway.guard.badAmount');
}
