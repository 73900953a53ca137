import { Button, MultiSelect } from '@mantine/core';
import { memo, type ReactNode, useState } from 'react';
import { everything, type Filter, narrowings, type Part } from '../format/filter';
import { basisWords } from '../format/words';
import { t } from '../words';
import './filter-fields.css';

interface Choice {
  key: string;
  account: string;
  label: string;
}

interface Choices {
  accounts: Choice[];
  services: Choice[];
  models: Choice[];
  projects: Choice[];
  keys: Choice[];
  bases: string[];
  tags: string[];
}

interface Props {
  /** Not known at once in a large ledger: until then nothing can be chosen. */
  choices?: Choices;
  filter: Filter;
  change: (filter: Filter) => void;
  /** Fields of the screen's own, after these. */
  children?: ReactNode;
}

const none: Choices = { accounts: [], services: [], models: [], projects: [], keys: [], bases: [], tags: [] };

/** What a screen is narrowed to, each list as chips. The rarer lists open on demand, and where they narrow. */
export const FilterFields = memo(function FilterFields({ choices = none, filter: chosen, change, children }: Props) {
  const filter = choices === none ? everything : chosen; // without their names they would be ids
  const rare = chosen.projects.length + chosen.keys.length + chosen.bases.length + chosen.tags.length > 0;
  const [more, setMore] = useState(rare);
  const shown = more || rare;
  const words = (keys: string[], names = (key: string) => key) => keys.map((key) => ({ key, account: '', label: names(key) }));
  return (
    <div className="filter-fields" role="group" aria-label={t('ui.filter.label')}>
      <Words label={t('ui.filter.services')} all={choices.services} chosen={filter.services} change={(services) => change({ ...filter, services })} />
      <Words label={t('ui.filter.models')} all={choices.models} chosen={filter.models} change={(models) => change({ ...filter, models })} />
      <Words label={t('ui.filter.accounts')} all={choices.accounts} chosen={filter.accounts} change={(accounts) => change({ ...filter, accounts })} />
      {shown && (
        <>
          <Parts label={t('ui.filter.projects')} of="project" all={choices.projects} chosen={filter.projects} change={(projects) => change({ ...filter, projects })} />
          <Parts label={t('ui.filter.keys')} of="key" all={choices.keys} chosen={filter.keys} change={(keys) => change({ ...filter, keys })} />
          <Words label={t('ui.filter.bases')} all={words(choices.bases, (b) => basisWords[b] ?? b)} chosen={filter.bases} change={(bases) => change({ ...filter, bases })} />
          <Words label={t('ui.filter.tags')} all={words(choices.tags)} chosen={filter.tags} change={(tags) => change({ ...filter, tags })} />
        </>
      )}
      {children}
      <div className="filter-actions">
        {!rare && (
          <Button variant="subtle" aria-expanded={shown} onClick={() => setMore(!more)}>
            {more ? t('ui.filter.fewer') : t('ui.filter.more')}
          </Button>
        )}
        {narrowings(chosen) > 0 && (
          <Button variant="default" onClick={() => change(everything)}>
            {t('ui.filter.clear')}
          </Button>
        )}
      </div>
    </div>
  );
});

const mostListed = 100; // of more, typing finds the others

interface FieldProps<T> {
  label: string;
  all: Choice[];
  chosen: T[];
  change: (chosen: T[]) => void;
}

function Words({ label, all, chosen, change }: FieldProps<string>) {
  const asParts = chosen.map((key) => ({ account: '', of: '', key }));
  return <Parts label={label} of="" all={all} chosen={asParts} change={(parts) => change(parts.map((p) => p.key))} />;
}

function Parts({ label, of, all, chosen, change }: FieldProps<Part> & { of: string }) {
  const gone = chosen.filter((p) => !all.some((c) => c.key === p.key && c.account === p.account)).map((p) => ({ ...p, label: p.key || t('ui.filter.none') }));
  return (
    <MultiSelect
      label={label}
      data={[...all, ...gone].map((c) => ({ value: idOf(c), label: c.label }))}
      value={chosen.map(idOf)}
      placeholder={chosen.length === 0 ? t('ui.filter.all') : undefined}
      limit={mostListed}
      searchable
      nothingFoundMessage={t('ui.filter.nothing')}
      maxDropdownHeight="var(--chart)"
      onChange={(ids) => change(ids.map((id) => partOf(id, of)))}
    />
  );
}

const idOf = ({ account, key }: { account: string; key: string }) => `${account}:${key}`;

function partOf(id: string, of: string): Part {
  const colon = id.indexOf(':'); // ids of accounts have none
  return { account: id.slice(0, colon), of, key: id.slice(colon + 1) };
}
