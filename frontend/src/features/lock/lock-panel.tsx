import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { backend, type lock } from '../../api/backend';
import { Notice } from '../../ui/notice';
import { Panel } from '../../ui/panel';
import { t } from '../../words';
import { ChangeLock } from './change-lock';
import { IdleSelect } from './idle-select';
import { lockNow } from './locking';
import { Meaning } from './meaning';
import { RemoveLock } from './remove-lock';
import { SetLock } from './set-lock';
import { lockKeys, lockShortcut } from './use-keeper';
import { useLockView } from './use-lock-view';
import './lock.css';

/** The setup of the lock, as a part of the settings. */
export function LockPanel({ sample }: { sample: boolean }) {
  const view = useLockView();
  return (
    <Panel title={t('lock.lock')}>
      <div className="stack">
        {sample ? <p>{t('lock.sample')}</p> : view.error ? <Notice tone="reached">{view.error.message}</Notice> : view.data && <Body lock={view.data.lock} />}
      </div>
    </Panel>
  );
}

function Body({ lock }: { lock: lock.State }) {
  const [said, setSaid] = useState('');
  return (
    <>
      {lock.set ? <Own lock={lock} say={setSaid} /> : <SetLock done={() => setSaid(t('lock.done.set'))} />}
      <p role="status" className={said ? 'quiet' : 'spoken-only'}>
        {said}
      </p>
    </>
  );
}

function Own({ lock, say }: { lock: lock.State; say: (sentence: string) => void }) {
  const client = useQueryClient();
  const [dialog, setDialog] = useState<'change' | 'remove'>();
  const shut = useMutation({ mutationFn: () => lockNow(client) });
  const close = () => setDialog(undefined);
  const done = (sentence: string) => {
    close();
    say(sentence);
  };
  return (
    <>
      <p>{t('lock.isSet')}</p>
      <Idle minutes={lock.idle_minutes} />
      {shut.error && <Notice tone="reached">{shut.error.message}</Notice>}
      <div className="row">
        <Button variant="default" loading={shut.isPending} onClick={() => shut.mutate()} aria-keyshortcuts={lockShortcut}>
          {t('lock.now')}
        </Button>
        <Button variant="default" onClick={() => setDialog('change')}>
          {t('lock.change')}
        </Button>
        <Button variant="default" onClick={() => setDialog('remove')}>
          {t('lock.remove')}
        </Button>
      </div>
      <p className="quiet">{t('lock.anywhere', { keys: lockKeys })}</p>
      <details className="quiet">
        <summary>{t('lock.about')}</summary>
        <Meaning />
      </details>
      {dialog === 'change' && <ChangeLock done={() => done(t('lock.done.changed'))} close={close} />}
      {dialog === 'remove' && <RemoveLock done={() => done(t('lock.done.removed'))} close={close} />}
    </>
  );
}

/** The idle time of a lock that is set; a choice is stored at once. */
function Idle({ minutes }: { minutes: number }) {
  const save = useMutation({ mutationFn: (to: number) => backend.setIdleLock(to) });
  return (
    <>
      <IdleSelect minutes={save.isPending ? save.variables : minutes} choose={(to) => save.mutate(to)} />
      {save.error && <Notice tone="reached">{save.error.message}</Notice>}
    </>
  );
}
