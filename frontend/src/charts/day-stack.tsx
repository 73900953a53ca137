import { useMantineTheme } from '@mantine/core';
import type { ChartData, ChartOptions } from 'chart.js';
import type { ReactNode } from 'react';
import { Bar, Line } from 'react-chartjs-2';
import { formatDay, formatWeekday } from '../format/days';
import { type Amount, formatSmallMoney, toPixels } from '../format/money';
import { t } from '../words';
import { ChartFrame } from './chart-frame';
import { type Colours, distinct, useColours } from './colours';
import { hatched, unreadDays } from './daily-bars';
import type { Saving } from './save-menu';
import './day-stack.css';
import './setup';

export interface Layer {
  key: string;
  account: string;
  label: string;
  other: boolean;
  values: (Amount | null)[];
}

/** Daily totals, stacked by what they were spent on. */
export interface Stack {
  days: string[];
  settled: boolean[];
  series: Layer[];
  totals: (Amount | null)[];
}

interface Props {
  title: string;
  stack: Stack;
  currency: string;
  /** Goes to the entries of a day, of one layer of it where it is not the rest. */
  pick: (day: string, layer?: Layer) => void;
  /** Stacked bars, or a line a layer. */
  form?: Form;
  saving?: Saving;
  aside?: ReactNode;
}

export type Form = 'bars' | 'lines';

/** Daily totals as stacked bars, the largest layer below. Days that may still change are hatched, unread ones marked. */
export function DayStack({ title, stack, currency, pick, form = 'bars', saving, aside }: Props) {
  useMantineTheme();
  const colours = useColours();
  return (
    <ChartFrame
      title={title}
      gist={gistOf(stack, currency)}
      aside={aside}
      saving={saving}
      chart={
        <div className="day-stack">
          <div>
            {form === 'bars' ? (
              <Bar role="none" data={dataOf(stack, colours)} options={optionsOf(stack, currency, colours, pick)} plugins={unreadDays} />
            ) : (
              <Line role="none" data={linesOf(stack, colours)} options={optionsOf(stack, currency, colours, pick, false)} plugins={unreadDays} />
            )}
          </div>
          <ul className="legend" aria-hidden>
            {stack.series.map((layer, i) => (
              <li key={`${layer.account}:${layer.key}:${layer.other}`}>
                <span className="swatch" style={{ background: colourAt(colours, i) }} />
                <span className="cut" title={layer.label}>
                  {layer.label}
                </span>
              </li>
            ))}
          </ul>
        </div>
      }
      table={<StackTable stack={stack} pick={pick} />}
    />
  );
}

const colourAt = (colours: Colours, i: number) => colours.series[Math.min(i, distinct)] ?? '';

function gistOf(stack: Stack, currency: string): string {
  const read = stack.totals.filter(Boolean).length;
  const moving = stack.settled.filter((s, i) => !s && stack.totals[i]).length;
  const layers = stack.series.map((s) => s.label).join(', ') || t('charts.days.nothing');
  return t('charts.days.gist', { currency, of: layers, read, all: stack.days.length, moving });
}

function dataOf(stack: Stack, colours: Colours): ChartData<'bar', (number | null)[]> {
  return {
    labels: stack.days.map(formatDay),
    datasets: stack.series.map((layer, i) => {
      const colour = colourAt(colours, i);
      const provisional = hatched(colour);
      return {
        label: layer.label,
        data: layer.values.map((v) => (v ? toPixels(v) : null)),
        backgroundColor: stack.settled.map((settled) => (settled ? colour : provisional)),
        borderRadius: 2,
        maxBarThickness: 22,
      };
    }),
  };
}

/** A line a layer. It ends where a day was not read, and is dashed where days may still change. */
function linesOf(stack: Stack, colours: Colours): ChartData<'line', (number | null)[]> {
  return {
    labels: stack.days.map(formatDay),
    datasets: stack.series.map((layer, i) => {
      const colour = colourAt(colours, i);
      return {
        label: layer.label,
        data: layer.values.map((v) => (v ? toPixels(v) : null)),
        borderColor: colour,
        backgroundColor: colour,
        borderWidth: 2,
        pointRadius: stack.days.length > 1 ? 0 : 3,
        pointHitRadius: 8,
        segment: { borderDash: ({ p1DataIndex }: { p1DataIndex: number }) => (stack.settled[p1DataIndex] ? undefined : [4, 3]) },
      };
    }),
  };
}

function optionsOf<Kind extends 'bar' | 'line'>(stack: Stack, currency: string, colours: Colours, pick: Props['pick'], stacked = true): ChartOptions<Kind> {
  const amount = (value: number) => formatSmallMoney({ value: String(value), currency });
  const options: ChartOptions<'bar' | 'line'> = {
    responsive: true,
    maintainAspectRatio: false,
    interaction: { mode: 'index', intersect: false },
    onClick: (event, _, chart) => {
      const [hit] = event.native ? chart.getElementsAtEventForMode(event.native, 'nearest', { intersect: true }, false) : [];
      const [column] = event.native ? chart.getElementsAtEventForMode(event.native, 'index', { intersect: false }, false) : [];
      const day = stack.days[(hit ?? column)?.index ?? -1];
      const layer = hit && stack.series[hit.datasetIndex];
      if (day) pick(day, layer?.other ? undefined : layer);
    },
    scales: {
      x: { stacked, grid: { display: false }, border: { color: colours.line }, ticks: { color: colours.text, maxRotation: 0, autoSkipPadding: 14 } },
      y: {
        stacked,
        grid: { color: colours.line },
        border: { display: false },
        ticks: { color: colours.text, maxTicksLimit: 5, callback: (v) => amount(Number(v)).replace(/\.00$/, '') },
      },
    },
    plugins: {
      legend: { display: false },
      tooltip: {
        callbacks: {
          title: (items) => formatWeekday(stack.days[items[0]?.dataIndex ?? 0] ?? ''),
          label: (item) => {
            const value = stack.series[item.datasetIndex]?.values[item.dataIndex];
            return `${item.dataset.label ?? ''}: ${value ? formatSmallMoney(value) : t('charts.unread')}`;
          },
          footer: (items) => {
            const i = items[0]?.dataIndex ?? 0;
            const total = stack.totals[i];
            if (!total) return '';
            return `${t('charts.days.all', { amount: formatSmallMoney(total) })}${stack.settled[i] ? '' : `, ${t('charts.moving')}`}`;
          },
        },
      },
    },
  };
  return options as ChartOptions<Kind>; // both kinds have all of them
}

function StackTable({ stack, pick }: Pick<Props, 'stack' | 'pick'>) {
  const days = stack.days.map((day, i) => ({ day, i })).reverse();
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t('charts.day')}</th>
          <th scope="col" className="figure">
            {t('charts.inAll')}
          </th>
          {stack.series.map((s) => (
            <th key={`${s.account}:${s.key}:${s.other}`} scope="col" className="figure">
              {s.label}
            </th>
          ))}
          <th scope="col">{t('charts.known')}</th>
        </tr>
      </thead>
      <tbody>
        {days.map(({ day, i }) => (
          <tr key={day}>
            <th scope="row">
              <button type="button" className="chart-link" onClick={() => pick(day)}>
                {formatWeekday(day)}
              </button>
            </th>
            <td className="figure">{shown(stack.totals[i])}</td>
            {stack.series.map((s) => (
              <td key={`${s.account}:${s.key}:${s.other}`} className="figure">
                {shown(s.values[i])}
              </td>
            ))}
            <td>{!stack.totals[i] ? t('charts.unread') : stack.settled[i] ? t('charts.settled') : t('charts.moving')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const shown = (value: Amount | null | undefined) => (value ? formatSmallMoney(value) : t('charts.unread'));
