import { Modal } from '@mantine/core';
import { useState } from 'react';
import type { bind, report } from '../../api/backend';
import { AccountFields } from './account-fields';
import { PickService } from './pick-service';

/** Connects an account, or changes one where `card` is given. */
export function AccountForm({ providers, card, close }: { providers: bind.Provider[]; card?: report.Card; close: () => void }) {
  const only = providers.length === 1 ? providers[0] : undefined;
  const [picked, setPicked] = useState(card ? providers.find((p) => p.id === card.account.provider) : only);
  // The key goes along from step to step, and is gone when this closes.
  const [key, setKey] = useState('');
  return (
    <Modal opened onClose={close} title={card ? `Edit ${card.account.label}` : 'Add account'} size="lg" transitionProps={{ duration: 0 }} closeButtonProps={{ 'aria-label': 'Close' }}>
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
    </Modal>
  );
}
