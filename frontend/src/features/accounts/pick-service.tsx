import { PasswordInput, TextInput, UnstyledButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type FormEvent, useId, useState } from 'react';
import type { bind } from '../../api/backend';
import { ServiceIcon } from '../../ui/service-icon';
import { t } from '../../words';
import { Guesses } from './guesses';

type Pick = (provider: bind.Provider) => void;

/** The first step: whose account it is, by its name or by a key. */
export function PickService({ providers, pasted, setPasted, pick }: { providers: bind.Provider[]; pasted: string; setPasted: (key: string) => void; pick: Pick }) {
  const [wanted, setWanted] = useState('');
  const found = search(providers, wanted);
  const onlyOne = (event: FormEvent) => {
    event.preventDefault();
    if (wanted.trim() !== '' && found.length === 1 && found[0]) pick(found[0]);
  };
  return (
    <div className="stack">
      <div className="stack-tight">
        <PasswordInput
          label={t('accounts.pick.paste')}
          description={t('accounts.pick.pasteMeans')}
          autoComplete="off"
          value={pasted}
          onChange={(e) => setPasted(e.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('accounts.show') }}
        />
        <Guesses pasted={pasted} providers={providers} pick={pick} />
      </div>
      <form onSubmit={onlyOne} noValidate>
        <TextInput
          data-autofocus
          label={t('accounts.pick.find')}
          placeholder={t('accounts.pick.findHint')}
          leftSection={<IconSearch className="field-icon" aria-hidden />}
          value={wanted}
          onChange={(e) => setWanted(e.currentTarget.value)}
        />
      </form>
      <Services title={t('accounts.pick.services')} providers={found.filter((p) => !p.local)} pick={pick} />
      <Services title={t('accounts.pick.local')} providers={found.filter((p) => p.local)} pick={pick} />
      <p role="status" className="quiet">
        {found.length === 0 ? t('accounts.pick.none', { name: wanted.trim() }) : ''}
      </p>
    </div>
  );
}

function Services({ title, providers, pick }: { title: string; providers: bind.Provider[]; pick: Pick }) {
  const id = useId();
  if (providers.length === 0) return null;
  return (
    <section className="stack-tight" aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      <ul className="services">
        {providers.map((p) => (
          <li key={p.id}>
            <Service provider={p} pick={pick} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Service({ provider: p, pick }: { provider: bind.Provider; pick: Pick }) {
  const id = useId();
  const aside = manner(p);
  return (
    <UnstyledButton className="service" aria-label={p.name} aria-describedby={aside ? id : undefined} onClick={() => pick(p)}>
      <ServiceIcon svg={p.icon} />
      <span className="service-words">
        <span>{p.name}</span>
        {aside && (
          <span id={id} className="quiet">
            {aside}
          </span>
        )}
      </span>
    </UnstyledButton>
  );
}

/** What is different about a service, before anything is typed. */
export function manner(p: bind.Provider): string {
  if (p.local) return p.publishes ? t('accounts.pick.price') : t('accounts.pick.exports');
  if (!p.publishes) return t('accounts.pick.silent');
  return p.needs_base_url ? t('accounts.pick.address') : '';
}

/** Those whose name has the text; else those in whose description it stands, as a product does. */
export function search(providers: bind.Provider[], text: string): bind.Provider[] {
  const wanted = text.trim().toLowerCase();
  const named = providers.filter((p) => `${p.name} ${p.id}`.toLowerCase().includes(wanted));
  if (named.length > 0) return named;
  return providers.filter((p) => [p.reads, ...p.limits, ...p.keys.map((k) => `${k.name} ${k.link}`), ...p.presets.map((s) => s.label)].join(' ').toLowerCase().includes(wanted));
}
