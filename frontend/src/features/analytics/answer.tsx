import { Button, SegmentedControl } from '@mantine/core';
import { useCallback, useMemo } from 'react';
import type { report } from '../../api/backend';
import { DayStack } from '../../charts/day-stack';
import { ShareDoughnut } from '../../charts/share-doughnut';
import { YearHeat } from '../../charts/year-heat';
import { type Filter, narrow } from '../../format/filter';
import { Panel } from '../../ui/panel';
import { CopyCSV } from './copy-csv';
import { Headline } from './headline';
import { Movers } from './movers';
import { Rows } from './rows';
import { daysSheet, yearSheet, rowsSheet } from './sheets';
import { entriesOf, type View } from './view';
import { type Dimension, dimensions, idOf, spanWords } from './words';

interface Props {
  a: report.Analytics;
  filter: Filter;
  /** Nothing is known of these days under this filter. */
  nothing: boolean;
  change: (part: Partial<View>) => void;
  clear: () => void;
  goToEntries: (state: string) => void;
  goToAccounts: () => void;
}

/** Everything that one question is answered with. */
export function Answer({ a, filter, nothing, change, clear, goToEntries, goToAccounts }: Props) {
  const days = spanWords(a.from, a.through, a.today);
  const name = dimensions[a.by as Dimension] ?? a.by;
  const of = (group?: Pick<report.Group, 'key' | 'account'>) => (group ? narrow(filter, a.by, group.key, group.account) : filter);
  const slices = useMemo(() => a.rows.filter((r) => r.amount.currency === a.currency).map((r) => ({ key: idOf(r), label: r.label, amount: r.amount })), [a]);
  const pickDay = useCallback((day: string) => goToEntries(entriesOf(day, day, filter)), [goToEntries, filter]);
  const headline = <Headline a={a} days={days} goToAccounts={goToAccounts} showEntries={() => goToEntries(entriesOf(a.from, a.through, filter))} />;
  if (nothing) {
    return (
      <>
        {headline}
        <Panel title="Nothing is known of these days">
          <p className="quiet">Choose other days, or look at everything.</p>
          <div>
            <Button variant="default" onClick={clear}>
              Clear filters
            </Button>
          </div>
        </Panel>
      </>
    );
  }
  return (
    <>
      {headline}
      {a.currencies.length > 1 && (
        <div className="row">
          <span className="quiet">Charts in</span>
          <SegmentedControl size="xs" aria-label="Currency of the charts" data={a.currencies} value={a.currency} onChange={(currency) => change({ currency })} />
        </div>
      )}
      <DayStack
        title="Per day"
        stack={a.stack}
        currency={a.currency}
        pick={(day, layer) => goToEntries(entriesOf(day, day, of(layer && canNarrow(a.by, layer) ? layer : undefined)))}
        aside={<CopyCSV what="each day as CSV" sheet={() => daysSheet(a.stack, a.currency)} />}
      />
      <div className="analytics-pair">
        <ShareDoughnut title={`By ${name === 'API key' ? name : name.toLowerCase()}`} slices={slices} of={name} when={days} />
        {a.before && <Movers a={a} before={a.before} pick={(group) => goToEntries(entriesOf(a.from, a.through, of(group)))} />}
      </div>
      <Rows a={a} name={name} pick={(group) => goToEntries(entriesOf(a.from, a.through, of(group)))} aside={<CopyCSV what={`the rows as CSV`} sheet={() => rowsSheet(a, name)} />} />
      <YearHeat key={a.year.days[0]} year={a.year} today={a.today} pick={pickDay} aside={<CopyCSV what="each day of the year as CSV" sheet={() => yearSheet(a.year, a.currency)} />} />
    </>
  );
}

/** Whether the activity can show just this: what is under no tag, it cannot. */
function canNarrow(by: string, { key }: { key: string }): boolean {
  return by !== 'tag' || key !== '';
}
