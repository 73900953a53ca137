import { Button } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { outlook } from '../../api/backend';
import { crossingWords, isOwnLimit, nearWords } from '../../format/limit';
import { formatMoney } from '../../format/money';
import { asLevel } from '../../format/words';
import { LevelBadge } from '../../ui/badge';
import { Meter } from '../../ui/meter';
import { Money } from '../../ui/money';
import { Panel } from '../../ui/panel';
import { Say } from '../../ui/say';
import { t } from '../../words';
import { Unread } from './unread';

const shown = 4;

/** The fullest budgets, beside the accounts' own limits: those stand with the accounts. */
export function BudgetsPanel({ asked, goToBudgets }: { asked: UseQueryResult<outlook.State[]>; goToBudgets?: () => void }) {
  const budgets = (asked.data ?? []).filter((b) => !isOwnLimit(b.budget));
  if (!asked.data) return <Unread what={t('overview.budgets.unread')} failure={asked.error?.message} again={() => void asked.refetch()} busy={asked.isFetching} />;
  if (budgets.length === 0) return null;
  const aside = goToBudgets && (
    <Button variant="subtle" size="xs" onClick={goToBudgets}>
      {t('overview.budgets.all')}
    </Button>
  );
  return (
    <Panel title={t('overview.budgets.title')} aside={aside}>
      <ul className="overview-budgets">
        {budgets.slice(0, shown).map((state) => (
          <Row key={state.budget.id} state={state} />
        ))}
      </ul>
    </Panel>
  );
}

function Row({ state }: { state: outlook.State }) {
  const { title, budget } = state;
  const { spent, percent, level } = state.state;
  const words = nearWords(state);
  return (
    <li aria-label={title}>
      <p className="row apart">
        <strong className="cut" title={title}>
          <bdi>{title}</bdi>
        </strong>
        <LevelBadge level={level} words={words} />
      </p>
      <Meter percent={percent} level={asLevel(level)} label={t('overview.meter', { title, percent, limit: formatMoney(budget.limit), words })} />
      <p>
        {state.lacking.length > 0 && <span className="quiet">{t('ui.spent.atLeast')} </span>}
        <Money amount={spent} />{' '}
        <span className="quiet">
          <Say text={t('ui.spent.of')} parts={{ limit: <Money amount={budget.limit} /> }} />
        </span>
      </p>
      <p className="quiet">{crossingWords(state)}</p>
    </li>
  );
}
