import { Button, Switch } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { IconDeviceDesktop, IconMail, IconWebhook } from '@tabler/icons-react';
import { backend, type channel } from '../../api/backend';
import { Notice } from '../../ui/notice';
import { t } from '../../words';
import type { Open } from './channels';
import { channelWords, shapeWords } from './words';

const icons: Record<string, typeof IconMail> = { native: IconDeviceDesktop, email: IconMail, webhook: IconWebhook };

/** One channel: whether it is on, whether something can arrive, and a way to try it. */
export function ChannelRow({ channel: c, sample, open }: { channel: channel.Channel; sample: boolean; open: (dialog: Open) => void }) {
  const turn = useMutation({ mutationFn: (on: boolean) => backend.changeChannel(c.id, { kind: c.kind, on }) });
  const test = useMutation({ mutationFn: () => backend.testChannel(c.id) });
  const Icon = icons[c.kind] ?? IconWebhook;
  const native = c.kind === 'native';
  return (
    <li className="channel" aria-label={c.label}>
      <div className="row apart channel-head">
        <div className="row channel-name">
          <Icon className="channel-icon" aria-hidden />
          <div className="channel-words">
            <h2 className="cut" title={c.label}>
              {c.label}
            </h2>
            <p className="quiet alert-words">{what(c)}</p>
          </div>
        </div>
        <Switch
          label={(turn.isPending ? turn.variables : c.on) ? t('alerts.channel.on') : t('alerts.channel.off')}
          aria-label={t('alerts.channel.sendTo', { name: c.label })}
          checked={turn.isPending ? turn.variables : c.on}
          disabled={sample || turn.isPending}
          onChange={(e) => turn.mutate(e.currentTarget.checked)}
        />
      </div>
      {c.problem && <Notice title={t('alerts.channel.dead')}>{c.problem}</Notice>}
      {turn.error && <Notice tone="reached">{turn.error.message}</Notice>}
      <div className="row channel-actions">
        <Button size="xs" variant="default" loading={test.isPending} aria-label={t('alerts.channel.testOf', { name: c.label })} onClick={() => test.mutate()}>
          {t('alerts.channel.test')}
        </Button>
        {!native && (
          <>
            <Button size="xs" variant="default" disabled={sample} aria-label={t('alerts.channel.editOf', { name: c.label })} onClick={() => open({ kind: c.kind === 'email' ? 'email' : 'webhook', channel: c })}>
              {t('alerts.channel.edit')}
            </Button>
            <Button size="xs" variant="subtle" color="danger" disabled={sample} aria-label={t('alerts.channel.removeOf', { name: c.label })} onClick={() => open({ kind: 'remove', channel: c })}>
              {t('alerts.channel.remove')}
            </Button>
          </>
        )}
        <span role="status" className="quiet">
          {testWords(test.status, native)}
        </span>
      </div>
      {test.error && <Notice tone="reached">{test.error.message}</Notice>}
    </li>
  );
}

/** What sort of channel it is, and where it leads. */
function what(c: channel.Channel): string {
  if (c.kind === 'native') return t('alerts.channel.native');
  const sort = c.webhook ? shapeWords(c.webhook.shape) : channelWords(c.kind);
  return [sort, c.address].filter(Boolean).join(' · ');
}

function testWords(status: 'idle' | 'pending' | 'success' | 'error', native: boolean): string {
  if (status === 'pending') return t('alerts.channel.sending');
  if (status !== 'success') return '';
  return native ? t('alerts.channel.shown') : t('alerts.channel.taken');
}
