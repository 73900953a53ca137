import { Button, PasswordInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { backend, type bind } from '../../api/backend';
import { Notice } from '../../ui/notice';
import { t } from '../../words';

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
  const unlock = useMutation({ mutationFn: () => backend.unlock(typed), onSuccess: () => setTyped(''), gcTime: 0 });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    unlock.mutate();
  };
  return (
    <Notice title={`${t('house.vault.locked')} `}>
      <form onSubmit={submit} className="row" noValidate>
        <PasswordInput label={t('house.vault.passphrase')} autoComplete="off" value={typed} onChange={(e) => setTyped(e.currentTarget.value)} error={unlock.error?.message} className="passphrase" visibilityToggleButtonProps={{ 'aria-label': t('house.vault.show') }} />
        <Button type="submit" loading={unlock.isPending}>
          {t('house.vault.unlock')}
        </Button>
      </form>
    </Notice>
  );
}

function Unavailable({ text }: { text: string }) {
  const session = useMutation({ mutationFn: backend.useSession });
  return (
    <Notice
      title={`${t('house.vault.unavailable')} `}
      action={
        <Button variant="default" size="xs" loading={session.isPending} onClick={() => session.mutate()}>
          {t('house.vault.session')}
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
      title={`${t('house.vault.wrongKey')} `}
      action={
        <Button variant="default" size="xs" loading={forget.isPending} onClick={() => forget.mutate()}>
          {t('house.vault.forget')}
        </Button>
      }
    >
      {forget.error?.message ?? text}
    </Notice>
  );
}
