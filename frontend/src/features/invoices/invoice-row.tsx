import { Button } from '@mantine/core';
import type { report } from '../../api/backend';
import { type Amount, exactMoney, formatSmallMoney } from '../../format/money';
import { formatPercent } from '../../format/numbers';
import { basisWords } from '../../format/words';
import { Money } from '../../ui/money';
import { t } from '../../words';
import type { Dialog } from './invoices-screen';
import { MatchBadge } from './match-badge';

/** One invoice beside what was counted of the same month, and why the two may differ. */
export function InvoiceRow({ check, open }: { check: report.InvoiceCheck; open: (dialog: Dialog) => void }) {
  const { invoice, label, service, counted } = check;
  const name = `${label}, ${invoice.amount.currency}`;
  return (
    <li className="invoice" aria-label={name}>
      <div className="row apart invoice-head">
        <h3 className="cut" title={label}>
          {label} {service !== label && <span className="quiet">{service}</span>}
        </h3>
        <MatchBadge check={check} />
      </div>
      <dl className="invoice-figures">
        <div>
          <dt>{t('invoices.row.invoiced')}</dt>
          <dd>
            <Money amount={invoice.amount} />
          </dd>
        </div>
        <div>
          <dt>{t('invoices.row.counted')}</dt>
          <dd>
            {counted ? <Money amount={counted} /> : t('invoices.row.unknown')}
            <Bases parts={check.by_basis} />
          </dd>
        </div>
        <div>
          <dt>{t('invoices.row.difference')}</dt>
          <dd>
            <Difference check={check} />
          </dd>
        </div>
      </dl>
      {check.reasons.length > 0 && (
        <ul className="invoice-reasons" aria-label={t('invoices.row.reasons')}>
          {check.reasons.map(({ code, sentence }, i) => (
            <li key={`${code} ${i}`}>{sentence}</li>
          ))}
        </ul>
      )}
      <div className="row apart">
        <p className="quiet invoice-note">{[invoice.number && t('invoices.row.number', { number: invoice.number }), invoice.note].filter(Boolean).join(' · ')}</p>
        <div className="row">
          <Button size="xs" variant="default" aria-label={t('invoices.row.editOf', { name })} onClick={() => open({ kind: 'enter', check })}>
            {t('invoices.row.edit')}
          </Button>
          <Button size="xs" variant="subtle" color="danger" aria-label={t('invoices.row.removeOf', { name })} onClick={() => open({ kind: 'remove', check })}>
            {t('invoices.row.remove')}
          </Button>
        </div>
      </div>
    </li>
  );
}

/** What the counted amount stands on, unless that is the vendor's own figures alone. */
function Bases({ parts }: { parts: report.BasisAmount[] }) {
  if (parts.length === 0 || (parts.length === 1 && parts[0]?.basis === 'billed')) return null;
  const words = parts.map(({ basis, amount }) => (parts.length === 1 ? '' : `${formatSmallMoney(amount)} `) + (basisWords[basis] ?? basis));
  return <span className="quiet invoice-under">{words.join(' + ')}</span>;
}

function Difference({ check: { difference, percent, match } }: { check: report.InvoiceCheck }) {
  if (!difference) return t('invoices.row.unknown');
  if (match) return <span title={exactMoney(difference)}>{t('invoices.row.none')}</span>;
  return (
    <>
      <Money amount={withoutSign(difference)} />
      <span className="quiet invoice-under">{sizeWords(difference.value.startsWith('-'), formatPercent(percent.replace(/^-/, '')))}</span>
    </>
  );
}

function sizeWords(less: boolean, percent: string): string {
  if (!percent) return less ? t('invoices.row.less') : t('invoices.row.more');
  return less ? t('invoices.row.lessPart', { percent }) : t('invoices.row.morePart', { percent });
}

function withoutSign({ value, currency }: Amount): Amount {
  return { value: value.replace(/^-/, ''), currency };
}
