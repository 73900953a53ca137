import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { backend, type bind, type report } from '../../api/backend';
import { Dialog } from '../../ui/dialog';
import { Notice } from '../../ui/notice';
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
    <Dialog close={close} title={`Replace the key of ${account.label}`}>
      <form onSubmit={submit} className="stack" noValidate>
        <p>{account.has_key ? 'A key is stored. It is never shown again; paste the new one.' : 'No key is stored. Paste one.'}</p>
        {field && <SecretField field={field} value={key} change={setKey} draft={{ provider: account.provider, base_url: account.base_url, fields: account.fields }} />}
        {save.error && <Notice tone="reached">{save.error.message}</Notice>}
        <div className="row form-buttons">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending}>
            Save key
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
