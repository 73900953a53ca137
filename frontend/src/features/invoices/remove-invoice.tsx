import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { backend, type report } from '../../api/backend';
import { formatMonth } from '../../format/days';
import { formatMoney } from '../../format/money';
import { Dialog } from '../../ui/dialog';
import { Notice } from '../../ui/notice';

/** Says first what would go, then forgets the invoice. */
export function RemoveInvoice({ check, close }: { check: report.InvoiceCheck; close: () => void }) {
  const { month, amount } = check.invoice;
  const remove = useMutation({ mutationFn: () => backend.removeInvoice(check.account, month, amount.currency), onSuccess: close });
  return (
    <Dialog title="Remove this invoice" close={close}>
      <div className="stack">
        <p>{`Outlay forgets that the invoice of ${check.label} for ${formatMonth(month)} says ${formatMoney(amount)}. What was counted stays as it is.`}</p>
        {remove.error && <Notice tone="reached">{remove.error.message}</Notice>}
        <div className="row invoice-buttons">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button color="danger" loading={remove.isPending} onClick={() => remove.mutate()}>
            Remove invoice
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
