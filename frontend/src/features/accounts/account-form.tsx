import { Accordion, Button, Modal, NumberInput, PasswordInput, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { backend, type bind, type Draft, type provider, type report } from '../../api/backend';
import { Notice } from '../../ui/notice';
import { ServiceIcon } from '../../ui/service-icon';
import { KeyVerdict } from './key-verdict';

/** Connects an account, or changes one where `card` is given. */
export function AccountForm({ providers, card, close }: { providers: bind.Provider[]; card?: report.Card; close: () => void }) {
  const only = providers.length === 1 ? providers[0] : undefined;
  const [picked, setPicked] = useState(card ? providers.find((p) => p.id === card.account.provider) : only);
  return (
    <Modal opened onClose={close} title={card ? `Edit ${card.account.label}` : 'Add account'} size="lg" transitionProps={{ duration: 0 }} closeButtonProps={{ 'aria-label': 'Close' }}>
      {picked ? <Fields provider={picked} card={card} close={close} /> : <Pick providers={providers} pick={setPicked} />}
    </Modal>
  );
}

function Pick({ providers, pick }: { providers: bind.Provider[]; pick: (p: bind.Provider) => void }) {
  return (
    <div className="stack">
      <p>Which service?</p>
      <div className="services">
        {providers.map((p) => (
          <Button key={p.id} variant="default" size="lg" leftSection={<ServiceIcon svg={p.icon} />} onClick={() => pick(p)}>
            {p.name}
          </Button>
        ))}
      </div>
    </div>
  );
}

function Fields({ provider: service, card, close }: { provider: bind.Provider; card?: report.Card; close: () => void }) {
  const account = card?.account;
  const [label, setLabel] = useState(account?.label ?? service.name);
  const [limit, setLimit] = useState(account?.limit ? trimmed(account.limit.value) : '');
  const [baseURL, setBaseURL] = useState(account?.base_url ?? '');
  const [cycleDay, setCycleDay] = useState<number | string>(account?.cycle_day ?? 1);
  const [key, setKey] = useState('');
  const [plain, setPlain] = useState<Record<string, string>>(account?.fields ?? {});
  const save = useMutation({
    mutationFn: async () => {
      const draft: Draft = { provider: service.id, label, limit, base_url: baseURL, cycle_day: Number(cycleDay) || 0, fields: plain };
      if (!account) return backend.addAccount({ ...draft, key });
      if (baseURL === account.base_url) delete draft.base_url;
      return backend.changeAccount(account.id, draft);
    },
    onSuccess: close,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const secret = service.fields.find((f) => f.secret);
  return (
    <form onSubmit={submit} className="stack" noValidate>
      {!account && (
        <p className="row">
          <ServiceIcon svg={service.icon} /> <strong>{service.name}</strong>
        </p>
      )}
      <TextInput label="Name" description="What this account is called in Outlay" value={label} onChange={(e) => setLabel(e.currentTarget.value)} data-autofocus={account ? true : undefined} />
      {service.fields
        .filter((f) => !f.secret)
        .map((f) => (
          <TextInput key={f.name} label={f.label} description={f.help} value={plain[f.name] ?? ''} onChange={(e) => setPlain({ ...plain, [f.name]: e.currentTarget.value })} />
        ))}
      {!account && secret && <SecretField field={secret} value={key} change={setKey} provider={service.id} baseURL={baseURL} />}
      <TextInput label="Monthly limit" description="In dollars. You are warned at 80 % and at 100 %. Empty for no limit." placeholder="100.00" inputMode="decimal" value={limit} onChange={(e) => setLimit(e.currentTarget.value)} />
      <Accordion variant="contained" transitionDuration={0} defaultValue={account?.base_url ? 'more' : null}>
        <Accordion.Item value="more">
          <Accordion.Control>Advanced</Accordion.Control>
          <Accordion.Panel>
            <div className="stack">
              <TextInput label="Base URL" description="Only if calls go through a server of your own. The key is sent there." placeholder="https://…" value={baseURL} onChange={(e) => setBaseURL(e.currentTarget.value)} />
              <NumberInput label="First day of the billing cycle" description="1 for calendar months; 31 means the last day of a shorter month" min={1} max={31} value={cycleDay} onChange={setCycleDay} />
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
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button type="submit" loading={save.isPending}>
          Save account
        </Button>
      </div>
    </form>
  );
}

/** A field for a key: it shows what is typed as dots, and what is stored not at all. */
export function SecretField({ field, value, change, provider: id, baseURL }: { field: provider.Field; value: string; change: (key: string) => void; provider: string; baseURL: string }) {
  const [settled] = useDebouncedValue(value, 300);
  // The key must not become part of a cache's name: only how often it changed does.
  const verdict = useQuery({
    queryKey: ['key verdict', id, baseURL, settled.length, fingerprint(settled)],
    queryFn: () => backend.checkKey({ provider: id, key: settled, base_url: baseURL }),
    enabled: settled !== '',
    gcTime: 0,
  });
  return (
    <div className="stack-tight">
      <PasswordInput
        label={field.label}
        description={field.help}
        autoComplete="off"
        value={value}
        onChange={(e) => change(e.currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-label': 'Show what is typed' }}
      />
      {settled !== '' && verdict.data && <KeyVerdict verdict={verdict.data} />}
      {field.link && (
        <div>
          <Button variant="subtle" size="xs" onClick={() => void backend.openLink(field.link)}>
            Where to make this key
          </Button>
        </div>
      )}
    </div>
  );
}

function fingerprint(text: string): number {
  let hash = 0;
  for (const letter of text) hash = (Math.imul(31, hash) + (letter.codePointAt(0) ?? 0)) | 0;
  return hash;
}

/** "100.0000" as a person would type it: "100". */
function trimmed(value: string): string {
  return value.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
}
