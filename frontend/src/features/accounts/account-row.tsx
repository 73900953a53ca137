import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { backend, type bind, type report } from '../../api/backend';
import { formatAgo, formatDay } from '../../format/days';
import { knowledge } from '../../format/spend';
import { asLevel, levelWords } from '../../format/words';
import { LevelBadge, StateBadge } from '../../ui/badge';
import { Balances } from '../../ui/balances';
import { Meter } from '../../ui/meter';
import { Moneys } from '../../ui/money';
import { Notice } from '../../ui/notice';
import { Say } from '../../ui/say';
import { ServiceIcon } from '../../ui/service-icon';
import { Spent } from '../../ui/spent';
import { UnknownSpend, type Ways } from '../../ui/unknown-spend';
import { useNow } from '../../ui/use-now';
import { t } from '../../words';
import type { Dialog } from './accounts-screen';

/** One account: how it goes, what it spent, and what can be done with it. */
export function AccountRow({ card, service, ways, chosen, open }: { card: report.Card; service?: bind.Provider; ways: Ways; chosen?: boolean; open: (dialog: Dialog) => void }) {
  const { account, budget } = card;
  const place = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (!chosen) return;
    place.current?.focus({ preventScroll: true });
    place.current?.scrollIntoView({ block: 'start' });
  }, [chosen]);
  const now = useNow();
  const known = knowledge(card);
  const silent = account.state === 'not_published' && known !== 'known';
  const test = useMutation({ mutationFn: () => backend.testAccount(account.id) });
  const pause = useMutation({ mutationFn: () => backend.changeAccount(account.id, { paused: !account.paused }) });
  const sync = useMutation({ mutationFn: () => backend.syncOne(account.id) });
  const level = asLevel(budget.level);
  const failure = test.error ?? pause.error ?? sync.error;
  return (
    <li ref={place} tabIndex={-1} className="account" aria-label={account.label}>
      <ServiceIcon svg={service?.icon ?? ''} large />
      <div className="stack-tight account-main">
        <div className="row apart account-head">
          <h2 className="cut" title={account.label}>
            {account.label}
          </h2>
          <StateBadge state={account.state} />
        </div>
        <Facts card={card} local={service?.local ?? false} />
        {budget.limit && known !== 'unknown' && <Meter percent={budget.percent} level={level} label={t('accounts.row.meter', { label: account.label, percent: budget.percent, level: levelWords[level] })} />}
        <Balances balances={account.balances} now={now} />
        {silent && <UnknownSpend title={known === 'unknown' ? t('accounts.row.unknown') : t('accounts.row.part')} reason={card.gap?.reason ?? account.reason} {...ways} />}
        {account.reason && account.state !== 'not_published' && <Notice>{account.reason}</Notice>}
        <Notes notes={account.notes} />
        <p role="status" className="quiet">
          {test.isPending ? t('accounts.key.asking') : (test.data?.text ?? '')}
        </p>
        {failure && <Notice tone="reached">{failure.message}</Notice>}
        <div className="row account-actions">
          <Button size="xs" variant="default" disabled={account.paused} loading={sync.isPending || account.progress_total > 0} onClick={() => sync.mutate()}>
            {t('accounts.row.sync')}
          </Button>
          {!service?.local && (
            <>
              <Button size="xs" variant="default" loading={test.isPending} onClick={() => test.mutate()}>
                {t('accounts.row.test')}
              </Button>
              <Button size="xs" variant="default" onClick={() => open({ kind: 'key', card })}>
                {t('accounts.row.replace')}
              </Button>
            </>
          )}
          <Button size="xs" variant="default" onClick={() => open({ kind: 'edit', card })}>
            {t('accounts.row.edit')}
          </Button>
          <Button size="xs" variant="default" loading={pause.isPending} onClick={() => pause.mutate()}>
            {account.paused ? t('accounts.row.resume') : t('accounts.row.pause')}
          </Button>
          <Button size="xs" variant="subtle" color="danger" onClick={() => open({ kind: 'remove', card })}>
            {t('accounts.row.remove')}
          </Button>
        </div>
      </div>
    </li>
  );
}

/** What the last sync could not read beside the money. */
function Notes({ notes }: { notes: string[] }) {
  if (notes.length === 0) return null;
  return (
    <ul className="account-notes" aria-label={t('accounts.row.notes')}>
      {notes.map((note) => (
        <li key={note} className="quiet">
          {note}
        </li>
      ))}
    </ul>
  );
}

function Facts({ card, local }: { card: report.Card; local: boolean }) {
  const now = useNow();
  const { account, budget } = card;
  const known = knowledge(card);
  const key = account.has_key ? t('accounts.row.key') : t('accounts.row.noKey');
  return (
    <p className="row">
      <Spent amount={budget.spent} limit={budget.limit} known={known} published={account.state !== 'not_published'} />
      {known !== 'unknown' && <LevelBadge level={budget.level} />}
      {card.other.length > 0 && (
        <span className="quiet">
          <Say text={t('accounts.row.and')} parts={{ amounts: <Moneys amounts={card.other} /> }} />
        </span>
      )}
      <span className="quiet">
        {[
          card.service,
          local ? '' : key,
          account.last_synced ? t('accounts.row.synced', { ago: formatAgo(account.last_synced, now) }) : t('accounts.row.never'),
          account.settled_through ? t('accounts.row.settled', { day: formatDay(account.settled_through) }) : '',
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
    </p>
  );
}
