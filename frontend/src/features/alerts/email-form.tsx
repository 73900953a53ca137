import { Button, Select, TagsInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { backend, type channel } from '../../api/backend';
import { Dialog } from '../../ui/dialog';
import { Notice } from '../../ui/notice';
import { type Mailer, mailers, usualPorts } from './mailers';
import { SecretInput } from './secret-input';

/** What is typed. */
interface Typed {
  label: string;
  host: string;
  port: string;
  security: string;
  username: string;
  auth: string;
  password: string;
  from: string;
  to: string[];
}

const securities = [
  { value: 'starttls', label: 'STARTTLS, mostly port 587' },
  { value: 'tls', label: 'TLS from the start, mostly port 465' },
  { value: 'none', label: 'None: for a server on this machine alone' },
];

const logins = [
  { value: 'auto', label: 'Password or app password' },
  { value: 'xoauth2', label: 'Access token (XOAUTH2)' },
];

/** Sets up a mail server to send alerts through, or changes one where `channel` is given. */
export function EmailForm({ channel: c, close }: { channel?: channel.Channel; close: () => void }) {
  const [typed, setTyped] = useState(() => typedOf(c));
  const [hint, setHint] = useState('');
  const [asked, setAsked] = useState(false); // what is wrong is said once somebody wants to save it
  const change = (part: Partial<Typed>) => setTyped((all) => ({ ...all, ...part }));
  // No variables and no time in a cache: the password is gone with the form.
  const save = useMutation({ mutationFn: () => (c ? backend.changeChannel(c.id, draftOf(typed, c.has_secret)) : backend.addChannel(draftOf(typed))), onSuccess: close, gcTime: 0 });
  const stored = keeps(typed, c);
  const wrong = wrongIn(typed, stored);
  const shown: Partial<typeof wrong> = asked ? wrong : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (!Object.values(wrong).some(Boolean)) save.mutate();
  };
  const preset = (m: Mailer) => {
    change({ host: m.host, port: String(m.port), security: m.security, auth: m.auth });
    setHint(m.hint);
  };
  const secure = (security: string) => change(typed.port === '' || typed.port === String(usualPorts[typed.security]) ? { security, port: String(usualPorts[security] ?? '') } : { security });
  return (
    <Dialog title={c ? `Edit ${c.label}` : 'Add e-mail'} size="lg" keep close={close}>
      <form onSubmit={submit} className="stack" noValidate>
        <div className="row" role="group" aria-label="Mail services">
          <span className="quiet">Fill in for</span>
          {mailers.map((m) => (
            <Button key={m.name} size="xs" variant="default" onClick={() => preset(m)}>
              {m.name}
            </Button>
          ))}
        </div>
        {hint && <Notice tone="info">{hint}</Notice>}
        <TextInput label="Name" description="What this channel is called in Outlay" maxLength={60} autoComplete="off" data-autofocus value={typed.label} onChange={(e) => change({ label: e.currentTarget.value })} />
        <div className="channel-fields">
          <TextInput label="Mail server" placeholder="smtp.example.org" autoComplete="off" value={typed.host} error={shown.host} onChange={(e) => change({ host: e.currentTarget.value.trim() })} />
          <TextInput label="Port" inputMode="numeric" autoComplete="off" value={typed.port} error={shown.port} onChange={(e) => change({ port: e.currentTarget.value.trim() })} />
        </div>
        <Select label="Security" data={securities} value={typed.security} allowDeselect={false} onChange={(s) => s && secure(s)} />
        <div className="channel-pair">
          <TextInput label="User name" description="Mostly the e-mail address; empty for no login" autoComplete="off" value={typed.username} onChange={(e) => change({ username: e.currentTarget.value.trim() })} />
          <Select label="Log in with" description="As your mail service wants it" data={withOwn(typed.auth)} value={typed.auth} allowDeselect={false} onChange={(auth) => auth && change({ auth })} />
        </div>
        <SecretInput label={typed.auth === 'xoauth2' ? 'Access token' : 'Password'} help={typed.auth === 'xoauth2' ? 'As it was given out: Outlay cannot renew it, and most end within an hour.' : 'Sealed on this machine and sent to the mail server alone.'} stored={stored} value={typed.password} error={shown.password} change={(password) => change({ password })} />
        <TextInput label="From" placeholder="alerts@example.org" autoComplete="off" value={typed.from} error={shown.from} onChange={(e) => change({ from: e.currentTarget.value })} />
        <TagsInput label="To" description="Type an address and press Enter; up to 20" value={typed.to} error={shown.to} clearable={false} acceptValueOnBlur splitChars={[',', ' ', ';']} onChange={(to) => change({ to })} />
        {save.error && <Notice tone="reached">{save.error.message}</Notice>}
        <div className="row row-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending}>
            Save channel
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function typedOf(c?: channel.Channel): Typed {
  const e = c?.email;
  return {
    label: c?.label ?? 'E-mail',
    host: e?.host ?? '',
    port: String(e?.port || 587),
    security: e?.security || 'starttls',
    username: e?.username ?? '',
    auth: !e || e.auth === '' || e.auth === 'none' ? 'auto' : e.auth, // without a user name there is no login anyway
    password: '',
    from: e?.from ?? '',
    to: e?.to ?? [],
  };
}

/** Whether a password that is stored goes with what is typed: it is never sent to another server, or for another user. */
function keeps(t: Typed, c?: channel.Channel): boolean {
  const e = c?.email;
  return Boolean(c?.has_secret && e && e.host === t.host && String(e.port) === t.port && e.security === t.security && e.username === t.username);
}

function draftOf({ label, host, port, security, username, auth, password, from, to }: Typed, stored = false): channel.Draft {
  const draft: channel.Draft = { kind: 'email', label: label.trim() || 'E-mail', email: { host, port: Number(port), security, username, auth: username ? auth : 'none', from: from.trim(), to } };
  if (stored && username === '') return { ...draft, password: '' }; // nobody logs in, so nothing is kept
  return password ? { ...draft, password } : draft;
}

/** The ways to log in; one that another program chose stays to be chosen. */
function withOwn(auth: string) {
  return logins.some((l) => l.value === auth) ? logins : [...logins, { value: auth, label: `Password, by ${auth.toUpperCase()}` }];
}

function wrongIn(t: Typed, stored: boolean) {
  return {
    host: t.host === '' ? 'Name the mail server, smtp.example.org for instance.' : undefined,
    port: /^\d{1,5}$/.test(t.port) && Number(t.port) >= 1 && Number(t.port) <= 65535 ? undefined : 'A number from 1 to 65535.',
    password: t.username !== '' && t.password === '' && !stored ? 'A user name needs a password.' : undefined,
    from: t.from.includes('@') ? undefined : 'The sender is an e-mail address, alerts@example.org for instance.',
    to: wrongTo(t.to),
  };
}

function wrongTo(to: string[]): string | undefined {
  if (to.length === 0) return 'Name at least one recipient.';
  const wrong = to.find((a) => !/^[^@\s]+@[^@\s]+$/.test(a));
  return wrong === undefined ? undefined : `“${wrong}” is no e-mail address.`;
}
