import { SegmentedControl } from '@mantine/core';
import { type ReactNode, useRef, useState } from 'react';
import { Panel } from '../ui/panel';
import { useSoon } from '../ui/soon';
import { t } from '../words';
import { useColours } from './colours';
import { pictureOf } from './picture';
import { SaveMenu, type Saving } from './save-menu';
import './charts.css';

interface Props {
  title: string;
  gist: string;
  chart: ReactNode;
  table: ReactNode;
  aside?: ReactNode;
  saving?: Saving;
}

/** A chart with its gist in words and a table of the same numbers; where `saving` says how, it can be kept. */
export function ChartFrame({ title, gist, chart, table, aside, saving }: Props) {
  const [view, setView] = useState('chart');
  const soon = useSoon();
  const box = useRef<HTMLDivElement>(null);
  const colours = useColours();
  const picture = () => pictureOf(box.current?.querySelector('canvas'), { title, about: saving?.about ?? '', key: box.current?.querySelector('.legend, .chart-key') }, colours);
  return (
    <Panel
      title={title}
      aside={
        <div className="row">
          {aside}
          {saving && <SaveMenu title={title} saving={saving} picture={view === 'chart' ? picture : undefined} />}
          <SegmentedControl
            size="xs"
            aria-label={t('charts.showAs', { title })}
            value={view}
            onChange={setView}
            data={[
              { value: 'chart', label: t('charts.chart') },
              { value: 'table', label: t('charts.table') },
            ]}
          />
        </div>
      }
    >
      {view === 'chart' ? (
        <div ref={box} className="chart-box" role="img" aria-label={gist}>
          {soon && chart}
        </div>
      ) : (
        // A scrolling box must be reachable by keyboard to be scrolled by it.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className="chart-table" tabIndex={0} role="region" aria-label={t('charts.tableOf', { title })}>
          {table}
        </div>
      )}
    </Panel>
  );
}
