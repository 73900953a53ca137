import { Button, Checkbox, Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { backend, type channel } from '../../api/backend';
import { Dialog } from '../../ui/dialog';
import { Notice } from '../../ui/notice';
import { SecretInput } from './secret-input';
import { SigningSecret } from './signing-secret';
import { shapeWords } from './words';

/** What is typed. */
interface Typed {
  shape: string;
  label: string;
  url: string;
  token: string;
  chat: string;
  resign: boolean;
}

/** How a service is set up. */
const steps: Record<string, string> = {
  standard: 'Outlay posts JSON, signed per the Standard Webhooks specification. The secret to check the signature with is made for you and shown once.',
  slack: 'In Slack: make an app, switch on Incoming Webhooks, add one to a channel and copy its address. Mattermost and Rocket.Chat understand the same.',
  discord: 'In Discord: open the channel’s settings, Integrations, Webhooks, make one and copy its address.',
  teams: 'In Teams: open the channel’s Workflows, choose the template that posts when a webhook request is received, and copy its address.',
  ntfy: 'The address of your topic, https://ntfy.sh/and-the-topic or one on a server of yours.',
  telegram: 'Ask @BotFather for a bot and its token, write to the bot or add it to a group, and give the chat’s number or the channel’s @name.',
};

/** Sets up an address that alerts are posted to, or changes one where `channel` is given. */
export function WebhookForm({ channel: c, close }: { channel?: channel.Channel; close: () => void }) {
  // No cache keeps it: what is sent and answered is forgotten as soon as nobody looks at it.
  const save = useMutation({
    mutationFn: (draft: channel.Draft) => (c ? backend.changeChannel(c.id, draft) : backend.addChannel(draft)),
    onSuccess: ({ signing }) => (signing ? undefined : close()),
    gcTime: 0,
  });
  const saved = save.data?.signing ? save.data : undefined;
  const title = c ? `Edit ${c.label}` : 'Add webhook';
  return (
    <Dialog title={saved ? `Signing secret of ${saved.channel.label}` : title} size="lg" keep close={close}>
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
  const [typed, setTyped] = useState<Typed>(() => ({ shape: c?.webhook?.shape || 'standard', label: c?.label ?? '', url: '', token: '', chat: c?.webhook?.chat_id ?? '', resign: false }));
  const [asked, setAsked] = useState(false); // what is wrong is said once somebody wants to save it
  const change = (part: Partial<Typed>) => setTyped((all) => ({ ...all, ...part }));
  const wrong = wrongIn(typed, c !== undefined);
  const shown: Partial<typeof wrong> = asked ? wrong : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (!Object.values(wrong).some(Boolean)) save(c ? changeOf(typed) : draftOf(typed));
  };
  return (
    <form onSubmit={submit} className="stack" noValidate>
      {!c && <Select label="Service" data={Object.entries(shapeWords).map(([value, label]) => ({ value, label }))} value={typed.shape} allowDeselect={false} data-autofocus onChange={(shape) => shape && change({ shape, url: '', token: '' })} />}
      <p className="quiet">{steps[typed.shape] ?? ''}</p>
      <TextInput label="Name" description="What this channel is called in Outlay" maxLength={60} placeholder={nameOf(typed.shape)} autoComplete="off" data-autofocus={c ? true : undefined} value={typed.label} onChange={(e) => change({ label: e.currentTarget.value })} />
      <Secrets typed={typed} stored={c !== undefined} wrong={shown} change={change} />
      {c && typed.shape === 'standard' && <Checkbox label="Make a new signing secret" description="The old one is no longer used. The new one is shown once." checked={typed.resign} onChange={(e) => change({ resign: e.currentTarget.checked })} />}
      {failure && <Notice tone="reached">{failure.message}</Notice>}
      <div className="row row-end">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button type="submit" loading={pending}>
          Save channel
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
        <SecretInput label="Bot token" help="A number, a colon and letters, as @BotFather gave it" stored={stored} value={typed.token} error={wrong.token} change={(token) => change({ token })} />
        <TextInput label="Chat" placeholder="-1001234567890 or @name" autoComplete="off" value={typed.chat} error={wrong.chat} onChange={(e) => change({ chat: e.currentTarget.value.trim() })} />
      </>
    );
  }
  const forToken = `Only for topics that are protected.${stored ? ' Empty keeps what is stored.' : ''}`;
  return (
    <>
      <SecretInput label="Address" help="It begins with https://. Whoever knows it can post there, so it is kept like a password." stored={stored} value={typed.url} error={wrong.url} change={(url) => change({ url })} />
      {typed.shape === 'ntfy' && <SecretInput label="Access token (optional)" help={forToken} stored={false} value={typed.token} change={(token) => change({ token })} />}
    </>
  );
}

function nameOf(shape: string): string {
  return shape === 'standard' ? 'Webhook' : (shapeWords[shape] ?? 'Webhook');
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
  return draft;
}

function wrongIn({ shape, url, token, chat }: Typed, stored: boolean) {
  const telegram = shape === 'telegram';
  return {
    url: telegram || (stored && url === '') || /^https?:\/\/\S+$/.test(url.trim()) ? undefined : 'Paste the address, which begins with https://.',
    token: telegram && !stored && token.trim() === '' ? 'Paste the token that @BotFather gave.' : undefined,
    chat: telegram && chat === '' ? 'Give the chat’s number, or a channel’s @name.' : undefined,
  };
}
