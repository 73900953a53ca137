import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { backend } from '../../api/backend';
import { queries } from '../../api/queries';
import { Dialog } from '../../ui/dialog';
import { t } from '../../words';
import { PassphraseField } from './passphrase-field';
import { Refused } from './refused';
import { twice } from './twice';
import { useLockView } from './use-lock-view';

/** Puts another passphrase in the place of the old one, for who knows that one. */
export function ChangeLock({ done, close }: { done: () => void; close: () => void }) {
  const client = useQueryClient();
  const wait = useLockView().data?.lock.wait_seconds ?? 0;
  const [old, setOld] = useState('');
  const [first, setFirst] = useState('');
  const [again, setAgain] = useState('');
  const save = useMutation({
    mutationFn: () => backend.changeLock(old, first),
    onSuccess: done,
    onError: () => client.invalidateQueries({ queryKey: queries.lock.queryKey }),
    gcTime: 0,
  });
  const { short, differs, good } = twice(first, again);
  const ready = good && old !== '' && wait === 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) save.mutate();
  };
  return (
    <Dialog title={t('lock.change')} close={close} keep>
      <form onSubmit={submit} className="stack" noValidate>
        <PassphraseField label={t('lock.old')} value={old} change={setOld} focus />
        <PassphraseField label={t('lock.new')} description={t('lock.least')} error={short} value={first} change={setFirst} />
        <PassphraseField label={t('lock.repeat')} error={differs} value={again} change={setAgain} />
        <Refused error={save.error} wait={wait} />
        <div className="row row-end">
          <Button variant="default" onClick={close}>
            {t('ui.cancel')}
          </Button>
          <Button type="submit" disabled={!ready} loading={save.isPending}>
            {t('lock.change')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
