import { Button, Checkbox, Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { backend, type channel } from '../../api/backend';
import { Dialog } from '../../ui/dialog';
import { Notice } from '../../ui/notice';
import { t } from '../../words';
import { SecretInput } from './secret-input';
import { SigningSecret } from './signing-secret';
import { has, shapes, shapeWords } from './words';

/** What is typed. */
interface Typed {
  shape: string;
  label: string;
  url: string;
  token: string;
  chat: string;
  resign: boolean;
  forget: boolean; // the token that is stored
}

/** How a service is set up. */
const stepsOf = (shape: string): string => (has(shapes, shape) ? t(`alerts.webhook.steps.${shape}`) : '');

/** Sets up an address that alerts are posted to, or changes one where `channel` is given. */
export function WebhookForm({ channel: c, close }: { channel?: channel.Channel; close: () => void }) {
  // No cache keeps it: what is sent and answered is forgotten as soon as nobody looks at it.
  const save = useMutation({
    mutationFn: (draft: channel.Draft) => (c ? backend.changeChannel(c.id, draft) : backend.addChannel(draft)),
    onSuccess: ({ signing }) => (signing ? undefined : close()),
    gcTime: 0,
  });
  const saved = save.data?.signing ? save.data : undefined;
  const title = c ? t('alerts.channel.editOf', { name: c.label }) : t('alerts.channels.addWebhook');
  return (
    <Dialog title={saved ? t('alerts.signing.title', { name: saved.channel.label }) : title} size="lg" keep close={close}>
      {saved ? <SigningSecret secret={saved.signing} close={close} /> : <Fields channel={c} pending={save.isPending} failure={save.error} save={save.mutate} close={close} />}
    </Dialog>
  );
}

interface FieldsProps {
  channel?: channel.Channel;
  pending: boolean;
  failure: Error | null;
  save: (draft: channel.Draft) => void;
  close: () => void;
}

function Fields({ channel: c, pending, failure, save, close }: FieldsProps) {
  const [typed, setTyped] = useState<Typed>(() => ({ shape: c?.webhook?.shape || 'standard', label: c?.label ?? '', url: '', token: '', chat: c?.webhook?.chat_id ?? '', resign: false, forget: false }));
  const [asked, setAsked] = useState(false); // what is wrong is said once somebody wants to save it
  const change = (part: Partial<Typed>) => setTyped((all) => ({ ...all, ...part }));
  const before = c?.webhook?.shape || 'standard';
  const stored = c !== undefined && typed.shape === before; // a secret is never sent to another service
  const wrong = wrongIn(typed, stored);
  const shown: Partial<typeof wrong> = asked ? wrong : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (!Object.values(wrong).some(Boolean)) save(stored ? changeOf(typed) : draftOf(typed));
  };
  const move = (shape: string) => change({ shape, url: '', token: '', resign: false, forget: false, label: typed.label === nameOf(typed.shape) ? '' : typed.label });
  return (
    <form onSubmit={submit} className="stack" noValidate>
      <Select label={t('alerts.webhook.service')} data={shapes.map((value) => ({ value, label: shapeWords(value) }))} value={typed.shape} allowDeselect={false} data-autofocus={c ? undefined : true} onChange={(shape) => shape && move(shape)} />
      <p className="quiet">{stepsOf(typed.shape)}</p>
      {c && !stored && <Notice>{t('alerts.webhook.moves', { before: shapeWords(before) })}</Notice>}
      <TextInput label={t('alerts.form.name')} description={t('alerts.form.nameHelp')} maxLength={60} placeholder={nameOf(typed.shape)} autoComplete="off" data-autofocus={c ? true : undefined} value={typed.label} onChange={(e) => change({ label: e.currentTarget.value })} />
      <Secrets typed={typed} stored={stored} wrong={shown} change={change} />
      {stored && typed.shape === 'standard' && <Checkbox label={t('alerts.webhook.resign')} description={t('alerts.webhook.resignHelp')} checked={typed.resign} onChange={(e) => change({ resign: e.currentTarget.checked })} />}
      {failure && <Notice tone="reached">{failure.message}</Notice>}
      <div className="row row-end">
        <Button variant="default" onClick={close}>
          {t('ui.cancel')}
        </Button>
        <Button type="submit" loading={pending}>
          {t('alerts.form.save')}
        </Button>
      </div>
    </form>
  );
}

/** What only the service and its users may know, as each service wants it. */
function Secrets({ typed, stored, wrong, change }: { typed: Typed; stored: boolean; wrong: Partial<ReturnType<typeof wrongIn>>; change: (part: Partial<Typed>) => void }) {
  if (typed.shape === 'telegram') {
    return (
      <>
        <SecretInput label={t('alerts.webhook.botToken')} help={t('alerts.webhook.botTokenHelp')} stored={stored} value={typed.token} error={wrong.token} change={(token) => change({ token })} />
        <TextInput label={t('alerts.webhook.chat')} placeholder={t('alerts.webhook.chatExample')} autoComplete="off" value={typed.chat} error={wrong.chat} onChange={(e) => change({ chat: e.currentTarget.value.trim() })} />
      </>
    );
  }
  return (
    <>
      <SecretInput label={t('alerts.webhook.address')} help={t('alerts.webhook.addressHelp')} stored={stored} value={typed.url} error={wrong.url} change={(url) => change({ url })} />
      {typed.shape === 'ntfy' && (
        <>
          <SecretInput label={t('alerts.webhook.token')} help={stored ? t('alerts.webhook.tokenStored') : t('alerts.webhook.tokenHelp')} stored={false} disabled={typed.forget} value={typed.token} change={(token) => change({ token })} />
          {stored && <Checkbox label={t('alerts.webhook.forget')} description={t('alerts.webhook.forgetHelp')} checked={typed.forget} onChange={(e) => change({ forget: e.currentTarget.checked, token: '' })} />}
        </>
      )}
    </>
  );
}

function nameOf(shape: string): string {
  return shape === 'standard' ? t('alerts.kinds.webhook') : shapeWords(shape);
}

function draftOf({ shape, label, url, token, chat }: Typed): channel.Draft {
  const draft: channel.Draft = { kind: 'webhook', label: label.trim() || nameOf(shape), webhook: { shape, chat_id: shape === 'telegram' ? chat : '' } };
  if (shape !== 'telegram') draft.url = url.trim();
  if (shape === 'standard') draft.signing = ''; // one is made
  if (token.trim() && (shape === 'ntfy' || shape === 'telegram')) draft.token = token.trim();
  return draft;
}

/** A draft that names no secret which was left empty: those stay. */
function changeOf(typed: Typed): channel.Draft {
  const draft = draftOf(typed);
  if (!draft.url) delete draft.url;
  if (!typed.resign) delete draft.signing;
  if (typed.forget && typed.shape === 'ntfy') draft.token = '';
  return draft;
}

function wrongIn({ shape, url, token, chat }: Typed, stored: boolean) {
  const telegram = shape === 'telegram';
  return {
    url: telegram || (stored && url === '') || /^https?:\/\/\S+$/.test(url.trim()) ? undefined : t('alerts.webhook.badAddress'),
    token: telegram && !stored && token.trim() === '' ? t('alerts.webhook.noToken') : undefined,
    chat: telegram && chat === '' ? t('alerts.webhook.noChat') : undefined,
  };
}
