import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { report } from '../../api/backend';
import { queries } from '../../api/queries';
import { formatDate, formatMoment } from '../../format/days';
import { exactMoney, formatAll } from '../../format/money';
import { counted } from '../../format/numbers';
import { accountName, basisWords, stateWords } from '../../format/words';
import { Dialog } from '../../ui/dialog';
import { Moneys } from '../../ui/money';
import { Notice } from '../../ui/notice';
import { basisShort, markWords } from './words';

/** Everything that is known of an entry, and why its day costs what it does. */
export function EntryDialog({ item, close }: { item: report.ActivityItem; close: () => void }) {
  const { entry } = item;
  return (
    <Dialog title={`${exactMoney(entry.amount)} on ${formatDate(entry.day)}`} size="lg" close={close}>
      <div className="stack">
        <dl className="entry-facts">
          <Fact term="Account">{accountName(item.label, item.service)}</Fact>
          <Fact term="Line">{entry.line}</Fact>
          <Fact term="Model">{entry.model}</Fact>
          <Fact term="Project">{item.project}</Fact>
          <Fact term="API key">{item.key}</Fact>
          <Fact term="Quantity">{entry.quantity && `${entry.quantity} ${entry.unit}`.trim()}</Fact>
          <Fact term="Basis">{basisWords[entry.basis] ?? entry.basis}</Fact>
          <Fact term="Counts">{markWords(item)}</Fact>
          <Fact term="First seen">{formatMoment(item.first_seen)}</Fact>
          <Fact term="Last changed">{item.last_changed === item.first_seen ? 'never' : formatMoment(item.last_changed)}</Fact>
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
    <section className="stack" aria-label="Why this number">
      <h3>Why this number</h3>
      {why.isPending && <p role="status">Looking it up …</p>}
      {why.error && (
        <Notice tone="reached" action={<Button onClick={() => void why.refetch()}>Try again</Button>}>
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
        {`On ${formatDate(why.day)}, ${why.label} cost `}
        <strong>
          <Moneys amounts={why.counted} />
        </strong>
        {`. ${why.sentence}`}
      </p>
      {why.gap && <p className="quiet">{`${stateWords[why.gap.state] ?? why.gap.state}: ${why.gap.reason}`}</p>}
      <ul className="why-bases" aria-label="What each source says">
        {why.bases.map((b) => (
          <Basis key={b.basis} basis={b} />
        ))}
      </ul>
      {why.metered && <p className="quiet">{`In the month so far: ${why.metered.by_basis.map((b) => `${basisShort(b.basis)} ${formatAll([b.amount])}`).join(', ')}.`}</p>}
      {why.invoices.map((i) => (
        <p key={`${i.invoice.month} ${i.invoice.amount.currency}`} className="quiet">
          {`The invoice of the month, ${formatAll([i.invoice.amount])}, ${i.match ? 'matches' : 'differs'}${i.counted ? `: ${formatAll([i.counted])} counted` : ''}.`}
        </p>
      ))}
    </>
  );
}

function Basis({ basis: b }: { basis: report.WhyBasis }) {
  const until = b.until ? `, at the latest on ${formatMoment(b.until)}` : '';
  return (
    <li className="why-basis" data-counted={b.counted || undefined}>
      <strong>{basisWords[b.basis] ?? b.basis}</strong>
      <span>
        {b.totals.length > 0 ? <Moneys amounts={b.totals} /> : 'nothing'}
        {b.counted ? ', counts' : ', does not count'}
      </span>
      <span>{b.sentence}</span>
      <span className="quiet">{`${counted(b.rows, 'entry', 'entries')}, read ${formatMoment(b.read_at)}, ${b.settled ? 'settled' : `may still change${until}`}`}</span>
    </li>
  );
}
