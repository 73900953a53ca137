import { Button, PasswordInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { backend, type gateway } from '../../api/backend';
import { Confirm } from '../../ui/confirm';
import { Dialog } from '../../ui/dialog';
import { Notice } from '../../ui/notice';

/** Takes the key that calls are made with. What is stored is never shown. */
export function CallKeyDialog({ setup, close }: { setup: gateway.Setup; close: () => void }) {
  const [key, setKey] = useState('');
  const save = useMutation({ mutationFn: () => backend.setCallKey(setup.account, key.trim()), onSuccess: close, gcTime: 0 });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Dialog title={`The key for calls of ${setup.label}`} close={close}>
      <form onSubmit={submit} className="stack" noValidate>
        <p>The gateway makes calls with this key, beside the one that reads the bill. It is sealed like that one, and sent to nobody but the vendor.</p>
        <PasswordInput
          label={setup.needs_key}
          autoComplete="off"
          required
          withAsterisk={false}
          data-autofocus
          value={key}
          onChange={(e) => setKey(e.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': 'Show what is typed' }}
        />
        {setup.key_link && (
          <div>
            <Button variant="subtle" size="xs" onClick={() => void backend.openLink(setup.key_link)}>
              Where to make this key
            </Button>
          </div>
        )}
        {save.error && <Notice tone="reached">{save.error.message}</Notice>}
        <div className="row row-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" disabled={key.trim() === ''} loading={save.isPending}>
            Save key
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Forgets that key, once that is confirmed. */
export function ForgetCallKey({ setup, close }: { setup: gateway.Setup; close: () => void }) {
  return (
    <Confirm title={`Forget the key for calls of ${setup.label}`} verb="Forget key" act={() => backend.setCallKey(setup.account, '')} close={close}>
      Its calls through the gateway are refused until a key is added again. The key that reads the bill stays.
    </Confirm>
  );
}
