import { Button } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { backend } from '../../api/backend';
import { queries } from '../../api/queries';
import { Notice } from '../../ui/notice';
import { t } from '../../words';
import { forgetAnswers } from './locking';
import { PassphraseField } from './passphrase-field';
import { Refused } from './refused';
import { useLockView } from './use-lock-view';
import './lock.css';

/** Stands in the place of everything while the window is locked. With it the page forgets all it knew. */
export function LockScreen() {
  const client = useQueryClient();
  useEffect(() => forgetAnswers(client), [client]);
  const view = useLockView();
  const wait = view.data?.lock.wait_seconds ?? 0;
  const taken = view.data?.locked === false;
  const [typed, setTyped] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  useEffect(() => {
    if (taken) void client.invalidateQueries({ queryKey: queries.status.queryKey }); // in a terminal
  }, [taken, client]);
  const unlock = useMutation({
    mutationFn: () => backend.unlockWindow(typed),
    onError: () => {
      field.current?.focus();
      return client.invalidateQueries({ queryKey: queries.lock.queryKey });
    },
    onSettled: () => setTyped(''),
    gcTime: 0,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed !== '' && wait === 0 && !unlock.isPending) unlock.mutate();
  };
  return (
    <main className="lock">
      <form onSubmit={submit} className="stack lock-form" noValidate>
        <IconLock className="lock-icon" aria-hidden />
        <h1>{t('lock.title')}</h1>
        <p className="quiet">{t('lock.goesOn')}</p>
        <PassphraseField ref={field} label={t('lock.passphrase')} value={typed} change={setTyped} />
        <Refused error={unlock.error} wait={wait} />
        {view.error && <Notice tone="reached">{view.error.message}</Notice>}
        <Button type="submit" fullWidth disabled={typed === '' || wait > 0} loading={unlock.isPending}>
          {t('lock.unlock')}
        </Button>
        <Button variant="subtle" fullWidth onClick={() => void backend.quit()}>
          {t('lock.quit')}
        </Button>
        <details className="quiet">
          <summary>{t('lock.forgot')}</summary>
          <p>{t('lock.forgotten')}</p>
        </details>
      </form>
    </main>
  );
}
