import { Button, NumberInput, Select, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { backend, type budget, type outlook } from '../../api/backend';
import { queries } from '../../api/queries';
import { isOwnLimit } from '../../format/limit';
import { typedMoney } from '../../format/money';
import { Dialog } from '../../ui/dialog';
import { Notice } from '../../ui/notice';
import { Say } from '../../ui/say';
import { t } from '../../words';
import { LevelsField, wrongLevels } from './levels-field';
import { rhythms, scopes } from './words';

/** What is typed. */
interface Typed {
  of: string;
  every: string;
  startDay: number | string;
  limit: string;
  currency: string;
  levels: string[];
  label: string;
}

const fresh: Typed = { of: keyOf({ scope: 'everything', subject: '', account: '' }), every: 'month', startDay: 1, limit: '', currency: 'USD', levels: ['80', '100'], label: '' };

/** Makes a budget, or changes one where `state` is given; what that one is of stays. */
export function BudgetForm({ state, close }: { state?: outlook.State; close: () => void }) {
  const subjects = useQuery({ ...queries.subjects, enabled: !state });
  const [typed, setTyped] = useState(() => (state ? typedOf(state.budget) : fresh));
  const [asked, setAsked] = useState(false); // what is wrong is said once somebody wants to save it
  const change = (part: Partial<Typed>) => setTyped((all) => ({ ...all, ...part }));
  const wrong = { limit: wrongLimit(typed.limit), currency: wrongCurrency(typed.currency), startDay: typed.every === 'cycle' ? wrongDay(typed.startDay) : undefined, levels: wrongLevels(typed.levels) };
  const own = state !== undefined && isOwnLimit(state.budget);
  const save = useMutation({
    mutationFn: () => {
      if (state) return backend.changeBudget(state.budget.id, { ...draftOf(typed, own), ...ofBudget(state.budget) });
      const subject = subjects.data?.find((s) => keyOf(s) === typed.of);
      return backend.addBudget({ ...draftOf(typed, false), ...ofBudget(subject ?? { scope: 'everything', subject: '', account: '' }) });
    },
    onSuccess: close,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (!Object.values(wrong).some(Boolean)) save.mutate();
  };
  const shown: Partial<typeof wrong> = asked ? wrong : {};
  return (
    <Dialog title={state ? t('budgets.editOf', { title: state.title }) : t('budgets.new')} keep close={close}>
      <form onSubmit={submit} className="stack" noValidate>
        {state ? (
          <p>
            <Say text={t('budgets.form.ofWhat')} parts={{ what: state.of }} />
          </p>
        ) : (
          <Select label={t('budgets.form.of')} data={grouped(subjects.data ?? [])} value={typed.of} allowDeselect={false} searchable onChange={(of) => of && change({ of })} />
        )}
        {subjects.error && <Notice tone="reached">{subjects.error.message}</Notice>}
        <div className="budget-fields">
          <TextInput label={t('budgets.form.limit')} inputMode="decimal" placeholder="200.00" autoComplete="off" required withAsterisk={false} data-autofocus value={typed.limit} error={shown.limit} onChange={(e) => change({ limit: e.currentTarget.value.trim() })} />
          <TextInput label={t('budgets.form.currency')} maxLength={3} autoComplete="off" value={typed.currency} error={shown.currency} onChange={(e) => change({ currency: e.currentTarget.value.trim().toUpperCase() })} />
        </div>
        <Period typed={typed} own={own} wrong={shown.startDay} change={change} />
        <LevelsField value={typed.levels} change={(levels) => change({ levels })} />
        <TextInput
          label={
            <>
              {t('budgets.form.name')} <span className="quiet">{t('budgets.form.optional')}</span>
            </>
          }
          description={t('budgets.form.nameMeans')}
          maxLength={100}
          autoComplete="off"
          value={typed.label}
          onChange={(e) => change({ label: e.currentTarget.value })}
        />
        {save.error && <Notice tone="reached">{save.error.message}</Notice>}
        <div className="row row-end">
          <Button variant="default" onClick={close}>
            {t('ui.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {state ? t('budgets.form.save') : t('budgets.form.make')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Period({ typed, own, wrong, change }: { typed: Typed; own: boolean; wrong?: string; change: (part: Partial<Typed>) => void }) {
  if (own) {
    return <p className="quiet">{t('budgets.form.own', { day: typed.startDay })}</p>;
  }
  return (
    <div className="budget-fields">
      <Select label={t('budgets.form.period')} data={rhythms.map((value) => ({ value, label: t(`budgets.form.every.${value}`) }))} value={typed.every} allowDeselect={false} onChange={(every) => every && change({ every })} />
      {typed.every === 'cycle' && <NumberInput label={t('budgets.form.firstDay')} description={t('budgets.form.firstDayMeans')} min={1} max={31} allowDecimal={false} value={typed.startDay} error={wrong} onChange={(startDay) => change({ startDay })} />}
    </div>
  );
}

interface Of {
  scope: string;
  subject: string;
  account: string;
}

const ofBudget = ({ scope, subject, account }: Of): Of => ({ scope, subject, account });

/** A subject as the value of a choice. */
function keyOf({ scope, subject, account }: Of): string {
  return JSON.stringify([scope, subject, account]);
}

function grouped(subjects: outlook.Subject[]) {
  return scopes
    .map((scope) => ({ group: t(`budgets.form.scopes.${scope}`), items: subjects.filter((s) => s.scope === scope).map((s) => ({ value: keyOf(s), label: s.label })) }))
    .filter(({ items }) => items.length > 0);
}

function typedOf(b: budget.Budget): Typed {
  return { of: keyOf(b), every: b.every, startDay: b.start_day, limit: typedMoney(b.limit.value), currency: b.limit.currency, levels: b.levels.map(String), label: b.label };
}

/** What is typed as it is sent; an account's own limit keeps its period. */
function draftOf(typed: Typed, own: boolean): Omit<budget.Draft, keyof Of> {
  const period = own ? {} : { every: typed.every, start_day: typed.every === 'cycle' ? Number(typed.startDay) : 1 };
  const levels = typed.levels.map(Number).sort((a, b) => a - b);
  return { label: typed.label.trim(), limit: typed.limit, currency: typed.currency, levels, ...period };
}

function wrongLimit(typed: string): string | undefined {
  return /^\d{1,10}(\.\d{1,9})?$/.test(typed) && /[1-9]/.test(typed) ? undefined : t('budgets.form.wrongLimit');
}

function wrongCurrency(typed: string): string | undefined {
  return /^[A-Z]{3}$/.test(typed) ? undefined : t('budgets.form.wrongCurrency');
}

function wrongDay(typed: number | string): string | undefined {
  return Number.isInteger(Number(typed)) && Number(typed) >= 1 && Number(typed) <= 31 ? undefined : t('budgets.form.wrongDay');
}
