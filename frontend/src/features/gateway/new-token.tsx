import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { backend, type gateway } from '../../api/backend';
import { CopyButton } from '../../ui/copy-button';
import { Dialog } from '../../ui/dialog';
import { Notice } from '../../ui/notice';
import { Snippets } from './snippets';

/** Makes a token and shows it this once: with the dialog it is gone from everywhere but the clipboard. */
export function NewToken({ setup, listening, close }: { setup: gateway.Setup; listening: boolean; close: () => void }) {
  // No cache keeps it: the answer is forgotten as soon as nobody looks at it.
  const add = useMutation({ mutationFn: (label: string) => backend.addToken(setup.account, label), gcTime: 0 });
  return (
    <Dialog title={add.data ? `Token for ${add.variables}` : `New token for ${setup.label}`} size="lg" keep={!add.isIdle} close={close}>
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
        label="Name"
        description="The tool or project that will hold it. What it spends is counted under this name."
        placeholder="Nightly report"
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
          Cancel
        </Button>
        <Button type="submit" disabled={label === ''} loading={pending}>
          Make token
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
      <Notice tone="info">This token is shown now and never again. Copy it to where it is needed; if it is lost, revoke it and make another.</Notice>
      <div className="row">
        <code ref={token} tabIndex={-1} className="gateway-address">
          {secret}
        </code>
        <CopyButton text={secret} what="the token" copy={backend.copy} />
      </div>
      {setup.free && <Trial account={setup.account} listening={listening} secret={secret} />}
      <section className="stack-tight" aria-label="Set up a program with this token">
        <h3>Set up a program with it</h3>
        <Snippets snippets={setup.snippets} label={setup.label} token={secret} />
      </section>
      <div className="row row-end">
        <Button onClick={close}>Done</Button>
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
          Send a test request
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
  if (status === 'pending') return 'Asking the vendor through the gateway …';
  if (status === 'success') return 'It came through: this token works.';
  if (status === 'error') return '';
  return listening ? 'It asks the vendor through the gateway, at no cost.' : 'Switch the gateway on first.';
}
