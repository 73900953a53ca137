import { Button, Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { backend, type report } from '../../api/backend';
import { formatMonth } from '../../format/days';
import { formatMoney } from '../../format/money';
import { accountName } from '../../format/words';
import { Dialog } from '../../ui/dialog';
import { Notice } from '../../ui/notice';
import { t } from '../../words';

interface Props {
  /** The invoice that is entered again; its account, month and currency stay. */
  check?: report.InvoiceCheck;
  checks: report.InvoiceCheck[];
  cards: report.Card[];
  today: string;
  close: () => void;
}

/** Enters what an invoice says, in the place of the one of the same account, month and currency. */
export function InvoiceForm({ check, checks, cards, today, close }: Props) {
  const [account, setAccount] = useState(check?.account ?? (cards.length === 1 ? cards[0]?.account.id : undefined));
  const [month, setMonth] = useState((check?.invoice.month ?? before(today, 1)).slice(0, 7));
  const [amount, setAmount] = useState(trimmed(check?.invoice.amount.value ?? ''));
  const [typedCurrency, setCurrency] = useState(check?.invoice.amount.currency);
  const [number, setNumber] = useState(check?.invoice.number ?? '');
  const [note, setNote] = useState(check?.invoice.note ?? '');
  const [first] = useState(account ? 'amount' : 'account'); // where the focus starts
  const currency = typedCurrency ?? cards.find((c) => c.account.id === account)?.budget.spent.currency ?? 'USD';
  const save = useMutation({
    mutationFn: () => backend.putInvoice({ account: account ?? '', month, amount, currency: currency.trim(), number, note }),
    onSuccess: close,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const old = check ? undefined : checks.find((c) => c.account === account && c.invoice.month.startsWith(month) && c.invoice.amount.currency === currency.trim());
  return (
    <Dialog title={check ? t('invoices.form.of', { account: check.label, month: formatMonth(check.invoice.month) }) : t('invoices.enter')} close={close}>
      <form onSubmit={submit} className="stack" noValidate>
        {!check && (
          <div className="invoice-fields">
            <Select label={t('invoices.form.account')} placeholder={t('invoices.form.chooseAccount')} data-autofocus={first === 'account' || undefined} data={cards.map(({ account: { id, label }, service }) => ({ value: id, label: accountName(label, service) }))} value={account ?? null} allowDeselect={false} searchable={cards.length > 8} onChange={(id) => id && setAccount(id)} />
            <Select label={t('invoices.form.month')} data={months(today)} value={month} allowDeselect={false} searchable onChange={(m) => m && setMonth(m)} />
          </div>
        )}
        <div className="invoice-fields">
          <TextInput label={t('invoices.form.amount')} description={t('invoices.form.asPrinted')} inputMode="decimal" placeholder="123.45" required withAsterisk={false} value={amount} onChange={(e) => setAmount(e.currentTarget.value)} data-autofocus={first === 'amount' || undefined} />
          <TextInput label={t('invoices.form.currency')} description={t('invoices.form.letters')} maxLength={3} disabled={check !== undefined} value={currency} onChange={(e) => setCurrency(e.currentTarget.value.toUpperCase())} />
        </div>
        <TextInput label={t('invoices.form.number')} description={t('invoices.form.toFind')} value={number} onChange={(e) => setNumber(e.currentTarget.value)} />
        <TextInput label={t('invoices.form.note')} value={note} onChange={(e) => setNote(e.currentTarget.value)} />
        {old && <Notice tone="info">{t('invoices.form.replaces', { amount: formatMoney(old.invoice.amount) })}</Notice>}
        {save.error && <Notice tone="reached">{save.error.message}</Notice>}
        <div className="row invoice-buttons">
          <Button variant="default" onClick={close}>
            {t('ui.cancel')}
          </Button>
          <Button type="submit" disabled={!account || amount.trim() === ''} loading={save.isPending}>
            {t('invoices.form.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** "119.0000" as the invoice has it: "119.00". */
function trimmed(value: string): string {
  return value.replace(/(\.\d\d\d*?)0+$/, '$1');
}

/** The months that have begun, this one first. A list, for not every web view has a month picker. */
function months(today: string) {
  return Array.from({ length: 36 }, (_, back) => {
    const first = before(today, back);
    return { value: first.slice(0, 7), label: formatMonth(first) };
  });
}

/** The first day of the month that lies so many months before a day's. */
function before(day: string, back: number): string {
  const first = new Date(`${day.slice(0, 7)}-01T00:00:00Z`);
  first.setUTCMonth(first.getUTCMonth() - back);
  return first.toISOString().slice(0, 10);
}
