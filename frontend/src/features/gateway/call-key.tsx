import { Button, PasswordInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { backend, type gateway } from '../../api/backend';
import { Confirm } from '../../ui/confirm';
import { Dialog } from '../../ui/dialog';
import { Notice } from '../../ui/notice';
import { t } from '../../words';

/** Takes the key that calls are made with. What is stored is never shown. */
export function CallKeyDialog({ setup, close }: { setup: gateway.Setup; close: () => void }) {
  const [key, setKey] = useState('');
  const save = useMutation({ mutationFn: () => backend.setCallKey(setup.account, key.trim()), onSuccess: close, gcTime: 0 });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Dialog title={t('gateway.key.title', { label: setup.label })} close={close}>
      <form onSubmit={submit} className="stack" noValidate>
        <p>{t('gateway.key.why')}</p>
        <PasswordInput
          label={setup.needs_key}
          autoComplete="off"
          required
          withAsterisk={false}
          data-autofocus
          value={key}
          onChange={(e) => setKey(e.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('gateway.key.show') }}
        />
        {setup.key_link && (
          <div>
            <Button variant="subtle" size="xs" onClick={() => void backend.openLink(setup.key_link)}>
              {t('gateway.key.where')}
            </Button>
          </div>
        )}
        {save.error && <Notice tone="reached">{save.error.message}</Notice>}
        <div className="row row-end">
          <Button variant="default" onClick={close}>
            {t('ui.cancel')}
          </Button>
          <Button type="submit" disabled={key.trim() === ''} loading={save.isPending}>
            {t('gateway.key.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Forgets that key, once that is confirmed. */
export function ForgetCallKey({ setup, close }: { setup: gateway.Setup; close: () => void }) {
  return (
    <Confirm title={t('gateway.key.forgetOf', { label: setup.label })} verb={t('gateway.key.forgetVerb')} act={() => backend.setCallKey(setup.account, '')} close={close}>
      {t('gateway.key.forgetMeans')}
    </Confirm>
  );
}
