import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { backend } from '../../api/backend';
import { Notice } from '../../ui/notice';
import { t } from '../../words';
import { IdleSelect } from './idle-select';
import { Meaning } from './meaning';
import { PassphraseField } from './passphrase-field';
import { twice } from './twice';

const usual = 10; // minutes

/** Says what a lock means, and then sets one. */
export function SetLock({ done }: { done: () => void }) {
  const [first, setFirst] = useState('');
  const [again, setAgain] = useState('');
  const [minutes, setMinutes] = useState(usual);
  const save = useMutation({ mutationFn: () => backend.setLock(first, minutes), onSuccess: done, gcTime: 0 });
  const { short, differs, good } = twice(first, again);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (good) save.mutate();
  };
  return (
    <form onSubmit={submit} className="stack" noValidate>
      <Meaning />
      <div className="stack lock-fields">
        <PassphraseField label={t('lock.passphrase')} description={t('lock.least')} error={short} value={first} change={setFirst} />
        <PassphraseField label={t('lock.repeat')} error={differs} value={again} change={setAgain} />
        <IdleSelect minutes={minutes} choose={setMinutes} />
      </div>
      {save.error && <Notice tone="reached">{save.error.message}</Notice>}
      <div>
        <Button type="submit" variant="default" disabled={!good} loading={save.isPending}>
          {t('lock.set')}
        </Button>
      </div>
    </form>
  );
}
