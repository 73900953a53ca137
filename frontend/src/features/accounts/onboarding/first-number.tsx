import { Progress } from '@mantine/core';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { queries } from '../../../api/queries';
import { knowledge } from '../../../format/spend';
import { StateBadge } from '../../../ui/badge';
import { Spent } from '../../../ui/spent';
import { t } from '../../../words';

/** How reading goes, account by account, until the first number is there. */
export function FirstNumber() {
  const cards = useSuspenseQuery(queries.accounts).data;
  const providers = useSuspenseQuery(queries.providers).data;
  const going = useQuery(queries.sync).data?.accounts ?? [];
  const known = cards.some((card) => knowledge(card) !== 'unknown');
  return (
    <>
      <p role="status">{known ? t('accounts.onboarding.there') : t('accounts.onboarding.wait')}</p>
      <ul className="stack">
        {cards.map((card) => {
          const { account, budget } = card;
          const sync = going.find((a) => a.account === account.id);
          return (
            <li key={account.id} className="stack-tight">
              <div className="row apart">
                <strong className="cut" dir="auto">
                  {account.label}
                </strong>
                {sync ? null : <StateBadge state={account.state} />}
                <Spent amount={budget.spent} limit={budget.limit} known={knowledge(card)} published={providers.find((p) => p.id === account.provider)?.publishes ?? true} />
              </div>
              {sync && <Progress value={(100 * sync.done) / Math.max(1, sync.total)} aria-label={t('accounts.onboarding.progress', { label: account.label })} size="sm" />}
            </li>
          );
        })}
      </ul>
    </>
  );
}
