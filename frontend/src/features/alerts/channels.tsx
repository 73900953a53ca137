import { Button } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { backend, type channel } from '../../api/backend';
import { queries } from '../../api/queries';
import { Confirm } from '../../ui/confirm';
import { t } from '../../words';
import { ChannelRow } from './channel-row';
import { EmailForm } from './email-form';
import { WebhookForm } from './webhook-form';

/** What is open above the list: one dialog at a time. */
export type Open = { kind: 'email' | 'webhook'; channel?: channel.Channel } | { kind: 'remove'; channel: channel.Channel };

/** Where news is sent. */
export function Channels({ sample }: { sample: boolean }) {
  const channels = useSuspenseQuery(queries.channels).data;
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  return (
    <>
      <div className="row apart">
        <p className="quiet alerts-why">{t('alerts.channels.why')}</p>
        <div className="row">
          <Button variant="default" disabled={sample} onClick={() => setOpen({ kind: 'email' })}>
            {t('alerts.channels.addEmail')}
          </Button>
          <Button variant="default" disabled={sample} onClick={() => setOpen({ kind: 'webhook' })}>
            {t('alerts.channels.addWebhook')}
          </Button>
        </div>
      </div>
      {sample && <p className="quiet">{t('alerts.channels.sample')}</p>}
      <ul className="stack" aria-label={t('alerts.channels.title')}>
        {channels.map((c) => (
          <ChannelRow key={c.id} channel={c} sample={sample} open={setOpen} />
        ))}
      </ul>
      {channels.every((c) => c.kind === 'native') && <p className="quiet">{t('alerts.channels.only')}</p>}
      {open?.kind === 'email' && <EmailForm channel={open.channel} close={close} />}
      {open?.kind === 'webhook' && <WebhookForm channel={open.channel} close={close} />}
      {open?.kind === 'remove' && (
        <Confirm title={t('alerts.channel.removeOf', { name: open.channel.label })} verb={t('alerts.channel.removeVerb')} act={() => backend.removeChannel(open.channel.id)} close={close}>
          {t('alerts.channel.removal')}
        </Confirm>
      )}
    </>
  );
}
