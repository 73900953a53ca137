import { SegmentedControl } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Panel } from '../ui/panel';
import './charts.css';

/** A chart with its gist in words and a table of the same numbers. */
export function ChartFrame({ title, gist, chart, table, aside }: { title: string; gist: string; chart: ReactNode; table: ReactNode; aside?: ReactNode }) {
  const [view, setView] = useState('chart');
  const choice = (
    <SegmentedControl
      size="xs"
      aria-label={`${title}: show as`}
      value={view}
      onChange={setView}
      data={[
        { value: 'chart', label: 'Chart' },
        { value: 'table', label: 'Table' },
      ]}
    />
  );
  return (
    <Panel
      title={title}
      aside={
        <div className="row">
          {aside}
          {choice}
        </div>
      }
    >
      {view === 'chart' ? (
        <div className="chart-box" role="img" aria-label={gist}>
          {chart}
        </div>
      ) : (
        // A scrolling box must be reachable by keyboard to be scrolled by it.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className="chart-table" tabIndex={0} role="region" aria-label={`${title}, table`}>
          {table}
        </div>
      )}
    </Panel>
  );
}
