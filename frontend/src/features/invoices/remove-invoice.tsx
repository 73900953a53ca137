import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { backend, type report } from '../../api/backend';
import { formatMonth } from '../../format/days';
import { formatMoney } from '../../format/money';
import { Dialog } from '../../ui/dialog';
import { Notice } from '../../ui/notice';
import { t } from '../../words';

/** Says first what would go, then forgets the invoice. */
export function RemoveInvoice({ check, close }: { check: report.InvoiceCheck; close: () => void }) {
  const { month, amount } = check.invoice;
  const remove = useMutation({ mutationFn: () => backend.removeInvoice(check.account, month, amount.currency), onSuccess: close });
  return (
    <Dialog title={t('invoices.removal.title')} close={close}>
      <div className="stack">
        <p>{t('invoices.removal.means', { account: check.label, month: formatMonth(month), amount: formatMoney(amount) })}</p>
        {remove.error && <Notice tone="reached">{remove.error.message}</Notice>}
        <div className="row invoice-buttons">
          <Button variant="default" onClick={close}>
            {t('ui.cancel')}
          </Button>
          <Button color="danger" loading={remove.isPending} onClick={() => remove.mutate()}>
            {t('invoices.removal.verb')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
