import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { report } from '../../api/backend';
import { queries } from '../../api/queries';
import { formatDate, formatMoment } from '../../format/days';
import { exactMoney, formatAll } from '../../format/money';
import { accountName, basisWords, stateWords } from '../../format/words';
import { Dialog } from '../../ui/dialog';
import { Moneys } from '../../ui/money';
import { Notice } from '../../ui/notice';
import { Say } from '../../ui/say';
import { t } from '../../words';
import { basisShort, entriesWords, markWords } from './words';

/** Everything that is known of an entry, and why its day costs what it does. */
export function EntryDialog({ item, close }: { item: report.ActivityItem; close: () => void }) {
  const { entry } = item;
  return (
    <Dialog title={t('activity.entry.title', { amount: exactMoney(entry.amount), day: formatDate(entry.day) })} size="lg" close={close}>
      <div className="stack">
        <dl className="entry-facts">
          <Fact term={t('activity.columns.account')}>{accountName(item.label, item.service)}</Fact>
          <Fact term={t('activity.entry.line')}>{entry.line}</Fact>
          <Fact term={t('activity.columns.model')}>{entry.model}</Fact>
          <Fact term={t('activity.columns.project')}>{item.project}</Fact>
          <Fact term={t('activity.entry.key')}>{item.key}</Fact>
          <Fact term={t('activity.entry.quantity')}>{entry.quantity && `${entry.quantity} ${entry.unit}`.trim()}</Fact>
          <Fact term={t('activity.columns.basis')}>{basisWords[entry.basis] ?? entry.basis}</Fact>
          <Fact term={t('activity.columns.counts')}>{markWords(item)}</Fact>
          <Fact term={t('activity.entry.firstSeen')}>{formatMoment(item.first_seen)}</Fact>
          <Fact term={t('activity.entry.lastChanged')}>{item.last_changed === item.first_seen ? t('activity.entry.never') : formatMoment(item.last_changed)}</Fact>
        </dl>
        <Why account={entry.account} day={entry.day} />
      </div>
    </Dialog>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  if (!children) return null;
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** All that is known of a day of an account, side by side: which source counts, and why. */
function Why({ account, day }: { account: string; day: string }) {
  const why = useQuery(queries.why(account, day));
  return (
    <section className="stack" aria-label={t('activity.why.title')}>
      <h3>{t('activity.why.title')}</h3>
      {why.isPending && <p role="status">{t('activity.why.looking')}</p>}
      {why.error && (
        <Notice tone="reached" action={<Button onClick={() => void why.refetch()}>{t('activity.again')}</Button>}>
          {why.error.message}
        </Notice>
      )}
      {why.data && <Answer why={why.data} />}
    </section>
  );
}

function Answer({ why }: { why: report.Why }) {
  return (
    <>
      <p>
        <Say
          text={t('activity.why.cost')}
          parts={{
            day: formatDate(why.day),
            account: <bdi>{why.label}</bdi>,
            amount: (
              <strong>
                <Moneys amounts={why.counted} />
              </strong>
            ),
          }}
        />
        {` ${why.sentence}`}
      </p>
      {why.gap && <p className="quiet">{`${stateWords[why.gap.state] ?? why.gap.state}: ${why.gap.reason}`}</p>}
      <ul className="why-bases" aria-label={t('activity.why.sources')}>
        {why.bases.map((b) => (
          <Basis key={b.basis} basis={b} />
        ))}
      </ul>
      {why.metered && <p className="quiet">{t('activity.why.month', { bases: why.metered.by_basis.map((b) => `${basisShort(b.basis)} ${formatAll([b.amount])}`).join(', ') })}</p>}
      {why.invoices.map((i) => (
        <p key={`${i.invoice.month} ${i.invoice.amount.currency}`} className="quiet">
          {invoiceWords(i)}
        </p>
      ))}
    </>
  );
}

function invoiceWords({ invoice: { amount }, counted, match }: report.InvoiceCheck): string {
  const invoice = formatAll([amount]);
  if (!counted) return match ? t('activity.why.matches', { invoice }) : t('activity.why.differs', { invoice });
  const figures = { invoice, counted: formatAll([counted]) };
  return match ? t('activity.why.matchesCounted', figures) : t('activity.why.differsCounted', figures);
}

function readWords({ rows, read_at, settled, until }: report.WhyBasis): string {
  const read = { entries: entriesWords(rows), at: formatMoment(read_at) };
  if (settled) return t('activity.why.settled', read);
  return until ? t('activity.why.changesUntil', { ...read, until: formatMoment(until) }) : t('activity.why.changes', read);
}

function Basis({ basis: b }: { basis: report.WhyBasis }) {
  return (
    <li className="why-basis" data-counted={b.counted || undefined}>
      <strong>{basisWords[b.basis] ?? b.basis}</strong>
      <span>
        <Say text={b.counted ? t('activity.why.counts') : t('activity.why.countsNot')} parts={{ amount: b.totals.length > 0 ? <Moneys amounts={b.totals} /> : t('activity.why.nothing') }} />
      </span>
      <span>{b.sentence}</span>
      <span className="quiet">{readWords(b)}</span>
    </li>
  );
}
