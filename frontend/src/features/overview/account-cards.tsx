import type { report } from '../../api/backend';
import { formatAgo, formatDay, lastDay } from '../../format/days';
import { formatMoney } from '../../format/money';
import { knowledge } from '../../format/spend';
import { asLevel, levelWords } from '../../format/words';
import { LevelBadge, StateBadge } from '../../ui/badge';
import { Balances } from '../../ui/balances';
import { Meter } from '../../ui/meter';
import { Spent } from '../../ui/spent';
import { useNow } from '../../ui/use-now';

/** Each account with its own cycle, state and freshness. */
export function AccountCards({ cards }: { cards: report.Card[] }) {
  return (
    <section aria-label="Accounts" className="overview-cards">
      {cards.map((card) => (
        <AccountCard key={card.account.id} card={card} />
      ))}
    </section>
  );
}

function AccountCard({ card }: { card: report.Card }) {
  const now = useNow();
  const { account, budget } = card;
  const level = asLevel(budget.level);
  const known = knowledge(card);
  return (
    <article className="account-card" aria-label={account.label}>
      <header className="row apart">
        <h3 className="cut" title={account.label}>
          {account.label}
        </h3>
        <StateBadge state={account.state} />
      </header>
      <p>
        <Spent amount={budget.spent} limit={budget.limit} known={known} published={account.state !== 'not_published'} />
        {known !== 'unknown' && <span className="quiet">{` · ${formatDay(budget.period.start)} – ${formatDay(lastDay(budget.period.end))}`}</span>}
      </p>
      {budget.limit && known !== 'unknown' && <Meter percent={budget.percent} level={level} label={`${account.label}: ${budget.percent} % of ${formatMoney(budget.limit)}, ${levelWords[level]}`} />}
      <Balances balances={account.balances} now={now} />
      <footer className="row apart">
        {known !== 'unknown' && <LevelBadge level={budget.level} />}
        <span className="quiet">
          {card.service} · {account.last_synced ? formatAgo(account.last_synced, now) : 'not synced yet'}
        </span>
      </footer>
    </article>
  );
}
