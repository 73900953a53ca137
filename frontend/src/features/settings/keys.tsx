import { Button, PasswordInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { backend, type bind } from '../../api/backend';
import { Notice } from '../../ui/notice';
import { Panel } from '../../ui/panel';
import { t } from '../../words';

const kinds = ['keychain', 'passphrase', 'session', 'environment'] as const;

const isKnown = (kind: string): kind is (typeof kinds)[number] => (kinds as readonly string[]).includes(kind);

/** How the stored keys are kept, and a passphrase for machines without a keychain. */
export function Keys({ status }: { status: bind.Status }) {
  const [typed, setTyped] = useState('');
  const set = useMutation({ mutationFn: () => backend.setPassphrase(typed), onSuccess: () => setTyped(''), gcTime: 0 });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    set.mutate();
  };
  return (
    <Panel title={t('settings.keys.title')}>
      <div className="stack">
        <p>
          {isKnown(status.vault_kind) && t(`settings.keys.kinds.${status.vault_kind}`)} {t('settings.keys.sentTo')}
        </p>
        {status.vault_text && <Notice>{status.vault_text}</Notice>}
        {status.vault_kind !== 'environment' && (
          <form onSubmit={submit} className="stack-tight settings-form" noValidate>
            <PasswordInput
              label={status.vault_kind === 'passphrase' ? t('settings.keys.new') : t('settings.keys.instead')}
              description={t('settings.keys.help')}
              autoComplete="off"
              value={typed}
              onChange={(e) => setTyped(e.currentTarget.value)}
              visibilityToggleButtonProps={{ 'aria-label': t('settings.keys.show') }}
            />
            <div>
              <Button type="submit" variant="default" disabled={typed === ''} loading={set.isPending}>
                {t('settings.keys.set')}
              </Button>
            </div>
            {set.error && <Notice tone="reached">{set.error.message}</Notice>}
            {set.isSuccess && (
              <p role="status" className="quiet">
                {t('settings.keys.isSet')}
              </p>
            )}
          </form>
        )}
      </div>
    </Panel>
  );
}
