import type { ChartData, ChartOptions } from 'chart.js';
import { Line } from 'react-chartjs-2';
import { formatDay } from '../format/days';
import { type Amount, formatMoney, toPixels } from '../format/money';
import { t } from '../words';
import { ChartFrame } from './chart-frame';
import { type Colours, faint, useColours } from './colours';
import type { Saving } from './save-menu';
import './setup';

/** Where a period was thought to end, as it was seen on a day. */
export interface Projection {
  day: string;
  amount: Amount;
  low: Amount;
  high: Amount;
  to_date: Amount;
}

/** How a forecast moved from day to day, with its range, what was spent, and the limit. */
export function ForecastCourse({ title, projections, limit, saving }: { title: string; projections: Projection[]; limit?: Amount; saving?: Saving }) {
  const colours = useColours();
  return (
    <ChartFrame
      title={title}
      gist={gistOf(projections, limit)}
      chart={
        <div className="course">
          <div>
            <Line role="none" data={dataOf(projections, limit, colours)} options={optionsOf(projections[0]?.amount.currency ?? 'USD', colours)} />
          </div>
          <p className="quiet chart-key" aria-hidden>
            {limit ? t('charts.course.keyLimit') : t('charts.course.key')}
          </p>
        </div>
      }
      table={<CourseTable projections={projections} />}
      saving={saving}
    />
  );
}

function gistOf(projections: Projection[], limit?: Amount): string {
  const first = projections[0];
  const last = projections.at(-1);
  if (!first || !last) return t('charts.course.none');
  const seen = (p: Projection) => t('charts.course.seen', { day: formatDay(p.day), amount: formatMoney(p.amount), low: formatMoney(p.low), high: formatMoney(p.high) });
  const moved = first === last ? seen(last) : `${seen(first)}; ${seen(last)}`;
  return limit ? t('charts.course.gistLimit', { moved, limit: formatMoney(limit) }) : t('charts.course.gist', { moved });
}

function dataOf(projections: Projection[], limit: Amount | undefined, colours: Colours): ChartData<'line', number[]> {
  const [main = '', second = ''] = colours.series;
  const line = { pointRadius: projections.length > 1 ? 0 : 3, pointHitRadius: 8, borderWidth: 2, tension: 0 };
  const edge = { ...line, borderWidth: 0, pointRadius: 0, backgroundColor: faint(main) };
  const of = (part: 'amount' | 'low' | 'high' | 'to_date') => projections.map((p) => toPixels(p[part]));
  return {
    labels: projections.map((p) => formatDay(p.day)),
    datasets: [
      { ...line, label: t('charts.course.forecast'), data: of('amount'), borderColor: main, backgroundColor: main },
      { ...edge, label: t('charts.course.most'), data: of('high'), fill: '+1' },
      { ...edge, label: t('charts.course.least'), data: of('low') },
      { ...line, label: t('charts.course.spent'), data: of('to_date'), borderColor: second, backgroundColor: second, borderDash: [2, 3] },
      ...(limit ? [{ ...line, label: t('charts.course.limit'), data: projections.map(() => toPixels(limit)), borderColor: colours.text, backgroundColor: colours.text, borderDash: [6, 4], borderWidth: 1, pointRadius: 0 }] : []),
    ],
  };
}

function optionsOf(currency: string, colours: Colours): ChartOptions<'line'> {
  const amount = (value: number) => formatMoney({ value: String(value), currency });
  return {
    responsive: true,
    maintainAspectRatio: false,
    interaction: { mode: 'index', intersect: false },
    scales: {
      x: { grid: { display: false }, border: { color: colours.line }, ticks: { color: colours.text, maxRotation: 0, autoSkipPadding: 14 } },
      y: { beginAtZero: true, grid: { color: colours.line }, border: { display: false }, ticks: { color: colours.text, maxTicksLimit: 5, callback: (v) => amount(Number(v)).replace(/\.00$/, '') } },
    },
    plugins: {
      legend: { display: false },
      tooltip: { callbacks: { label: (item) => `${item.dataset.label ?? ''}: ${amount(item.parsed.y ?? 0)}` } },
    },
  };
}

function CourseTable({ projections }: { projections: Projection[] }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t('charts.course.seenOn')}</th>
          <th scope="col" className="figure">
            {t('charts.course.toDate')}
          </th>
          <th scope="col" className="figure">
            {t('charts.course.forecast')}
          </th>
          <th scope="col" className="figure">
            {t('charts.course.range')}
          </th>
        </tr>
      </thead>
      <tbody>
        {[...projections].reverse().map((p) => (
          <tr key={p.day}>
            <th scope="row">{formatDay(p.day)}</th>
            <td className="figure">{formatMoney(p.to_date)}</td>
            <td className="figure">{formatMoney(p.amount)}</td>
            <td className="figure">{`${formatMoney(p.low)} – ${formatMoney(p.high)}`}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
