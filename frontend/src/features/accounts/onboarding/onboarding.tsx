import { Button } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { queries } from '../../../api/queries';
import { t } from '../../../words';
import { AccountFields } from '../account-fields';
import { FirstNumber } from './first-number';
import { PickServices } from './pick-services';
import '../accounts.css';
import './onboarding.css';

/** From the first start to the first number: services, their keys one after the other, and what is read. */
export function Onboarding({ done }: { done: () => void }) {
  const providers = useSuspenseQuery(queries.providers).data;
  const [picked, setPicked] = useState<string[]>([]);
  const [at, setAt] = useState(-1); // which of the picked services is connected now; before the first they are picked
  const [added, setAdded] = useState<string[]>([]);
  const [keys, setKeys] = useState<Record<string, string>>({}); // gone with this screen, and each with its account
  const setKey = (id: string, key: string) => setKeys((all) => ({ ...all, [id]: key }));
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (at >= picked.length) heading.current?.focus(); // forms take the focus themselves
  }, [at, picked.length]);
  const service = providers.find((p) => p.id === picked[at]);
  const next = (ready = '') => {
    if (ready) {
      setKey(ready, '');
      setAdded((all) => [...all, ready]);
    }
    const left = picked.findIndex((id, i) => i > at && id !== ready && !added.includes(id));
    if (left < 0 && !ready && added.length === 0) return setAt(-1); // nothing was connected: there is nothing to read
    setAt(left < 0 ? picked.length : left);
  };
  if (at < 0) {
    return <PickServices providers={providers} picked={picked} setPicked={setPicked} keep={setKey} go={() => next()} leave={done} />;
  }
  if (!service) {
    return (
      <section className="onboarding stack" aria-labelledby="first-number">
        <h1 id="first-number" ref={heading} tabIndex={-1}>
          {t('accounts.onboarding.reading')}
        </h1>
        <FirstNumber />
        <div className="row">
          <Button onClick={done}>{t('accounts.onboarding.open')}</Button>
        </div>
      </section>
    );
  }
  return (
    <section className="onboarding stack" aria-label={t('accounts.onboarding.connect', { service: service.name })}>
      <p className="quiet">{t('accounts.onboarding.step', { n: at + 1, all: picked.length })}</p>
      <h1>{t('accounts.onboarding.connect', { service: service.name })}</h1>
      <AccountFields
        key={service.id}
        service={service}
        providers={providers}
        secret={keys[service.id] ?? ''}
        setSecret={(key) => setKey(service.id, key)}
        back={() => setAt(-1)}
        skip={() => next()}
        close={() => next(service.id)}
      />
    </section>
  );
}
