import { Button } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { report } from '../../api/backend';
import { queries } from '../../api/queries';
import { formatMonth } from '../../format/days';
import { Panel } from '../../ui/panel';
import { t } from '../../words';
import { InvoiceForm } from './invoice-form';
import { InvoiceRow } from './invoice-row';
import { RemoveInvoice } from './remove-invoice';
import './invoices.css';

/** What is open above the list: one dialog at a time. */
export type Dialog = { kind: 'enter'; check?: report.InvoiceCheck } | { kind: 'remove'; check: report.InvoiceCheck };

/** What the vendors' invoices say beside what was counted, month by month. */
export function InvoicesScreen({ sample, goToAccounts }: { sample: boolean; goToAccounts: () => void }) {
  const checks = useSuspenseQuery(queries.invoices).data;
  const cards = useSuspenseQuery(queries.accounts).data;
  const { today } = useSuspenseQuery(queries.overview).data;
  const [dialog, setDialog] = useState<Dialog>();
  const close = () => setDialog(undefined);
  const enter = () => setDialog({ kind: 'enter' });
  return (
    <div className="stack">
      <header className="row apart">
        <h1>{t('invoices.title')}</h1>
        {checks.length > 0 && (
          <Button disabled={cards.length === 0} onClick={enter}>
            {t('invoices.enter')}
          </Button>
        )}
      </header>
      {sample && <p className="quiet">{t('invoices.sample')}</p>}
      {checks.length === 0 && <Empty enter={cards.length > 0 ? enter : undefined} goToAccounts={goToAccounts} />}
      {byMonth(checks).map(([month, list]) => (
        <Panel key={month} title={formatMonth(month)}>
          <ul className="invoices">
            {list.map((check) => (
              <InvoiceRow key={`${check.account} ${check.invoice.amount.currency}`} check={check} open={setDialog} />
            ))}
          </ul>
        </Panel>
      ))}
      {dialog?.kind === 'enter' && <InvoiceForm check={dialog.check} checks={checks} cards={cards} today={today} close={close} />}
      {dialog?.kind === 'remove' && <RemoveInvoice check={dialog.check} close={close} />}
    </div>
  );
}

/** Why one would do this, where nobody has yet. */
function Empty({ enter, goToAccounts }: { enter?: () => void; goToAccounts: () => void }) {
  return (
    <Panel title={t('invoices.empty.title')}>
      <div className="stack-tight invoices-why">
        <p>{t('invoices.empty.why')}</p>
        <p>{t('invoices.empty.how')}</p>
      </div>
      <div className="row">
        {enter ? <Button onClick={enter}>{t('invoices.enter')}</Button> : <Button onClick={goToAccounts}>{t('invoices.empty.account')}</Button>}
      </div>
    </Panel>
  );
}

/** Checks by the first day of their month, in the order in which they came: the latest first. */
function byMonth(checks: report.InvoiceCheck[]): [string, report.InvoiceCheck[]][] {
  const months = new Map<string, report.InvoiceCheck[]>();
  for (const check of checks) {
    const { month } = check.invoice;
    months.set(month, [...(months.get(month) ?? []), check]);
  }
  return [...months];
}
