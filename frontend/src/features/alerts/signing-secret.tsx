import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { backend } from '../../api/backend';
import { CopyButton } from '../../ui/copy-button';
import { Notice } from '../../ui/notice';
import { t } from '../../words';

/** Shows a signing secret this once: with the dialog that it stands in, it is gone from everywhere but the clipboard. */
export function SigningSecret({ secret, close }: { secret: string; close: () => void }) {
  const place = useRef<HTMLElement>(null);
  useEffect(() => place.current?.focus(), []); // the button that had the focus is gone
  return (
    <div className="stack">
      <Notice tone="info">{t('alerts.signing.once')}</Notice>
      <div className="row">
        <code ref={place} tabIndex={-1} className="alert-secret">
          {secret}
        </code>
        <CopyButton text={secret} what={t('alerts.signing.what')} copy={backend.copy} />
      </div>
      <div className="row row-end">
        <Button onClick={close}>{t('alerts.signing.done')}</Button>
      </div>
    </div>
  );
}
