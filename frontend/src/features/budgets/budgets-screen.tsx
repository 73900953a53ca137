import { Button } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { outlook } from '../../api/backend';
import { queries } from '../../api/queries';
import { Panel } from '../../ui/panel';
import { useSoonAll } from '../../ui/soon';
import { t } from '../../words';
import { BudgetForm } from './budget-form';
import { BudgetRow } from './budget-row';
import { HistoryDialog } from './history-dialog';
import { RemoveBudget } from './remove-budget';
import { ofBudgets } from './words';
import './budgets.css';

/** What is open above the list: one dialog at a time. */
export type Open = { kind: 'add' } | { kind: 'edit' | 'history' | 'remove'; state: outlook.State };

interface Props {
  /** The id of a budget that was asked for by name, "" for none in particular. */
  chosen: string;
  /** Whether the form of a new one is open at once. */
  adding?: boolean;
  sample: boolean;
}

/** Every limit, the fullest first: how it stands and where its period is going. */
export function BudgetsScreen({ chosen, adding, sample }: Props) {
  const budgets = useSuspenseQuery(queries.budgets).data;
  const silences = useSuspenseQuery(queries.silences).data;
  const [open, setOpen] = useState<Open | undefined>(adding ? { kind: 'add' } : undefined);
  const shown = useSoonAll(budgets);
  const add = () => setOpen({ kind: 'add' });
  const close = () => setOpen(undefined);
  return (
    <div className="stack">
      <header className="row apart">
        <h1>{t('budgets.title')}</h1>
        {budgets.length > 0 && <Button onClick={add}>{t('budgets.new')}</Button>}
      </header>
      {sample && <p className="quiet">{t('budgets.sample')}</p>}
      {budgets.length === 0 && <Empty add={add} />}
      <ul className="stack" aria-label={t('budgets.title')}>
        {shown.map((state) => (
          <BudgetRow
            key={state.budget.id}
            state={state}
            silences={silences.filter((s) => s.subject === state.budget.id || (s.subject === '' && ofBudgets(s.kind)))}
            chosen={state.budget.id === chosen}
            open={setOpen}
          />
        ))}
      </ul>
      {open?.kind === 'add' && <BudgetForm close={close} />}
      {open?.kind === 'edit' && <BudgetForm state={open.state} close={close} />}
      {open?.kind === 'history' && <HistoryDialog state={open.state} close={close} />}
      {open?.kind === 'remove' && <RemoveBudget state={open.state} close={close} />}
    </div>
  );
}

/** What a budget does, where there is none. */
function Empty({ add }: { add: () => void }) {
  return (
    <Panel title={t('budgets.empty.title')}>
      <div className="stack-tight budgets-why">
        <p>{t('budgets.empty.what')}</p>
        <p>{t('budgets.empty.when')}</p>
      </div>
      <div>
        <Button onClick={add}>{t('budgets.empty.make')}</Button>
      </div>
    </Panel>
  );
}
