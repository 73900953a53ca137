import { Button, Select, TagsInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { backend, type channel } from '../../api/backend';
import { Dialog } from '../../ui/dialog';
import { Notice } from '../../ui/notice';
import { t } from '../../words';
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

const securities = () => (['starttls', 'tls', 'none'] as const).map((value) => ({ value, label: t(`alerts.email.securities.${value}`) }));

const logins = (): { value: string; label: string }[] => (['auto', 'xoauth2'] as const).map((value) => ({ value, label: t(`alerts.email.logins.${value}`) }));

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
    <Dialog title={c ? t('alerts.channel.editOf', { name: c.label }) : t('alerts.channels.addEmail')} size="lg" keep close={close}>
      <form onSubmit={submit} className="stack" noValidate>
        <div className="row" role="group" aria-label={t('alerts.email.services')}>
          <span className="quiet">{t('alerts.email.fill')}</span>
          {mailers().map((m) => (
            <Button key={m.name} size="xs" variant="default" onClick={() => preset(m)}>
              {m.name}
            </Button>
          ))}
        </div>
        {hint && <Notice tone="info">{hint}</Notice>}
        <TextInput label={t('alerts.form.name')} description={t('alerts.form.nameHelp')} maxLength={60} autoComplete="off" data-autofocus value={typed.label} onChange={(e) => change({ label: e.currentTarget.value })} />
        <div className="channel-fields">
          <TextInput label={t('alerts.email.server')} placeholder={t('alerts.email.serverExample')} autoComplete="off" value={typed.host} error={shown.host} onChange={(e) => change({ host: e.currentTarget.value.trim() })} />
          <TextInput label={t('alerts.email.port')} inputMode="numeric" autoComplete="off" value={typed.port} error={shown.port} onChange={(e) => change({ port: e.currentTarget.value.trim() })} />
        </div>
        <Select label={t('alerts.email.security')} data={securities()} value={typed.security} allowDeselect={false} onChange={(s) => s && secure(s)} />
        <div className="channel-pair">
          <TextInput label={t('alerts.email.user')} description={t('alerts.email.userHelp')} autoComplete="off" value={typed.username} onChange={(e) => change({ username: e.currentTarget.value.trim() })} />
          <Select label={t('alerts.email.login')} description={t('alerts.email.loginHelp')} data={withOwn(typed.auth)} value={typed.auth} allowDeselect={false} onChange={(auth) => auth && change({ auth })} />
        </div>
        <SecretInput label={typed.auth === 'xoauth2' ? t('alerts.email.token') : t('alerts.email.password')} help={typed.auth === 'xoauth2' ? t('alerts.email.tokenHelp') : t('alerts.email.passwordHelp')} stored={stored} value={typed.password} error={shown.password} change={(password) => change({ password })} />
        <TextInput label={t('alerts.email.from')} placeholder={t('alerts.email.fromExample')} autoComplete="off" value={typed.from} error={shown.from} onChange={(e) => change({ from: e.currentTarget.value })} />
        <TagsInput label={t('alerts.email.to')} description={t('alerts.email.toHelp')} value={typed.to} error={shown.to} clearable={false} acceptValueOnBlur splitChars={[',', ' ', ';']} onChange={(to) => change({ to })} />
        {save.error && <Notice tone="reached">{save.error.message}</Notice>}
        <div className="row row-end">
          <Button variant="default" onClick={close}>
            {t('ui.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {t('alerts.form.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function typedOf(c?: channel.Channel): Typed {
  const e = c?.email;
  return {
    label: c?.label ?? t('alerts.kinds.email'),
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
  const draft: channel.Draft = { kind: 'email', label: label.trim() || t('alerts.kinds.email'), email: { host, port: Number(port), security, username, auth: username ? auth : 'none', from: from.trim(), to } };
  if (stored && username === '') return { ...draft, password: '' }; // nobody logs in, so nothing is kept
  return password ? { ...draft, password } : draft;
}

/** The ways to log in; one that another program chose stays to be chosen. */
function withOwn(auth: string) {
  const known = logins();
  return known.some((l) => l.value === auth) ? known : [...known, { value: auth, label: t('alerts.email.by', { auth: auth.toUpperCase() }) }];
}

function wrongIn(typed: Typed, stored: boolean) {
  return {
    host: typed.host === '' ? t('alerts.email.noServer') : undefined,
    port: /^\d{1,5}$/.test(typed.port) && Number(typed.port) >= 1 && Number(typed.port) <= 65535 ? undefined : t('alerts.email.badPort'),
    password: typed.username !== '' && typed.password === '' && !stored ? t('alerts.email.noPassword') : undefined,
    from: typed.from.includes('@') ? undefined : t('alerts.email.badFrom'),
    to: wrongTo(typed.to),
  };
}

function wrongTo(to: string[]): string | undefined {
  if (to.length === 0) return t('alerts.email.noTo');
  const wrong = to.find((a) => !/^[^@\s]+@[^@\s]+$/.test(a));
  return wrong === undefined ? undefined : t('alerts.email.badTo', { address: wrong });
}
