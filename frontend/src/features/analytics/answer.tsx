import { Button, SegmentedControl } from '@mantine/core';
import { memo, useCallback, useDeferredValue, useMemo } from 'react';
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
import { courseSheet, daysSheet, yearSheet, rowsSheet } from './sheets';
import { entriesOf, type View } from './view';
import { aboutWords, dimensionWord, idOf, isDimension, narrowedWords, spanWords } from './words';

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

/** Everything that one question is answered with; what is below the window comes a moment later. */
export function Answer({ a, filter, form, nothing, change, clear, goToEntries, goToAccounts }: Props) {
  const shown = useMemo(() => ({ a, filter }), [a, filter]);
  const later = useDeferredValue<typeof shown | null>(shown, null); // undefined would defer nothing
  const headline = <Headline a={a} days={spanWords(a.from, a.through, a.today)} goToAccounts={goToAccounts} showEntries={() => goToEntries(entriesOf(a.from, a.through, filter))} />;
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
        pick={(day, layer) => goToEntries(entriesOf(day, day, ofGroup(a.by, filter, layer)))}
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
        saving={savingOf(a, 'days', aboutWords(a, filter), () => daysSheet(a.stack, a.currency))}
      />
      {later && <Below {...later} goToEntries={goToEntries} />}
    </>
  );
}

/** Shares, what changed, how the forecast moved, each group, and the year. */
const Below = memo(function Below({ a, filter, goToEntries }: Pick<Props, 'a' | 'filter' | 'goToEntries'>) {
  const by = isDimension(a.by) ? a.by : 'service';
  const name = dimensionWord(by);
  const projections = a.projections ?? [];
  const show = (group?: Pick<report.Group, 'key' | 'account'>) => goToEntries(entriesOf(a.from, a.through, ofGroup(a.by, filter, group)));
  const slices = a.rows.filter((r) => r.amount.currency === a.currency && !r.unread).map((r) => ({ key: idOf(r), label: r.label, amount: r.amount }));
  const showSlice = (key: string) => {
    const group = a.rows.find((r) => idOf(r) === key);
    if (group && !group.other) show(group);
  };
  const about = aboutWords(a, filter);
  const rowsSaving = savingOf(a, by, about, () => rowsSheet(a, by));
  const { year, currency, from, through } = a;
  const yearSaving = useMemo(() => savingOf({ from, through }, 'year', narrowedWords(filter), () => yearSheet(year, currency)), [year, currency, from, through, filter]);
  const showDay = useCallback((day: string) => goToEntries(entriesOf(day, day, filter)), [goToEntries, filter]);
  return (
    <>
      <div className="analytics-pair">
        <ShareDoughnut title={t(`analytics.shares.${by}`)} slices={slices} of={name} when={spanWords(from, through, a.today)} saving={rowsSaving} pick={({ key }) => showSlice(key)} />
        {a.before && <Movers a={a} before={a.before} pick={show} />}
      </div>
      {projections.length > 1 && <ForecastCourse title={t('analytics.charts.course')} projections={projections} saving={savingOf(a, 'forecast', about, () => courseSheet(projections))} />}
      <Rows a={a} title={t(`analytics.each.${by}`)} name={name} pick={show} aside={<SaveMenu title={t(`analytics.each.${by}`)} saving={rowsSaving} />} />
      <YearHeat key={year.days[0]} year={year} today={a.today} pick={showDay} saving={yearSaving} />
    </>
  );
});

const savingOf = (a: { from: string; through: string }, what: string, about: string, sheet: () => string[][]): Saving => ({ name: `outlay-${what}-${a.from}-${a.through}`, about, sheet, ways });

/** A filter with one group of it chosen; what is under no tag the activity cannot show alone. */
function ofGroup(by: string, filter: Filter, group?: { key: string; account: string }): Filter {
  return group && (by !== 'tag' || group.key !== '') ? narrow(filter, by, group.key, group.account) : filter;
}

const ways: SaveWays = { picture: backend.savePicture, table: backend.saveTable, copy: backend.copy };
