import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { backend, type gateway } from '../../api/backend';
import { CopyButton } from '../../ui/copy-button';
import { Dialog } from '../../ui/dialog';
import { Notice } from '../../ui/notice';
import { t } from '../../words';
import { Snippets } from './snippets';

/** Makes a token and shows it this once: with the dialog it is gone from everywhere but the clipboard. */
export function NewToken({ setup, listening, close }: { setup: gateway.Setup; listening: boolean; close: () => void }) {
  // No cache keeps it: the answer is forgotten as soon as nobody looks at it.
  const add = useMutation({ mutationFn: (label: string) => backend.addToken(setup.account, label), gcTime: 0 });
  return (
    <Dialog title={add.data ? t('gateway.token.for', { name: add.variables }) : t('gateway.token.newFor', { label: setup.label })} size="lg" keep={!add.isIdle} close={close}>
      {add.data ? (
        <Shown setup={setup} listening={listening} secret={add.data.secret} close={close} />
      ) : (
        <NameForm pending={add.isPending} failure={add.error} make={add.mutate} close={close} />
      )}
    </Dialog>
  );
}

function NameForm({ pending, failure, make, close }: { pending: boolean; failure: Error | null; make: (label: string) => void; close: () => void }) {
  const [typed, setTyped] = useState('');
  const label = typed.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make(label);
  };
  return (
    <form onSubmit={submit} className="stack" noValidate>
      <TextInput
        label={t('gateway.token.name')}
        description={t('gateway.token.nameHelp')}
        placeholder={t('gateway.token.example')}
        autoComplete="off"
        required
        withAsterisk={false}
        data-autofocus
        value={typed}
        onChange={(e) => setTyped(e.currentTarget.value)}
      />
      {failure && <Notice tone="reached">{failure.message}</Notice>}
      <div className="row row-end">
        <Button variant="default" onClick={close}>
          {t('ui.cancel')}
        </Button>
        <Button type="submit" disabled={label === ''} loading={pending}>
          {t('gateway.token.make')}
        </Button>
      </div>
    </form>
  );
}

function Shown({ setup, listening, secret, close }: { setup: gateway.Setup; listening: boolean; secret: string; close: () => void }) {
  const token = useRef<HTMLElement>(null);
  useEffect(() => token.current?.focus(), []); // the button that had the focus is gone
  return (
    <div className="stack">
      <Notice tone="info">{t('gateway.token.once')}</Notice>
      <div className="row">
        <code ref={token} tabIndex={-1} className="gateway-address">
          {secret}
        </code>
        <CopyButton text={secret} what={t('gateway.token.what')} copy={backend.copy} />
      </div>
      {setup.free && <Trial account={setup.account} listening={listening} secret={secret} />}
      <section className="stack-tight" aria-label={t('gateway.token.setUp')}>
        <h3>{t('gateway.token.setUpHead')}</h3>
        <Snippets snippets={setup.snippets} label={setup.label} token={secret} />
      </section>
      <div className="row row-end">
        <Button onClick={close}>{t('gateway.token.done')}</Button>
      </div>
    </div>
  );
}

/** Tries the way with a request that costs nothing. */
function Trial({ account, listening, secret }: { account: string; listening: boolean; secret: string }) {
  const test = useMutation({ mutationFn: () => backend.testGateway(account, secret), gcTime: 0 });
  return (
    <div className="stack-tight">
      <div className="row">
        <Button size="xs" variant="default" disabled={!listening} loading={test.isPending} onClick={() => test.mutate()}>
          {t('gateway.trial.send')}
        </Button>
        <span role="status" className="quiet">
          {trialWords(listening, test.status)}
        </span>
      </div>
      {test.error && <Notice tone="reached">{test.error.message}</Notice>}
    </div>
  );
}

function trialWords(listening: boolean, status: 'idle' | 'pending' | 'success' | 'error'): string {
  if (status === 'pending') return t('gateway.trial.asking');
  if (status === 'success') return t('gateway.trial.works');
  if (status === 'error') return '';
  return listening ? t('gateway.trial.free') : t('gateway.trial.off');
}
