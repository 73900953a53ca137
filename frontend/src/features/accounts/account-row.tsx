import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { backend, type report } from '../../api/backend';
import { formatAgo, formatDay } from '../../format/days';
import { asLevel, levelWords } from '../../format/words';
import { LevelBadge, StateBadge } from '../../ui/badge';
import { Meter } from '../../ui/meter';
import { Money, Moneys } from '../../ui/money';
import { Notice } from '../../ui/notice';
import { ServiceIcon } from '../../ui/service-icon';
import { useNow } from '../../ui/use-now';
import type { Dialog } from './accounts-screen';

/** One account: how it goes, what it spent, and what can be done with it. */
export function AccountRow({ card, icon, open }: { card: report.Card; icon: string; open: (dialog: Dialog) => void }) {
  const { account, budget } = card;
  const test = useMutation({ mutationFn: () => backend.testAccount(account.id) });
  const pause = useMutation({ mutationFn: () => backend.changeAccount(account.id, { paused: !account.paused }) });
  const sync = useMutation({ mutationFn: () => backend.syncOne(account.id) });
  const level = asLevel(budget.level);
  const failure = test.error ?? pause.error ?? sync.error;
  return (
    <li className="account" aria-label={account.label}>
      <ServiceIcon svg={icon} large />
      <div className="stack-tight account-main">
        <div className="row apart account-head">
          <h2 className="cut" title={account.label}>
            {account.label}
          </h2>
          <StateBadge state={account.state} />
        </div>
        <Facts card={card} />
        {budget.limit && <Meter percent={budget.percent} level={level} label={`${account.label}: ${budget.percent} %, ${levelWords[level]}`} />}
        {account.reason && <Notice>{account.reason}</Notice>}
        <p role="status" className="quiet">
          {test.isPending ? 'Asking the vendor …' : (test.data?.text ?? '')}
        </p>
        {failure && <Notice tone="reached">{failure.message}</Notice>}
        <div className="row account-actions">
          <Button size="xs" variant="default" disabled={account.paused} loading={sync.isPending || account.progress_total > 0} onClick={() => sync.mutate()}>
            Sync
          </Button>
          <Button size="xs" variant="default" loading={test.isPending} onClick={() => test.mutate()}>
            Test key
          </Button>
          <Button size="xs" variant="default" onClick={() => open({ kind: 'key', card })}>
            Replace key
          </Button>
          <Button size="xs" variant="default" onClick={() => open({ kind: 'edit', card })}>
            Edit
          </Button>
          <Button size="xs" variant="default" loading={pause.isPending} onClick={() => pause.mutate()}>
            {account.paused ? 'Resume' : 'Pause'}
          </Button>
          <Button size="xs" variant="subtle" color="danger" onClick={() => open({ kind: 'remove', card })}>
            Remove
          </Button>
        </div>
      </div>
    </li>
  );
}

function Facts({ card }: { card: report.Card }) {
  const now = useNow();
  const { account, budget } = card;
  return (
    <p className="row">
      <span>
        <strong>
          <Money amount={budget.spent} />
        </strong>
        {budget.limit ? (
          <span className="quiet">
            {' of '}
            <Money amount={budget.limit} />
          </span>
        ) : null}
      </span>
      <LevelBadge level={budget.level} />
      {card.other.length > 0 && (
        <span className="quiet">
          and <Moneys amounts={card.other} />
        </span>
      )}
      <span className="quiet">
        {[
          card.service,
          account.has_key ? 'key stored' : 'no key stored',
          account.last_synced ? `last synced ${formatAgo(account.last_synced, now)}` : 'not synced yet',
          account.settled_through ? `settled through ${formatDay(account.settled_through)}` : '',
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
    </p>
  );
}
