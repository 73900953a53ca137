import { Button } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import type { outlook } from '../../api/backend';
import { queries } from '../../api/queries';
import { crossingWords, isOwnLimit, nearWords } from '../../format/limit';
import { formatMoney } from '../../format/money';
import { asLevel } from '../../format/words';
import { LevelBadge } from '../../ui/badge';
import { Meter } from '../../ui/meter';
import { Money } from '../../ui/money';
import { Panel } from '../../ui/panel';

const shown = 4;

/** The fullest budgets, beside the accounts' own limits: those stand on the accounts' cards. */
export function BudgetsPanel({ goToBudgets }: { goToBudgets?: () => void }) {
  const budgets = useSuspenseQuery(queries.budgets).data.filter((b) => !isOwnLimit(b.budget));
  if (budgets.length === 0) return null;
  const aside = goToBudgets && (
    <Button variant="subtle" size="xs" onClick={goToBudgets}>
      All budgets
    </Button>
  );
  return (
    <Panel title="Budgets" aside={aside}>
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
          {title}
        </strong>
        <LevelBadge level={level} words={words} />
      </p>
      <Meter percent={percent} level={asLevel(level)} label={`${title}: ${percent} % of ${formatMoney(budget.limit)}, ${words}`} />
      <p>
        {state.lacking.length > 0 && <span className="quiet">at least </span>}
        <Money amount={spent} />
        <span className="quiet">
          {' of '}
          <Money amount={budget.limit} />
        </span>
      </p>
      <p className="quiet">{crossingWords(state)}</p>
    </li>
  );
}
