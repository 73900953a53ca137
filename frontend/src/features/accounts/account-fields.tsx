import { Accordion, Button, NumberInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { backend, type bind, type Draft, type provider, type report } from '../../api/backend';
import { typedMoney } from '../../format/money';
import { Notice } from '../../ui/notice';
import { ServiceIcon } from '../../ui/service-icon';
import { t } from '../../words';
import { PlainField } from './plain-field';
import { Presets } from './presets';
import { SecretField } from './secret-field';
import { WhatItTells } from './what-it-tells';

interface Props {
  service: bind.Provider;
  providers: bind.Provider[];
  card?: report.Card;
  /** A key that was pasted already, kept by whoever opened this. */
  secret: string;
  setSecret: (key: string) => void;
  back?: () => void;
  /** Goes on without this account, where the form is one of several. */
  skip?: () => void;
  /** It was stored, or given up. */
  close: () => void;
}

/** The second step: what the service's description asks for, in its order, and nothing else. */
export function AccountFields({ service, providers, card, secret: key, setSecret: setKey, back, skip, close }: Props) {
  const account = card?.account;
  const [label, setLabel] = useState(account?.label);
  const [suggested, setSuggested] = useState('');
  const [limit, setLimit] = useState(account?.limit ? typedMoney(account.limit.value) : '');
  const [baseURL, setBaseURL] = useState(account?.base_url ?? '');
  const [cycleDay, setCycleDay] = useState<number | string>(account?.cycle_day ?? 1);
  const [plain, setPlain] = useState(() => named(providers, account?.fields ?? usual(service)));
  const [fills, setFills] = useState(0);
  const shownLabel = label ?? (suggested || (service.local && plain.service) || service.name);
  const base = service.local ? undefined : baseURL.trim();
  const save = useMutation({
    mutationFn: async () => {
      const draft: Draft = { provider: service.id, label: shownLabel, limit, base_url: base, cycle_day: Number(cycleDay) || 0, fields: plain };
      if (!account) return backend.addAccount(service.local ? draft : { ...draft, key });
      if (base === account.base_url) delete draft.base_url;
      return backend.changeAccount(account.id, draft);
    },
    onSuccess: close,
    gcTime: 0,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const fill = (preset: provider.Preset) => {
    setPlain({ ...plain, ...named(providers, preset.fields) });
    setSuggested(preset.label);
    setFills(fills + 1); // fields that keep what is typed start anew
  };
  const secret = service.fields.find((f) => f.secret);
  const first = useFocus(!account);
  const address = (
    <TextInput
      label={t('accounts.form.base')}
      description={service.needs_base_url ? t('accounts.form.baseNeeded') : t('accounts.form.baseOwn')}
      placeholder="https://…"
      required={service.needs_base_url}
      withAsterisk={false}
      value={baseURL}
      onChange={(e) => setBaseURL(e.currentTarget.value)}
    />
  );
  return (
    <form onSubmit={submit} className="stack" noValidate>
      {!account && (
        <div className="row apart">
          <p className="row">
            <ServiceIcon svg={service.icon} /> <strong>{service.name}</strong>
          </p>
          {back && (
            <Button variant="subtle" size="xs" onClick={back}>
              {t('accounts.form.another')}
            </Button>
          )}
        </div>
      )}
      {!account && service.presets.length > 0 && <Presets service={service} fill={fill} />}
      <TextInput ref={first} label={t('accounts.form.name')} description={t('accounts.form.nameMeans')} value={shownLabel} onChange={(e) => setLabel(e.currentTarget.value)} data-autofocus={account ? true : undefined} />
      {service.needs_base_url && address}
      <div className="fields">
        {service.fields
          .filter((f) => !f.secret)
          .map((f) => (
            <div key={`${f.name} ${fills}`} data-wide={f.kind === 'prices' || undefined}>
              <PlainField field={f} value={plain[f.name] ?? ''} known={service.local && f.name === 'service' ? names(providers) : undefined} change={(value) => setPlain((all) => ({ ...all, [f.name]: value }))} />
            </div>
          ))}
      </div>
      {!account && secret && <SecretField field={secret} value={key} change={setKey} draft={{ provider: service.id, base_url: base, fields: plain }} />}
      {!account && <WhatItTells service={service} />}
      <Limit currency={currencyOf(service, plain)} value={limit} change={setLimit} />
      <Accordion variant="contained" transitionDuration={0} defaultValue={account?.base_url && !service.needs_base_url ? 'more' : null}>
        <Accordion.Item value="more">
          <Accordion.Control>{t('accounts.form.advanced')}</Accordion.Control>
          <Accordion.Panel>
            <div className="stack">
              {!service.local && !service.needs_base_url && address}
              <NumberInput label={t('accounts.form.cycle')} description={t('accounts.form.cycleMeans')} min={1} max={31} value={cycleDay} onChange={setCycleDay} />
            </div>
          </Accordion.Panel>
        </Accordion.Item>
      </Accordion>
      {save.error && (
        <div ref={(notice) => notice?.scrollIntoView({ block: 'nearest' })}>
          <Notice tone="reached">{save.error.message}</Notice>
        </div>
      )}
      <div className="row form-buttons">
        <Button variant="default" onClick={skip ?? close}>
          {skip ? t('accounts.form.skip') : t('ui.cancel')}
        </Button>
        <Button type="submit" loading={save.isPending}>
          {t('accounts.form.save')}
        </Button>
      </div>
    </form>
  );
}

function Limit({ currency, value, change }: { currency: string; value: string; change: (value: string) => void }) {
  return (
    <TextInput
      label={t('accounts.form.limit')}
      description={t('accounts.form.limitMeans', { currency })}
      placeholder="100.00"
      inputMode="decimal"
      rightSection={<span className="quiet">{currency}</span>}
      rightSectionWidth="var(--unit)"
      value={value}
      onChange={(e) => change(e.currentTarget.value)}
    />
  );
}

/** Puts the focus into the first field, once: the button that led here is gone. */
function useFocus(wanted: boolean) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (wanted) field.current?.focus();
  }, [wanted]);
  return field;
}

/** What a new account's required fields start with: the first choice and the usual currency, both in plain sight. */
function usual(service: bind.Provider): Record<string, string> {
  const filled: Record<string, string> = {};
  for (const f of service.fields) {
    if (f.secret || f.optional) continue;
    if (f.kind === 'choice' && f.choices?.[0]) filled[f.name] = f.choices[0].value;
    if (f.name === 'currency') filled[f.name] = service.currency;
  }
  return filled;
}

/** The currency of the limit: the one that is typed, once it is one. */
function currencyOf(service: bind.Provider, plain: Record<string, string>): string {
  const typed = plain.currency?.trim() ?? '';
  return /^[A-Z]{3}$/.test(typed) ? typed : service.currency || 'USD';
}

/** Fields in which a service that Outlay knows goes by its name, not its id. */
function named(providers: bind.Provider[], fields: Record<string, string>): Record<string, string> {
  const known = providers.find((p) => p.id === fields.service);
  return known ? { ...fields, service: known.name } : { ...fields };
}

function names(providers: bind.Provider[]): string[] {
  return providers.filter((p) => !p.local).map((p) => p.name);
}
