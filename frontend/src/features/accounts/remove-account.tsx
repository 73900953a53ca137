import { Button, Radio } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { backend, type bind, type report } from '../../api/backend';
import { formatDay } from '../../format/days';
import { formatAll } from '../../format/money';
import { Dialog } from '../../ui/dialog';
import { Notice } from '../../ui/notice';

/** Says first what would go, then removes. */
export function RemoveAccount({ card, close }: { card: report.Card; close: () => void }) {
  const { account } = card;
  const [history, setHistory] = useState('keep');
  const removal = useQuery({ queryKey: ['removal', account.id], queryFn: () => backend.removal(account.id) });
  const remove = useMutation({ mutationFn: () => backend.removeAccount(account.id, history === 'keep'), onSuccess: close });
  return (
    <Dialog close={close} title={`Remove ${account.label}`}>
      <div className="stack">
        <p>Its key is deleted for good and syncing ends.</p>
        <p>{removal.data ? historyWords(removal.data) : 'Looking up its history …'}</p>
        <Radio.Group label="Its history" value={history} onChange={setHistory}>
          <div className="stack-tight">
            <Radio value="keep" label="Keep it: past totals stay as they are" />
            <Radio value="delete" label="Delete it: past totals shrink by this account" />
          </div>
        </Radio.Group>
        {remove.error && <Notice tone="reached">{remove.error.message}</Notice>}
        <div className="row form-buttons">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button color="danger" loading={remove.isPending} onClick={() => remove.mutate()}>
            {history === 'keep' ? 'Remove, keep history' : 'Remove with history'}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function historyWords(removal: bind.Removal): string {
  if (removal.days === 0) return 'It has no history yet.';
  return `Its history: ${removal.days} days, ${formatDay(removal.from)} to ${formatDay(removal.through)}, ${formatAll(removal.totals)} in all.`;
}
