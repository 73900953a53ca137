import { Button, PasswordInput, TextInput, UnstyledButton } from '@mantine/core';
import { IconCheck, IconSearch } from '@tabler/icons-react';
import { useId, useState } from 'react';
import type { bind } from '../../../api/backend';
import { ServiceIcon } from '../../../ui/service-icon';
import { t } from '../../../words';
import { Guesses } from '../guesses';
import { manner, search } from '../pick-service';

interface Props {
  providers: bind.Provider[];
  /** Their ids, in the order in which they were chosen. */
  picked: string[];
  setPicked: (ids: string[]) => void;
  /** Keeps a key for the service whose it is, until that is connected. */
  keep: (id: string, key: string) => void;
  go: () => void;
  leave: () => void;
}

/** Which services somebody uses, by their names or by a key. */
export function PickServices({ providers, picked, setPicked, keep, go, leave }: Props) {
  const [wanted, setWanted] = useState('');
  const [pasted, setPasted] = useState('');
  const found = search(providers, wanted);
  const toggle = (id: string) => setPicked(picked.includes(id) ? picked.filter((other) => other !== id) : [...picked, id]);
  const take = ({ id }: bind.Provider) => {
    keep(id, pasted);
    setPasted('');
    if (!picked.includes(id)) setPicked([...picked, id]);
  };
  return (
    <section className="onboarding stack" aria-labelledby="pick-services">
      <h1 id="pick-services">{t('accounts.onboarding.which')}</h1>
      <p>{t('accounts.onboarding.why')}</p>
      <TextInput
        label={t('accounts.onboarding.find')}
        placeholder={t('accounts.onboarding.findHint')}
        leftSection={<IconSearch className="field-icon" aria-hidden />}
        value={wanted}
        onChange={(e) => setWanted(e.currentTarget.value)}
      />
      <ul className="services" aria-label={t('accounts.onboarding.services')}>
        {found.map((p) => (
          <li key={p.id}>
            <Choice provider={p} chosen={picked.includes(p.id)} toggle={() => toggle(p.id)} />
          </li>
        ))}
      </ul>
      <p role="status" className="quiet">
        {found.length === 0 ? t('accounts.onboarding.none', { name: wanted.trim() }) : t('accounts.onboarding.chosen', { count: picked.length, n: picked.length })}
      </p>
      <PasswordInput
        label={t('accounts.onboarding.paste')}
        description={t('accounts.onboarding.pasteMeans')}
        autoComplete="off"
        value={pasted}
        onChange={(e) => setPasted(e.currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-label': t('accounts.show') }}
      />
      <Guesses pasted={pasted} providers={providers} pick={take} />
      <div className="row onboarding-foot">
        <Button disabled={picked.length === 0} onClick={go}>
          {t('accounts.onboarding.continue')}
        </Button>
        <Button variant="default" onClick={leave}>
          {t('accounts.onboarding.notNow')}
        </Button>
      </div>
    </section>
  );
}

function Choice({ provider: p, chosen, toggle }: { provider: bind.Provider; chosen: boolean; toggle: () => void }) {
  const id = useId();
  const aside = manner(p);
  return (
    <UnstyledButton className="service" aria-label={p.name} aria-describedby={aside ? id : undefined} aria-pressed={chosen} data-chosen={chosen || undefined} onClick={toggle}>
      <ServiceIcon svg={p.icon} />
      <span className="service-words">
        <span>{p.name}</span>
        {aside && (
          <span id={id} className="quiet">
            {aside}
          </span>
        )}
      </span>
      {chosen && <IconCheck className="service-check" aria-hidden />}
    </UnstyledButton>
  );
}
