import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { backend } from '../../api/backend';
import { Notice } from '../../ui/notice';
import { t } from '../../words';
import './welcome.css';

/** The first start: connect a service, or look around with sample data. */
export function WelcomeScreen({ connect }: { connect: () => void }) {
  const sample = useMutation({ mutationFn: backend.enterSample });
  return (
    <div className="welcome">
      <h1>{t('welcome.title')}</h1>
      <p>
        {t('welcome.what')}
      </p>
      <div className="row">
        <Button size="md" onClick={connect}>
          {t('welcome.connect')}
        </Button>
        <Button size="md" variant="default" loading={sample.isPending} onClick={() => sample.mutate()}>
          {t('welcome.sample')}
        </Button>
      </div>
      {sample.isPending && (
        <p className="quiet" role="status">
          {t('welcome.making')}
        </p>
      )}
      {sample.error && <Notice tone="reached">{sample.error.message}</Notice>}
      <ul className="welcome-promises">
        <li>
          <h2>{t('welcome.bill.title')}</h2>
          <p className="quiet">{t('welcome.bill.text')}</p>
        </li>
        <li>
          <h2>{t('welcome.warned.title')}</h2>
          <p className="quiet">{t('welcome.warned.text')}</p>
        </li>
        <li>
          <h2>{t('welcome.yours.title')}</h2>
          <p className="quiet">{t('welcome.yours.text')}</p>
        </li>
      </ul>
    </div>
  );
}
