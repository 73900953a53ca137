import { useMantineTheme } from '@mantine/core';
import type { Chart, ChartData, ChartOptions, Plugin } from 'chart.js';
import { Bar } from 'react-chartjs-2';
import { formatDay, formatWeekday } from '../format/days';
import { type Amount, formatSmallMoney, toPixels } from '../format/money';
import { t } from '../words';
import { ChartFrame } from './chart-frame';
import { colourOf, type Colours, useColours } from './colours';
import './setup';

export interface Series {
  service: string;
  label: string;
  values: (Amount | null | undefined)[];
}

export interface Bars {
  days: string[];
  settled: boolean[];
  currency: string;
  series: Series[];
}

/** Daily totals, stacked by service, the largest below. Days that may still change are hatched, unread ones marked. */
export function DailyBars({ bars, largest }: { bars: Bars; largest: string[] }) {
  useMantineTheme();
  const colours = useColours();
  return (
    <ChartFrame
      title={t('charts.days.title')}
      gist={gistOf(bars)}
      chart={<Bar role="none" data={dataOf(bars, largest, colours)} options={optionsOf(bars, largest, colours)} plugins={unreadDays} />}
      table={<DaysTable bars={bars} />}
    />
  );
}

function unread(bars: Bars, i: number): boolean {
  return bars.series.every((s) => !s.values[i]);
}

function gistOf(bars: Bars): string {
  const read = bars.days.filter((_, i) => !unread(bars, i)).length;
  const moving = bars.settled.filter((s, i) => !s && !unread(bars, i)).length;
  const services = bars.series.map((s) => s.label).join(', ') || t('charts.days.none');
  return t('charts.days.gist', { currency: bars.currency, of: services, read, all: bars.days.length, moving });
}

/** A colour as a pattern: of days that may still change. */
export function hatched(colour: string): CanvasPattern | string {
  const tile = document.createElement('canvas');
  tile.width = tile.height = 6;
  const pen = tile.getContext('2d');
  if (!pen) return colour;
  pen.globalAlpha = 0.35;
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 6, 6);
  pen.globalAlpha = 1;
  pen.strokeStyle = colour;
  pen.lineWidth = 1.5;
  pen.beginPath();
  pen.moveTo(-1, 7);
  pen.lineTo(7, -1);
  pen.stroke();
  return pen.createPattern(tile, 'repeat') ?? colour;
}

/** The series as they are drawn, the largest first. */
function drawn(bars: Bars, largest: string[]): Series[] {
  const place = (s: Series) => (largest.includes(s.service) ? largest.indexOf(s.service) : largest.length);
  return [...bars.series].sort((a, b) => place(a) - place(b));
}

function dataOf(bars: Bars, largest: string[], colours: Colours): ChartData<'bar', (number | null)[]> {
  return {
    labels: bars.days.map(formatDay),
    datasets: drawn(bars, largest).map((s) => {
      const colour = colourOf(colours.series, largest, s.service);
      const provisional = hatched(colour);
      return {
        label: s.label,
        data: s.values.map((v) => (v ? toPixels(v) : null)),
        backgroundColor: bars.settled.map((settled) => (settled ? colour : provisional)),
        borderRadius: 2,
        maxBarThickness: 22,
      };
    }),
  };
}

function optionsOf(bars: Bars, largest: string[], colours: Colours): ChartOptions<'bar'> {
  const amount = (value: number) => formatSmallMoney({ value: String(value), currency: bars.currency });
  return {
    responsive: true,
    maintainAspectRatio: false,
    interaction: { mode: 'index', intersect: false },
    scales: {
      x: { stacked: true, grid: { display: false }, border: { color: colours.line }, ticks: { color: colours.text, maxRotation: 0, autoSkipPadding: 14 } },
      y: {
        stacked: true,
        beginAtZero: true,
        grid: { color: colours.line },
        border: { display: false },
        ticks: { color: colours.text, maxTicksLimit: 5, callback: (v) => amount(Number(v)).replace(/\.00$/, '') },
      },
    },
    plugins: {
      legend: { display: false },
      tooltip: {
        callbacks: {
          title: (items) => formatWeekday(bars.days[items[0]?.dataIndex ?? 0] ?? ''),
          label: (item) => {
            const value = drawn(bars, largest)[item.datasetIndex]?.values[item.dataIndex];
            return `${item.dataset.label ?? ''}: ${value ? formatSmallMoney(value) : t('charts.unread')}`;
          },
          footer: (items) => (bars.settled[items[0]?.dataIndex ?? 0] ? '' : t('charts.moving')),
        },
      },
    },
  };
}

/** Draws a shade behind days that were not read, so that a gap never looks like $0. It looks at
 * the chart itself: a chart keeps the plugins it was made with. */
export const unreadDays: Plugin<'bar' | 'line'>[] = [
  {
    id: 'unread-days',
    beforeDatasetsDraw: ({ ctx, chartArea, scales, data }: Chart) => {
      const days = data.labels ?? [];
      const width = chartArea.width / Math.max(1, days.length);
      ctx.save();
      ctx.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--surface-sunken');
      days.forEach((_, i) => {
        if (data.datasets.some((set) => set.data[i] !== null)) return;
        ctx.fillRect((scales.x?.getPixelForValue(i) ?? 0) - width / 2, chartArea.top, width, chartArea.height);
      });
      ctx.restore();
    },
  },
];

function DaysTable({ bars }: { bars: Bars }) {
  const days = bars.days.map((day, i) => ({ day, i })).reverse();
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t('charts.day')}</th>
          {bars.series.map((s) => (
            <th key={s.service} scope="col" className="figure">
              {s.label}
            </th>
          ))}
          <th scope="col">{t('charts.known')}</th>
        </tr>
      </thead>
      <tbody>
        {days.map(({ day, i }) => (
          <tr key={day}>
            <th scope="row">{formatWeekday(day)}</th>
            {bars.series.map((s) => {
              const value = s.values[i];
              return (
                <td key={s.service} className="figure">
                  {value ? formatSmallMoney(value) : t('charts.unread')}
                </td>
              );
            })}
            <td>{unread(bars, i) ? t('charts.unread') : bars.settled[i] ? t('charts.settled') : t('charts.moving')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
