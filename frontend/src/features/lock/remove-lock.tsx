import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { backend } from '../../api/backend';
import { queries } from '../../api/queries';
import { Dialog } from '../../ui/dialog';
import { t } from '../../words';
import { PassphraseField } from './passphrase-field';
import { Refused } from './refused';
import { useLockView } from './use-lock-view';

/** Removes the lock for who knows its passphrase. */
export function RemoveLock({ done, close }: { done: () => void; close: () => void }) {
  const client = useQueryClient();
  const wait = useLockView().data?.lock.wait_seconds ?? 0;
  const [old, setOld] = useState('');
  const remove = useMutation({
    mutationFn: () => backend.removeLock(old),
    onSuccess: done,
    onError: () => client.invalidateQueries({ queryKey: queries.lock.queryKey }),
    gcTime: 0,
  });
  const ready = old !== '' && wait === 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) remove.mutate();
  };
  return (
    <Dialog title={t('lock.remove')} close={close}>
      <form onSubmit={submit} className="stack" noValidate>
        <p>{t('lock.removal')}</p>
        <PassphraseField label={t('lock.passphrase')} value={old} change={setOld} focus />
        <Refused error={remove.error} wait={wait} />
        <div className="row row-end">
          <Button variant="default" onClick={close}>
            {t('ui.cancel')}
          </Button>
          <Button type="submit" color="danger" disabled={!ready} loading={remove.isPending}>
            {t('lock.remove')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
