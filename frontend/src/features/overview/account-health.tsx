import { Button } from '@mantine/core';
import { useState } from 'react';
import type { report } from '../../api/backend';
import { formatAgo, formatDay, lastDay } from '../../format/days';
import { formatMoney, isZero } from '../../format/money';
import { formatCount } from '../../format/numbers';
import { knowledge } from '../../format/spend';
import { asLevel, levelWords } from '../../format/words';
import { LevelBadge, StateBadge } from '../../ui/badge';
import { Balances } from '../../ui/balances';
import { Meter } from '../../ui/meter';
import { Moneys } from '../../ui/money';
import { Panel } from '../../ui/panel';
import { Say } from '../../ui/say';
import { Spent } from '../../ui/spent';
import { useNow } from '../../ui/use-now';
import { t } from '../../words';

const few = 12;

/** States in which nobody has anything to do. */
const calm = ['ok', 'paused', 'never_synced', 'not_published', 'not_yet'];

interface Ways {
  goToAccounts: () => void;
  goToAccount: (id: string) => void;
}

/** Each account with its own cycle, state and freshness; those that need somebody stand first. */
export function AccountHealth({ cards, ...ways }: Ways & { cards: report.Card[] }) {
  const [whole, setWhole] = useState(false);
  const needy = cards.filter(needsSomebody);
  const sorted = [...needy, ...cards.filter((c) => !needsSomebody(c))];
  const aside = (
    <div className="row">
      <span className="quiet">{summary(cards, needy.length)}</span>
      <Button variant="subtle" size="xs" onClick={ways.goToAccounts}>
        {t('overview.accounts.go')}
      </Button>
    </div>
  );
  return (
    <Panel title={t('overview.accounts.title')} aside={aside}>
      <div className="accounts-health">
        {sorted.slice(0, whole ? undefined : few).map((card) => (
          <Row key={card.account.id} card={card} {...ways} />
        ))}
      </div>
      {cards.length > few && (
        <div>
          <Button variant="subtle" size="xs" aria-expanded={whole} onClick={() => setWhole(!whole)}>
            {whole ? t('overview.fewer') : t('overview.all', { n: formatCount(cards.length) })}
          </Button>
        </div>
      )}
    </Panel>
  );
}

/** What an account spent in its cycle. Its limit counts one currency; the others stand beside it, and alone where there is no limit and nothing else. */
function SpentOf({ card }: { card: report.Card }) {
  const { account, budget, other } = card;
  const known = knowledge(card);
  if (other.length > 0 && !budget.limit && isZero(budget.spent)) {
    return (
      <>
        {known === 'at least' && <span className="quiet">{t('ui.spent.atLeast')} </span>}
        <strong>
          <Moneys amounts={other} />
        </strong>
      </>
    );
  }
  return (
    <>
      <Spent amount={budget.spent} limit={budget.limit} known={known} published={account.state !== 'not_published'} />
      {other.length > 0 && (
        <span className="quiet">
          {' '}
          <Say text={t('overview.accounts.beside')} parts={{ others: <Moneys amounts={other} /> }} />
        </span>
      )}
    </>
  );
}

function needsSomebody({ account, gap }: report.Card): boolean {
  return !calm.includes(account.state) || (gap ? !calm.includes(gap.state) : false);
}

function summary(cards: report.Card[], needy: number): string {
  if (needy > 0) return t('overview.accounts.needy', { count: needy, n: formatCount(needy), of: formatCount(cards.length) });
  const unknown = cards.filter((c) => c.account.state === 'not_published').length;
  if (unknown > 0) return t('overview.accounts.unknown', { count: unknown, n: formatCount(unknown), of: formatCount(cards.length) });
  return t('overview.accounts.well', { count: cards.length, n: formatCount(cards.length) });
}

function Row({ card, goToAccount }: Ways & { card: report.Card }) {
  const now = useNow();
  const { account, budget, gap } = card;
  const level = asLevel(budget.level);
  const known = knowledge(card);
  const needy = needsSomebody(card);
  return (
    <article className="account-row" data-needy={needy || undefined} aria-label={account.label}>
      <div className="account-name">
        <h3 className="cut" title={account.label}>
          <bdi>{account.label}</bdi>
        </h3>
        <p className="quiet">
          {[card.service, account.last_synced ? t('overview.accounts.read', { ago: formatAgo(account.last_synced, now) }) : t('overview.accounts.never')].join(' · ')}
        </p>
      </div>
      <StateBadge state={needy && gap ? gap.state : account.state} />
      <div className="account-spent">
        <p>
          <SpentOf card={card} />
          {known !== 'unknown' && <span className="quiet">{` · ${formatDay(budget.period.start)} – ${formatDay(lastDay(budget.period.end))}`}</span>}
        </p>
        {budget.limit && known !== 'unknown' && (
          <Meter percent={budget.percent} level={level} label={t('overview.meter', { title: account.label, percent: budget.percent, limit: formatMoney(budget.limit), words: levelWords[level] })} />
        )}
        <Balances balances={account.balances} now={now} />
      </div>
      <div className="account-end">
        {needy && (
          <Button variant="default" size="xs" aria-label={t('overview.accounts.lookAt', { label: account.label })} onClick={() => goToAccount(account.id)}>
            {t('overview.accounts.look')}
          </Button>
        )}
        {!needy && budget.limit && known !== 'unknown' && <LevelBadge level={budget.level} />}
      </div>
      {needy && !gap && account.reason && <p className="quiet account-reason">{account.reason}</p>}
    </article>
  );
}
