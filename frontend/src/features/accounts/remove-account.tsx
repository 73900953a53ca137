import { Button, Radio } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { backend, type bind, type report } from '../../api/backend';
import { formatDay } from '../../format/days';
import { formatAll } from '../../format/money';
import { formatCount } from '../../format/numbers';
import { Dialog } from '../../ui/dialog';
import { Notice } from '../../ui/notice';
import { t } from '../../words';

/** Says first what would go, then removes. */
export function RemoveAccount({ card, close }: { card: report.Card; close: () => void }) {
  const { account } = card;
  const [history, setHistory] = useState('keep');
  const removal = useQuery({ queryKey: ['removal', account.id], queryFn: () => backend.removal(account.id) });
  const remove = useMutation({ mutationFn: () => backend.removeAccount(account.id, history === 'keep'), onSuccess: close });
  return (
    <Dialog close={close} title={t('accounts.remove.title', { label: account.label })}>
      <div className="stack">
        <p>{t('accounts.remove.means')}</p>
        <p>{removal.data ? historyWords(removal.data) : t('accounts.remove.looking')}</p>
        <Radio.Group label={t('accounts.remove.history')} value={history} onChange={setHistory}>
          <div className="stack-tight">
            <Radio value="keep" label={t('accounts.remove.keep')} />
            <Radio value="delete" label={t('accounts.remove.delete')} />
          </div>
        </Radio.Group>
        {remove.error && <Notice tone="reached">{remove.error.message}</Notice>}
        <div className="row form-buttons">
          <Button variant="default" onClick={close}>
            {t('ui.cancel')}
          </Button>
          <Button color="danger" loading={remove.isPending} onClick={() => remove.mutate()}>
            {history === 'keep' ? t('accounts.remove.andKeep') : t('accounts.remove.andDelete')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function historyWords(removal: bind.Removal): string {
  if (removal.days === 0) return t('accounts.remove.empty');
  return t('accounts.remove.is', { count: removal.days, n: formatCount(removal.days), from: formatDay(removal.from), through: formatDay(removal.through), total: formatAll(removal.totals) });
}
