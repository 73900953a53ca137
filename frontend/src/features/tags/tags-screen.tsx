import { Button, TextInput } from '@mantine/core';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import type { outlook, tag } from '../../api/backend';
import { queries } from '../../api/queries';
import { formatCount } from '../../format/numbers';
import { Notice } from '../../ui/notice';
import { Panel } from '../../ui/panel';
import { t } from '../../words';
import { naming, shelvesOf } from './parts';
import { RemoveTag } from './remove-tag';
import { TagForm } from './tag-form';
import { TagRow } from './tag-row';
import { useCosts } from './use-costs';
import './tags.css';

/** What is open above the list: one dialog at a time. */
export type Open = { kind: 'form'; tag?: tag.Tag } | { kind: 'remove'; tag: tag.Tag };

const searchedFrom = 8; // fewer are seen at a glance
const shownAtFirst = 50;

interface Props {
  /** The form for a new one is open. */
  adding: boolean;
  goToAnalytics: (state: string) => void;
  goToBudget: (id: string) => void;
  goToAccounts: () => void;
}

/** What belongs together, under the names that people gave it, and what each cost this month. */
export function TagsScreen({ adding, goToAccounts, ...ways }: Props) {
  const tags = useSuspenseQuery(queries.tags).data;
  const choices = useSuspenseQuery(queries.choices).data;
  const { today } = useSuspenseQuery(queries.overview).data;
  const budgets = useQuery(queries.budgets).data ?? [];
  const shelves = shelvesOf(choices);
  const name = naming(shelves);
  const costs = useCosts(today);
  const [open, setOpen] = useState<Open | undefined>(adding && shelves.length > 0 ? { kind: 'form' } : undefined);
  const [typed, setTyped] = useState('');
  const [all, setAll] = useState(false);
  const searched = useDeferredValue(typed.trim().toLocaleLowerCase());
  const found = tags.filter((tag) => [tag.name, ...tag.parts.map(name)].some((words) => words.toLocaleLowerCase().includes(searched)));
  const shown = all ? found : found.slice(0, shownAtFirst);
  const close = () => setOpen(undefined);
  const make = () => setOpen({ kind: 'form' });
  return (
    <div className="stack">
      <header className="stack-tight">
        <div className="row apart">
          <h1>{t('tags.title')}</h1>
          {tags.length > 0 && <Button onClick={make}>{t('tags.new')}</Button>}
        </div>
        {tags.length > 0 && <p className="quiet tags-why">{t('tags.why')}</p>}
      </header>
      {tags.length === 0 && <Empty make={shelves.length > 0 ? make : undefined} goToAccounts={goToAccounts} />}
      {tags.length > searchedFrom && <Search typed={typed} change={setTyped} found={searched ? found.length : undefined} />}
      {costs.failure && <Notice>{t('tags.failed', { reason: costs.failure })}</Notice>}
      {tags.length > 1 && costs.notes.map((note) => <p key={note} className="quiet tags-why">{note}</p>)}
      {found.length > 0 && (
        <ul className="tags" aria-label={t('tags.list')}>
          {shown.map((tag) => (
            <TagRow key={tag.name} tag={tag} name={name} costs={costs} budgets={budgetsOf(tag, budgets)} open={setOpen} {...ways} />
          ))}
        </ul>
      )}
      {shown.length < found.length && (
        <div>
          <Button variant="default" onClick={() => setAll(true)}>
            {t('tags.row.more', { count: found.length - shown.length, n: formatCount(found.length - shown.length) })}
          </Button>
        </div>
      )}
      {open?.kind === 'form' && <TagForm tag={open.tag} tags={tags} shelves={shelves} name={name} budgets={budgetsOf(open.tag, budgets)} close={close} />}
      {open?.kind === 'remove' && <RemoveTag tag={open.tag} budgets={budgetsOf(open.tag, budgets)} close={close} />}
    </div>
  );
}

function budgetsOf(tag: tag.Tag | undefined, budgets: outlook.State[]): outlook.State[] {
  return budgets.filter(({ budget }) => budget.scope === 'tag' && budget.subject === tag?.name);
}

function Search({ typed, change, found }: { typed: string; change: (typed: string) => void; found?: number }) {
  return (
    <div className="row">
      <TextInput type="search" className="tags-search" aria-label={t('tags.find')} placeholder={t('tags.find')} autoComplete="off" value={typed} onChange={(e) => change(e.currentTarget.value)} />
      <span role="status" className="quiet">
        {found === undefined ? '' : found === 0 ? t('tags.noneFound') : t('tags.found', { count: found, n: formatCount(found) })}
      </span>
      {found === 0 && (
        <Button size="xs" variant="default" onClick={() => change('')}>
          {t('tags.showAll')}
        </Button>
      )}
    </div>
  );
}

/** What a tag is good for, where there is none yet. */
function Empty({ make, goToAccounts }: { make?: () => void; goToAccounts: () => void }) {
  return (
    <Panel title={t('tags.empty.title')}>
      <div className="stack-tight tags-why">
        <p>{t('tags.empty.why')}</p>
        <p>{t('tags.empty.example')}</p>
        {!make && <p className="quiet">{t('tags.empty.accounts')}</p>}
      </div>
      <div>{make ? <Button onClick={make}>{t('tags.empty.first')}</Button> : <Button onClick={goToAccounts}>{t('tags.empty.goToAccounts')}</Button>}</div>
    </Panel>
  );
}
