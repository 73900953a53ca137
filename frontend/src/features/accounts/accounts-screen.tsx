import { Button } from '@mantine/core';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { report } from '../../api/backend';
import { queries } from '../../api/queries';
import { useSoonAll } from '../../ui/soon';
import { t } from '../../words';
import { AccountForm } from './account-form';
import { AccountRow } from './account-row';
import { RemoveAccount } from './remove-account';
import { ReplaceKey } from './replace-key';
import './accounts.css';

/** What is open above the list: one dialog at a time. */
export type Dialog = { kind: 'add' } | { kind: 'edit' | 'key' | 'remove'; card: report.Card };

interface Props {
  /** The id of an account that was asked for by name, "" for none in particular. */
  chosen?: string;
  adding: boolean;
  sample: boolean;
  /** Leads to where an export is imported into an account, and to where calls are routed through the gateway. */
  importInto?: (account: string) => void;
  route?: (account: string) => void;
}

/** The connected services: add, change, test, remove. */
export function AccountsScreen({ chosen, adding, sample, importInto, route }: Props) {
  const cards = useSuspenseQuery(queries.accounts).data;
  const providers = useSuspenseQuery(queries.providers).data;
  const reached = useQuery({ ...queries.gateway, refetchInterval: false }).data?.setups ?? [];
  const [dialog, setDialog] = useState<Dialog | undefined>(adding ? { kind: 'add' } : undefined);
  const shown = useSoonAll(cards);
  const close = () => setDialog(undefined);
  return (
    <div className="stack">
      <header className="row apart">
        <h1>{t('accounts.title')}</h1>
        <Button disabled={sample} onClick={() => setDialog({ kind: 'add' })}>
          {t('accounts.add')}
        </Button>
      </header>
      {sample && <p className="quiet">{t('accounts.sample')}</p>}
      {cards.length === 0 && <p className="quiet">{t('accounts.empty')}</p>}
      <ul className="stack">
        {shown.map((card) => (
          <AccountRow
            key={card.account.id}
            card={card}
            service={providers.find((p) => p.id === card.account.provider)}
            ways={{
              importInto: importInto && (() => importInto(card.account.id)),
              route: route && reached.some((s) => s.account === card.account.id) ? () => route(card.account.id) : undefined,
            }}
            chosen={card.account.id === chosen}
            open={setDialog}
          />
        ))}
      </ul>
      {dialog?.kind === 'add' && <AccountForm providers={providers} close={close} />}
      {dialog?.kind === 'edit' && <AccountForm providers={providers} card={dialog.card} close={close} />}
      {dialog?.kind === 'key' && <ReplaceKey card={dialog.card} providers={providers} close={close} />}
      {dialog?.kind === 'remove' && <RemoveAccount card={dialog.card} close={close} />}
    </div>
  );
}
