import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { backend, type bind, type report } from '../../api/backend';
import { Dialog } from '../../ui/dialog';
import { Notice } from '../../ui/notice';
import { t } from '../../words';
import { SecretField } from './secret-field';

/** Takes a new key in place of the stored one, which is never shown. */
export function ReplaceKey({ card, providers, close }: { card: report.Card; providers: bind.Provider[]; close: () => void }) {
  const { account } = card;
  const [key, setKey] = useState('');
  const save = useMutation({ mutationFn: () => backend.changeAccount(account.id, { key }), onSuccess: close, gcTime: 0 });
  const field = providers.find((p) => p.id === account.provider)?.fields.find((f) => f.secret);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Dialog close={close} title={t('accounts.replace.title', { label: account.label })}>
      <form onSubmit={submit} className="stack" noValidate>
        <p>{account.has_key ? t('accounts.replace.stored') : t('accounts.replace.none')}</p>
        {field && <SecretField field={field} value={key} change={setKey} draft={{ provider: account.provider, base_url: account.base_url, fields: account.fields }} />}
        {save.error && <Notice tone="reached">{save.error.message}</Notice>}
        <div className="row form-buttons">
          <Button variant="default" onClick={close}>
            {t('ui.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {t('accounts.replace.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
