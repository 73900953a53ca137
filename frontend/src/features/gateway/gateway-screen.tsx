import { Button } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { gateway } from '../../api/backend';
import { queries } from '../../api/queries';
import { Notice } from '../../ui/notice';
import { Panel } from '../../ui/panel';
import { t } from '../../words';
import { AccountPanel } from './account-panel';
import { CallKeyDialog, ForgetCallKey } from './call-key';
import { Compared } from './compared';
import { Month } from './month';
import { NewToken } from './new-token';
import { PricesPanel } from './prices-panel';
import { RevokeToken } from './revoke-token';
import { SwitchPanel } from './switch-panel';
import './gateway.css';

/** What is open above the screen: one dialog at a time. */
export type Open = { kind: 'token' | 'key' | 'forget'; setup: gateway.Setup } | { kind: 'revoke'; token: gateway.Token };

interface Props {
  /** Whose calls are to be routed, "" for nobody's in particular. */
  account: string;
  sample: boolean;
  goToAccounts: () => void;
}

/** The gateway: whether it listens, how programs reach it, and what passed through it. */
export function GatewayScreen({ account, sample, goToAccounts }: Props) {
  const view = useSuspenseQuery(queries.gateway).data;
  const cards = useSuspenseQuery(queries.accounts).data;
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const wanted = cards.find((c) => c.account.id === account);
  const refused = wanted && !view.setups.some((s) => s.account === account);
  return (
    <div className="stack">
      <header className="stack-tight">
        <h1>{t('gateway.title')}</h1>
        <p className="quiet gateway-why">
          {t('gateway.why')}
        </p>
      </header>
      <SwitchPanel state={view.state} sample={sample} />
      {refused && <Notice tone="info">{t('gateway.refused', { label: wanted.account.label, service: wanted.service })}</Notice>}
      {view.setups.length === 0 && <NoAccount goToAccounts={goToAccounts} />}
      {view.setups.map((setup) => (
        <AccountPanel
          key={setup.account}
          setup={setup}
          card={cards.find((c) => c.account.id === setup.account)}
          tokens={view.tokens.filter((token) => token.account === setup.account)}
          chosen={setup.account === account}
          only={view.setups.length === 1}
          sample={sample}
          open={setOpen}
        />
      ))}
      <Month view={view} cards={cards} />
      <Compared compared={view.compared} />
      <PricesPanel prices={view.prices} sample={sample} />
      {open?.kind === 'token' && <NewToken setup={open.setup} listening={view.state.listening} close={close} />}
      {open?.kind === 'key' && <CallKeyDialog setup={open.setup} close={close} />}
      {open?.kind === 'forget' && <ForgetCallKey setup={open.setup} close={close} />}
      {open?.kind === 'revoke' && <RevokeToken token={open.token} close={close} />}
    </div>
  );
}

function NoAccount({ goToAccounts }: { goToAccounts: () => void }) {
  return (
    <Panel title={t('gateway.none.title')}>
      <p>{t('gateway.none.why')}</p>
      <div>
        <Button variant="default" onClick={goToAccounts}>
          {t('gateway.none.go')}
        </Button>
      </div>
    </Panel>
  );
}
