import { useState } from 'react';
import type { bind, report } from '../../api/backend';
import { Dialog } from '../../ui/dialog';
import { t } from '../../words';
import { AccountFields } from './account-fields';
import { PickService } from './pick-service';

/** Connects an account, or changes one where `card` is given. */
export function AccountForm({ providers, card, close }: { providers: bind.Provider[]; card?: report.Card; close: () => void }) {
  const only = providers.length === 1 ? providers[0] : undefined;
  const [picked, setPicked] = useState(card ? providers.find((p) => p.id === card.account.provider) : only);
  // The key goes along from step to step, and is gone when this closes.
  const [key, setKey] = useState('');
  return (
    <Dialog close={close} title={card ? t('accounts.form.edit', { label: card.account.label }) : t('accounts.add')} size="lg">
      {picked ? (
        <AccountFields
          service={picked}
          providers={providers}
          card={card}
          secret={key}
          setSecret={setKey}
          back={card || only ? undefined : () => setPicked(undefined)}
          close={close}
        />
      ) : (
        <PickService providers={providers} pasted={key} setPasted={setKey} pick={setPicked} />
      )}
    </Dialog>
  );
}
