import { Button } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { backend, type channel } from '../../api/backend';
import { queries } from '../../api/queries';
import { Confirm } from '../../ui/confirm';
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
        <p className="quiet alerts-why">Each alert is sent once to every channel that is on. One that cannot be reached is tried again for two days.</p>
        <div className="row">
          <Button variant="default" disabled={sample} onClick={() => setOpen({ kind: 'email' })}>
            Add e-mail
          </Button>
          <Button variant="default" disabled={sample} onClick={() => setOpen({ kind: 'webhook' })}>
            Add webhook
          </Button>
        </div>
      </div>
      {sample && <p className="quiet">Sample data sends nothing. Leave it to set up where your own alerts are sent.</p>}
      <ul className="stack" aria-label="Channels">
        {channels.map((c) => (
          <ChannelRow key={c.id} channel={c} sample={sample} open={setOpen} />
        ))}
      </ul>
      {channels.every((c) => c.kind === 'native') && <p className="quiet">Notifications reach you at this desktop alone. Add e-mail or a webhook to hear of it elsewhere, and from a machine without a screen.</p>}
      {open?.kind === 'email' && <EmailForm channel={open.channel} close={close} />}
      {open?.kind === 'webhook' && <WebhookForm channel={open.channel} close={close} />}
      {open?.kind === 'remove' && (
        <Confirm title={`Remove ${open.channel.label}`} verb="Remove channel" act={() => backend.removeChannel(open.channel.id)} close={close}>
          Nothing is sent there any more, and what is stored of its password, address or token is deleted. The log of what was sent stays.
        </Confirm>
      )}
    </>
  );
}
