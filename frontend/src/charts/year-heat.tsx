import { type KeyboardEvent, memo, useRef, useState } from 'react';
import { formatDate } from '../format/days';
import { type Amount, formatSmallMoney, isZero, toPixels } from '../format/money';
import { Panel } from '../ui/panel';
import { firstWeekday, t } from '../words';
import { perLocale } from '../words/per-locale';
import { useColours } from './colours';
import { pictureOfTable } from './picture';
import { SaveMenu, type Saving } from './save-menu';
import './year-heat.css';

export interface Year {
  days: string[]; // from 1 January to 31 December
  values: (Amount | null)[];
  settled: boolean[];
}

interface Props {
  year: Year;
  today: string;
  /** Goes to the entries of a day. */
  pick: (day: string) => void;
  saving?: Saving;
}

const monthName = perLocale((locale) => new Intl.DateTimeFormat(locale, { month: 'short', timeZone: 'UTC' }));
const weekdayName = perLocale((locale) => new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' }));

/** The names of the days of a week, from the one it begins with. */
function weekdays(): string[] {
  return Array.from({ length: 7 }, (_, i) => weekdayName().format(Date.UTC(2026, 10, 1 + firstWeekday() + i))); // 1 November 2026 is a Sunday
}

/**
 * Each day of a year as a table of weeks, shaded by what was spent. It is one stop of the Tab key: arrows move
 * from day to day, Enter goes to its entries.
 */
export const YearHeat = memo(function YearHeat({ year, today, pick, saving }: Props) {
  const body = useRef<HTMLTableSectionElement>(null);
  const key = useRef<HTMLParagraphElement>(null);
  const colours = useColours();
  const [at, setAt] = useState(() => Math.max(0, year.days.indexOf(today)));
  const levels = levelsOf(year, today);
  const lead = weekdayOf(year.days[0] ?? '');
  const weeks = Math.ceil((lead + year.days.length) / 7);
  const move = (event: KeyboardEvent) => {
    const step = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -7, ArrowRight: 7 }[event.key];
    const to = event.key === 'Home' ? 0 : event.key === 'End' ? year.days.length - 1 : step && at + step;
    if (to === undefined || to < 0 || to >= year.days.length) return;
    event.preventDefault();
    setAt(to);
    body.current?.querySelector<HTMLButtonElement>(`[data-at="${to}"]`)?.focus();
  };
  const title = t('charts.year.title', { year: (year.days[0] ?? '').slice(0, 4) });
  const picture = () => pictureOfTable(body.current?.closest('table'), { title, about: saving?.about ?? '', key: key.current }, colours);
  return (
    <Panel title={title} aside={saving && <SaveMenu title={title} saving={saving} picture={picture} />}>
      <div className="year-heat-box">
        <table className="year-heat" aria-label={t('charts.year.label')}>
          <thead>
            <tr>
              <td />
              {monthsOf(year.days, lead, weeks).map(({ name, span }, i) => (
                <th key={i} scope="colgroup" colSpan={span}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody ref={body}>
            {weekdays().map((name, weekday) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {Array.from({ length: weeks }, (_, week) => {
                  const i = 7 * week + weekday - lead;
                  const day = year.days[i];
                  if (day === undefined) return <td key={week} />;
                  const words = wordsOf(day, year.values[i], year.settled[i] ?? false, today);
                  return (
                    <td key={week}>
                      <button type="button" className="heat-day" data-at={i} data-level={levels[i]} aria-label={words} title={words} tabIndex={i === at ? 0 : -1} onFocus={() => setAt(i)} onKeyDown={move} onClick={() => pick(day)} />
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p ref={key} className="quiet heat-key" aria-hidden>
        {t('charts.year.less')}
        {['0', '1', '2', '3', '4'].map((level) => (
          <span key={level} className="heat-day" data-level={level} />
        ))}
        {t('charts.year.more')}
        <span className="heat-day" data-level="unread" /> {t('charts.unread')}
        <span className="heat-day" data-level="credit" /> {t('charts.year.credit')}
      </p>
    </Panel>
  );
});

function wordsOf(day: string, value: Amount | null | undefined, settled: boolean, today: string): string {
  if (value) return `${formatDate(day)}: ${formatSmallMoney(value)}${settled ? '' : `, ${t('charts.moving')}`}`;
  return `${formatDate(day)}: ${day > today ? t('charts.year.future') : t('charts.unread')}`;
}

/** Shades by quarters of the days that cost something: one wild day does not pale all others. */
function levelsOf({ days, values }: Year, today: string): string[] {
  const costs = values.flatMap((v) => (v && toPixels(v) > 0 ? [toPixels(v)] : [])).sort((a, b) => a - b);
  const bounds = [0.25, 0.5, 0.75].map((part) => costs[Math.floor(part * costs.length)] ?? 0);
  return days.map((day, i) => {
    const value = values[i];
    if (!value) return day > today ? 'future' : 'unread';
    if (isZero(value)) return '0';
    if (value.value.startsWith('-')) return 'credit';
    return String(1 + bounds.filter((bound) => toPixels(value) > bound).length);
  });
}

/** Which row a day stands in. */
function weekdayOf(day: string): number {
  return (new Date(`${day}T00:00:00Z`).getUTCDay() - firstWeekday() + 7) % 7;
}

/** The months over the weeks that their first days are in. */
function monthsOf(days: string[], lead: number, weeks: number): { name: string; span: number }[] {
  const starts = days.flatMap((day, i) => (day.endsWith('-01') ? [{ name: monthName().format(new Date(`${day}T00:00:00Z`)), week: Math.floor((i + lead) / 7) }] : []));
  return starts.map(({ name, week }, i) => ({ name, span: (starts[i + 1]?.week ?? weeks) - week }));
}
