import { Button, PasswordInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { backend, type bind } from '../../api/backend';
import { Notice } from '../../ui/notice';
import { Panel } from '../../ui/panel';

const kinds: Record<string, string> = {
  keychain: 'Your keys are sealed with AES-256-GCM. The master key is in your system’s keychain.',
  passphrase: 'Your keys are sealed with AES-256-GCM under your passphrase, which is asked at each start.',
  session: 'Your keys are kept in memory only and are gone when this window closes.',
  environment: 'Your keys are sealed under the master key of OUTLAY_MASTER_KEY.',
};

/** How the stored keys are kept, and a passphrase for machines without a keychain. */
export function Keys({ status }: { status: bind.Status }) {
  const [typed, setTyped] = useState('');
  const set = useMutation({ mutationFn: () => backend.setPassphrase(typed), onSuccess: () => setTyped('') });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    set.mutate();
  };
  return (
    <Panel title="Your keys">
      <p>{kinds[status.vault_kind] ?? ''} They are sent to nobody but their own vendor, and never shown again.</p>
      {status.vault_text && <Notice>{status.vault_text}</Notice>}
      {status.vault_kind !== 'environment' && (
        <form onSubmit={submit} className="stack-tight settings-form" noValidate>
          <PasswordInput
            label={status.vault_kind === 'passphrase' ? 'New passphrase' : 'Use a passphrase instead'}
            description="At least 8 characters. If you forget it, each key has to be pasted again; your history stays."
            autoComplete="off"
            value={typed}
            onChange={(e) => setTyped(e.currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': 'Show what is typed' }}
          />
          <div>
            <Button type="submit" variant="default" disabled={typed === ''} loading={set.isPending}>
              Set passphrase
            </Button>
          </div>
          {set.error && <Notice tone="reached">{set.error.message}</Notice>}
          {set.isSuccess && (
            <p role="status" className="quiet">
              The passphrase is set. It is asked at the next start.
            </p>
          )}
        </form>
      )}
    </Panel>
  );
}
