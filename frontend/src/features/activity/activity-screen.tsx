import { Button, Select, Skeleton, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { report } from '../../api/backend';
import { type Asked, queries } from '../../api/queries';
import { everything } from '../../format/filter';
import { formatAll } from '../../format/money';
import { counted } from '../../format/numbers';
import { FilterFields } from '../../ui/filter-fields';
import { Notice } from '../../ui/notice';
import { Panel } from '../../ui/panel';
import { EntryDialog } from './entry-dialog';
import { Ledger } from './ledger';
import { questionOf, readView, sortable, type View, writeView } from './view';
import './activity.css';

interface Props {
  /** The state in the address, "" for none. */
  state: string;
  goToAccounts: () => void;
}

const typing = 200; // milliseconds of silence after which a search is asked

/** The ledger itself: every entry, and why a day costs what it does. */
export function ActivityScreen({ state, goToAccounts }: Props) {
  const [view, setView] = useState(() => readView(state));
  const choices = useSuspenseQuery(queries.choices).data;
  const change = (part: Partial<View>) => {
    const next = { ...view, ...part };
    setView(next);
    window.history.replaceState(null, '', `#activity/${writeView(next)}`); // the screen stays: only its address changes
  };
  const [text] = useDebouncedValue(view.text, typing);
  const asked = questionOf({ ...view, text });
  return (
    <div className="stack">
      <header>
        <h1>Activity</h1>
      </header>
      <Controls view={view} choices={choices} change={change} />
      <Entries asked={asked} known={choices.first !== null} change={change} goToAccounts={goToAccounts} />
    </div>
  );
}

const countedWords = [
  { value: '', label: 'Counted or not' },
  { value: 'yes', label: 'Only what counts' },
  { value: 'no', label: 'Only cross-checks' },
];

function Controls({ view, choices, change }: { view: View; choices: report.Choices; change: (part: Partial<View>) => void }) {
  return (
    <div className="stack">
      <div className="activity-fields">
        <TextInput type="search" aria-keyshortcuts="/" label="Search" placeholder="Line, model, project, key, account" value={view.text} onChange={(e) => change({ text: e.currentTarget.value })} />
        <TextInput type="date" label="From" value={view.from} onChange={(e) => change({ from: e.currentTarget.value })} />
        <TextInput type="date" label="Through" value={view.through} onChange={(e) => change({ through: e.currentTarget.value })} />
        <Select label="Counted" data={countedWords} value={view.counted} allowDeselect={false} onChange={(value) => change({ counted: value === 'yes' || value === 'no' ? value : '' })} />
      </div>
      <FilterFields choices={choices} filter={view.filter} change={(filter) => change({ filter })} />
    </div>
  );
}

interface EntriesProps {
  asked: Asked;
  known: boolean;
  change: (part: Partial<View>) => void;
  goToAccounts: () => void;
}

function Entries({ asked, known, change, goToAccounts }: EntriesProps) {
  const first = useQuery({ ...queries.activity(asked, 0), placeholderData: keepPreviousData });
  const [shown, setShown] = useState(asked); // what the rows on screen are of: they stay until the new ones are there
  const [open, setOpen] = useState<report.ActivityItem>();
  if (first.data && !first.isPlaceholderData && JSON.stringify(shown) !== JSON.stringify(asked)) setShown(asked);
  if (first.error) {
    return (
      <Notice tone="reached" title="The entries could not be read. " action={<Button onClick={() => void first.refetch()}>Try again</Button>}>
        {first.error.message}
      </Notice>
    );
  }
  if (!first.data) return <Skeleton height="calc(2 * var(--chart))" role="status" aria-busy="true" aria-label="Loading" />;
  const sort = (by: string) => change({ by, desc: by === asked.sort.by ? !asked.sort.desc : (sortable[by]?.desc ?? false) });
  const { rows, sums } = first.data;
  if (rows === 0 && !known) return <Nothing goToAccounts={goToAccounts} />;
  return (
    <>
      <p role="status" className="activity-words">
        <strong>{counted(rows, 'entry', 'entries')}</strong>
        {sums.length > 0 && <span className="money">{`, counted ${formatAll(sums)}`}</span>}
      </p>
      {rows === 0 ? <None showAll={() => change({ from: '', through: '', text: '', counted: '', filter: everything })} /> : <Ledger asked={shown} sorted={asked.sort} first={first.data} busy={first.isPlaceholderData} sort={sort} open={setOpen} />}
      {open && <EntryDialog item={open} close={() => setOpen(undefined)} />}
    </>
  );
}

function None({ showAll }: { showAll: () => void }) {
  return (
    <div className="row">
      <p className="quiet">No entry is like that.</p>
      <Button size="xs" variant="default" onClick={showAll}>
        Show all
      </Button>
    </div>
  );
}

function Nothing({ goToAccounts }: { goToAccounts: () => void }) {
  return (
    <Panel title="Nothing was read yet">
      <p className="activity-words">Each line of each vendor’s bill stands here as soon as an account is connected and read: what it was for, where it comes from, and whether it counts.</p>
      <div>
        <Button onClick={goToAccounts}>Connect an account</Button>
      </div>
    </Panel>
  );
}
