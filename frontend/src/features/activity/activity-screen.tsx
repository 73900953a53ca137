import { Button, Select, Skeleton, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconDownload } from '@tabler/icons-react';
import { keepPreviousData, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { report } from '../../api/backend';
import { type Asked, queries } from '../../api/queries';
import { everything } from '../../format/filter';
import { formatAll } from '../../format/money';
import { useExportable, useExporter } from '../../ui/exporter';
import { FilterFields } from '../../ui/filter-fields';
import { Notice } from '../../ui/notice';
import { Panel } from '../../ui/panel';
import { t } from '../../words';
import { EntryDialog } from './entry-dialog';
import { Ledger } from './ledger';
import { daysOf, questionOf, readView, sortable, spanNames, type View, writeView } from './view';
import { entriesWords } from './words';
import '../../ui/small-icon.css';
import './activity.css';

interface Props {
  /** The state in the address, "" for none. */
  state: string;
  goToAccounts: () => void;
}

type Change = (part: Partial<View>) => void;

const typing = 200; // milliseconds of silence after which a search is asked
const longestSearch = 500; // characters: it is part of an address that is kept

/** The ledger itself: every entry, and why a day costs what it does. */
export function ActivityScreen({ state, goToAccounts }: Props) {
  const [view, setView] = useState(() => readView(state));
  const presets = useSuspenseQuery(queries.presets('')).data;
  const choices = useQuery({ ...queries.choices, throwOnError: true }).data; // the entries don't wait for them
  const change: Change = (part) => {
    const next = { ...view, ...part };
    setView(next);
    window.history.replaceState(null, '', `#activity/${writeView(next)}`); // the screen stays: only its address changes
  };
  const [text] = useDebouncedValue(view.text, typing);
  const asked = questionOf({ ...view, text }, presets);
  const exporting = useExporter();
  useExportable({ from: asked.from ?? choices?.first ?? '', through: asked.through ?? choices?.last ?? '', filter: view.filter, text: view.text });
  return (
    <div className="stack">
      <header className="row apart">
        <h1>{t('activity.title')}</h1>
        <Button variant="default" aria-keyshortcuts="Control+E" leftSection={<IconDownload className="small-icon" aria-hidden />} onClick={() => exporting()}>
          {t('activity.export')}
        </Button>
      </header>
      <Controls view={view} presets={presets} choices={choices} change={change} />
      <Entries asked={asked} bounded={view.span !== 'all'} known={choices && choices.first !== null} change={change} goToAccounts={goToAccounts} />
    </div>
  );
}

const countedWords = () => [
  { value: '', label: t('activity.counted.any') },
  { value: 'yes', label: t('activity.counted.yes') },
  { value: 'no', label: t('activity.counted.no') },
];

interface ControlsProps {
  view: View;
  presets: report.PresetSpan[];
  choices?: report.Choices;
  change: Change;
}

function Controls({ view, presets, choices, change }: ControlsProps) {
  const spans = spanNames.map((value) => ({ value, label: t(`activity.spans.${value}`) }));
  const choose = (chosen: string | null) => {
    const span = spanNames.find((s) => s === chosen);
    if (span === 'custom') return change({ span, ...daysOf(view, presets) }); // they begin with those on screen
    if (span) change({ span, from: '', through: '' });
  };
  return (
    <div className="stack">
      <div className="activity-fields">
        <TextInput type="search" aria-keyshortcuts="/" maxLength={longestSearch} label={t('activity.search')} placeholder={t('activity.searched')} value={view.text} onChange={(e) => change({ text: e.currentTarget.value })} />
        <Select label={t('activity.days')} data={spans} value={view.span} allowDeselect={false} onChange={choose} />
        {view.span === 'custom' && (
          <>
            <TextInput type="date" label={t('activity.from')} value={view.from} onChange={(e) => change({ from: e.currentTarget.value })} />
            <TextInput type="date" label={t('activity.through')} value={view.through} onChange={(e) => change({ through: e.currentTarget.value })} />
          </>
        )}
        <Select label={t('activity.counted.field')} data={countedWords()} value={view.counted} allowDeselect={false} onChange={(value) => change({ counted: value === 'yes' || value === 'no' ? value : '' })} />
      </div>
      <FilterFields choices={choices} filter={view.filter} change={(filter) => change({ filter })} />
    </div>
  );
}

interface EntriesProps {
  asked: Asked;
  /** Whether there may be entries of other days. */
  bounded: boolean;
  /** Whether anything is in the ledger; undefined while that is being asked. */
  known?: boolean;
  change: Change;
  goToAccounts: () => void;
}

function Entries({ asked, bounded, known, change, goToAccounts }: EntriesProps) {
  const first = useQuery({ ...queries.activity(asked, 0), placeholderData: keepPreviousData });
  const [shown, setShown] = useState(asked); // what the rows on screen are of: they stay until the new ones are there
  const [open, setOpen] = useState<report.ActivityItem>();
  if (first.data && !first.isPlaceholderData && JSON.stringify(shown) !== JSON.stringify(asked)) setShown(asked);
  if (first.error) {
    return (
      <Notice tone="reached" title={`${t('activity.unread')} `} action={<Button onClick={() => void first.refetch()}>{t('activity.again')}</Button>}>
        {first.error.message}
      </Notice>
    );
  }
  if (!first.data || (first.data.rows === 0 && known === undefined)) return <Skeleton height="calc(2 * var(--chart))" role="status" aria-busy="true" aria-label={t('app.loading')} />;
  const sort = (by: string) => change({ by, desc: by === asked.sort.by ? !asked.sort.desc : (sortable[by]?.desc ?? false) });
  const { rows, sums } = first.data;
  if (rows === 0 && !known) return <Nothing goToAccounts={goToAccounts} />;
  const allTime = () => change({ span: 'all', from: '', through: '' });
  return (
    <>
      <div className="row apart">
        <p role="status" className="activity-words">
          <strong>{entriesWords(rows)}</strong>
          {sums.length > 0 && <span className="money">{t('activity.sum', { sum: formatAll(sums) })}</span>}
        </p>
        {bounded && (
          <Button size="xs" variant="subtle" onClick={allTime}>
            {t('activity.allTime')}
          </Button>
        )}
      </div>
      {rows === 0 ? <None bounded={bounded} showAll={() => change({ span: 'all', from: '', through: '', text: '', counted: '', filter: everything })} /> : <Ledger asked={shown} sorted={asked.sort} first={first.data} busy={first.isPlaceholderData} sort={sort} open={setOpen} />}
      {open && <EntryDialog item={open} close={() => setOpen(undefined)} />}
    </>
  );
}

function None({ bounded, showAll }: { bounded: boolean; showAll: () => void }) {
  return (
    <div className="row">
      <p className="quiet">{bounded ? t('activity.noneIn') : t('activity.none')}</p>
      <Button size="xs" variant="default" onClick={showAll}>
        {t('activity.showAll')}
      </Button>
    </div>
  );
}

function Nothing({ goToAccounts }: { goToAccounts: () => void }) {
  return (
    <Panel title={t('activity.nothing.title')}>
      <p className="activity-words">{t('activity.nothing.means')}</p>
      <div>
        <Button onClick={goToAccounts}>{t('activity.nothing.connect')}</Button>
      </div>
    </Panel>
  );
}
