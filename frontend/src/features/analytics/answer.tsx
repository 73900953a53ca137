import { Button, SegmentedControl } from '@mantine/core';
import { useCallback, useMemo } from 'react';
import { backend, type report } from '../../api/backend';
import { DayStack } from '../../charts/day-stack';
import { ForecastCourse } from '../../charts/forecast-course';
import { SaveMenu, type Saving, type SaveWays } from '../../charts/save-menu';
import { ShareDoughnut } from '../../charts/share-doughnut';
import { YearHeat } from '../../charts/year-heat';
import { type Filter, narrow } from '../../format/filter';
import { Panel } from '../../ui/panel';
import { t } from '../../words';
import { Headline } from './headline';
import { Movers } from './movers';
import { Rows } from './rows';
import { daysSheet, yearSheet, rowsSheet } from './sheets';
import { entriesOf, type View } from './view';
import { dimensionWord, idOf, isDimension, spanWords } from './words';

interface Props {
  a: report.Analytics;
  filter: Filter;
  form: View['form'];
  /** Nothing is known of these days under this filter. */
  nothing: boolean;
  change: (part: Partial<View>) => void;
  clear: () => void;
  goToEntries: (state: string) => void;
  goToAccounts: () => void;
}

/** Everything that one question is answered with. */
export function Answer({ a, filter, form, nothing, change, clear, goToEntries, goToAccounts }: Props) {
  const days = spanWords(a.from, a.through, a.today);
  const by = isDimension(a.by) ? a.by : 'service';
  const name = dimensionWord(by);
  const projections = a.projections ?? [];
  const savingOf = (what: string, sheet: () => string[][]): Saving => ({ name: `outlay-${what}-${a.from}-${a.through}`, sheet, ways });
  const of = (group?: Pick<report.Group, 'key' | 'account'>) => (group ? narrow(filter, a.by, group.key, group.account) : filter);
  const slices = useMemo(() => a.rows.filter((r) => r.amount.currency === a.currency && !r.unread).map((r) => ({ key: idOf(r), label: r.label, amount: r.amount })), [a]);
  const pickDay = useCallback((day: string) => goToEntries(entriesOf(day, day, filter)), [goToEntries, filter]);
  const headline = <Headline a={a} days={days} goToAccounts={goToAccounts} showEntries={() => goToEntries(entriesOf(a.from, a.through, filter))} />;
  if (nothing) {
    return (
      <>
        {headline}
        <Panel title={t('analytics.nothing.title')}>
          <p className="quiet">{t('analytics.nothing.text')}</p>
          <div>
            <Button variant="default" onClick={clear}>
              {t('ui.filter.clear')}
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
          <span className="quiet">{t('analytics.charts.currency')}</span>
          <SegmentedControl size="xs" aria-label={t('analytics.charts.currencyLabel')} data={a.currencies} value={a.currency} onChange={(currency) => change({ currency })} />
        </div>
      )}
      <DayStack
        title={t('analytics.charts.perDay')}
        stack={a.stack}
        currency={a.currency}
        pick={(day, layer) => goToEntries(entriesOf(day, day, of(layer && canNarrow(a.by, layer) ? layer : undefined)))}
        form={form}
        aside={
          <SegmentedControl
            size="xs"
            aria-label={t('analytics.charts.as')}
            data={[
              { value: 'bars', label: t('analytics.charts.bars') },
              { value: 'lines', label: t('analytics.charts.lines') },
            ]}
            value={form}
            onChange={(value) => change({ form: value === 'lines' ? 'lines' : 'bars' })}
          />
        }
        saving={savingOf('days', () => daysSheet(a.stack, a.currency))}
      />
      <div className="analytics-pair">
        <ShareDoughnut
          title={t(`analytics.shares.${by}`)}
          slices={slices}
          of={name}
          when={days}
          saving={savingOf(by, () => rowsSheet(a, by))}
          pick={(slice) => {
            const group = a.rows.find((r) => idOf(r) === slice.key);
            if (group && !group.other) goToEntries(entriesOf(a.from, a.through, of(canNarrow(a.by, group) ? group : undefined)));
          }}
        />
        {a.before && <Movers a={a} before={a.before} pick={(group) => goToEntries(entriesOf(a.from, a.through, of(group)))} />}
      </div>
      {projections.length > 1 && <ForecastCourse title={t('analytics.charts.course')} projections={projections} />}
      <Rows a={a} title={t(`analytics.each.${by}`)} name={name} pick={(group) => goToEntries(entriesOf(a.from, a.through, of(group)))} aside={<SaveMenu title={t(`analytics.each.${by}`)} saving={savingOf(by, () => rowsSheet(a, by))} />} />
      <YearHeat key={a.year.days[0]} year={a.year} today={a.today} pick={pickDay} aside={<SaveMenu title={t('charts.year.title', { year: (a.year.days[0] ?? '').slice(0, 4) })} saving={savingOf('year', () => yearSheet(a.year, a.currency))} />} />
    </>
  );
}

const ways: SaveWays = { picture: backend.savePicture, table: backend.saveTable, copy: backend.copy };

/** Whether the activity can show just this: what is under no tag, it cannot. */
function canNarrow(by: string, { key }: { key: string }): boolean {
  return by !== 'tag' || key !== '';
}
