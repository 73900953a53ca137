import { Button, PasswordInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { backend, type bind } from '../../api/backend';
import { Notice } from '../../ui/notice';

/** Says that stored keys cannot be opened, and offers what helps. */
export function VaultNotice({ status }: { status: bind.Status }) {
  switch (status.vault) {
    case 'needs_passphrase':
      return <Passphrase />;
    case 'unavailable':
      return <Unavailable text={status.vault_text} />;
    case 'wrong_key':
      return <WrongKey text={status.vault_text} />;
  }
  return null;
}

function Passphrase() {
  const [typed, setTyped] = useState('');
  const unlock = useMutation({ mutationFn: () => backend.unlock(typed), onSuccess: () => setTyped('') });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    unlock.mutate();
  };
  return (
    <Notice title="Your keys are locked. ">
      <form onSubmit={submit} className="row" noValidate>
        <PasswordInput label="Passphrase" autoComplete="off" value={typed} onChange={(e) => setTyped(e.currentTarget.value)} error={unlock.error?.message} className="passphrase" visibilityToggleButtonProps={{ 'aria-label': 'Show what is typed' }} />
        <Button type="submit" loading={unlock.isPending}>
          Unlock
        </Button>
      </form>
    </Notice>
  );
}

function Unavailable({ text }: { text: string }) {
  const session = useMutation({ mutationFn: backend.useSession });
  return (
    <Notice
      title="The system’s keychain cannot be reached. "
      action={
        <Button variant="default" size="xs" loading={session.isPending} onClick={() => session.mutate()}>
          Use this session only
        </Button>
      }
    >
      {session.error?.message ?? text}
    </Notice>
  );
}

function WrongKey({ text }: { text: string }) {
  const forget = useMutation({ mutationFn: backend.forgetKeys });
  return (
    <Notice
      tone="reached"
      title="Your stored keys cannot be opened. "
      action={
        <Button variant="default" size="xs" loading={forget.isPending} onClick={() => forget.mutate()}>
          Forget stored keys
        </Button>
      }
    >
      {forget.error?.message ?? text}
    </Notice>
  );
}
