import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { t } from '../words';
import { Dialog } from './dialog';
import { Notice } from './notice';

/** Says first what would go, then does it. */
export function Confirm({ title, verb, act, close, children }: { title: string; verb: string; act: () => Promise<unknown>; close: () => void; children: ReactNode }) {
  const doing = useMutation({ mutationFn: act, onSuccess: close });
  return (
    <Dialog title={title} close={close}>
      <div className="stack">
        <p>{children}</p>
        {doing.error && <Notice tone="reached">{doing.error.message}</Notice>}
        <div className="row row-end">
          <Button variant="default" onClick={close}>
            {t('ui.cancel')}
          </Button>
          <Button color="danger" loading={doing.isPending} onClick={() => doing.mutate()}>
            {verb}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
